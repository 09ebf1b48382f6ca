"""Code of the project, in five stages."""

__version__ = "0.1.0"
