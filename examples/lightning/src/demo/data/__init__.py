"""First stage: bring, read, check, clean and split the data."""
