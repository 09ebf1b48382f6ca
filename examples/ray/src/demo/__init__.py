"""Predict the class of texts."""

__version__ = "0.1.0"
