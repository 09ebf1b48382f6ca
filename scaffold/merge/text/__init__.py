"""Lines of a text: compared, merged, and the line endings of a file."""
