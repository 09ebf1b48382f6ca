"""Predict one column of a table from the others."""

__version__ = "0.1.0"
