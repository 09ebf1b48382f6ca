"""Classify small images, or rows of a table, with a network of fully connected layers."""

__version__ = "0.1.0"
