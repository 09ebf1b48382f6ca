"""Measure a model, and report what it finds."""
