"""Predict the class of images."""

__version__ = "0.1.0"
