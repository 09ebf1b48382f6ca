"""Predict and serve."""
