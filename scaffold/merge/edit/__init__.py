"""Edits of a text: planned at the nodes of a document, and made in batches."""
