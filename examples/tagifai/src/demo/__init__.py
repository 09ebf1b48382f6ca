"""Tag a machine-learning project by its title and description."""

__version__ = "0.1.0"
