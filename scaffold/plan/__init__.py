"""What a command would do to each file. Pure: trees in, a plan out."""
