"""Git repositories as a person makes them."""

from pathlib import Path

from tests.kit.machine import run_command

IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def git(folder: Path, *arguments: str) -> str:
    """Run Git with an identity for commits; return what it prints."""
    done = run_command(["git", *IDENTITY, *arguments], folder=folder)
    assert done.exit_code == 0, done
    return done.output
