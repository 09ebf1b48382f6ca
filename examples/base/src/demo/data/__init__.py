"""Load, check, clean and split data."""
