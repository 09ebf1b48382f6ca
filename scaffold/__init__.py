"""Make machine-learning repositories that work on the first day and can still be updated later."""

__version__ = "0.3.0.dev0"
