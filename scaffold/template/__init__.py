"""Where a template comes from, and how it is rendered."""
