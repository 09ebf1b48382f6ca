"""Files as values: read within bounds, and written into new folders."""
