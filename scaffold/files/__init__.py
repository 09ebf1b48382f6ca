"""Files as values, and how to read what anyone may have written: within bounds, running nothing."""
