"""A project, and what stands outside of it, as the cases of updates have them."""

from tests.update.conftest import outside, project, repository

__all__ = ["outside", "project", "repository"]
