"""Run the command line with `python -m`."""

from .cli import app

if __name__ == "__main__":
    app()
