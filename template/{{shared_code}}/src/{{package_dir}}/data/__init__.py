"""First stage: extract, validate, clean, label and split the data."""
