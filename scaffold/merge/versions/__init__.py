"""Pinned versions: found in documents and programs, compared, and raised."""
