"""Run the commands with `python -m`."""

from .cli import app

app()
