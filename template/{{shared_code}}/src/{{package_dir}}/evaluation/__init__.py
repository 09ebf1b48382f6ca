"""Third stage: measure a model, slice by slice and split by split, and report."""
