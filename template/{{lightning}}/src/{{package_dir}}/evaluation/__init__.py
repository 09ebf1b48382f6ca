"""Third stage: measure a model and write the report."""
