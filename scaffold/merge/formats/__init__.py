"""Formats of documents: how to read each, and where its values are in a text."""
