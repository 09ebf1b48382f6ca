"""Last stage: predict and serve."""
