"""Understand a repository that no template made, and choose what fits it."""
