"""First stage: read, profile, check, clean and split the data."""
