"""Third stage: measure a trained model, slice by slice and split by split, and report it."""
