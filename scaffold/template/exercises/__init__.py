"""Exercises of a workshop, as the template marks them."""
