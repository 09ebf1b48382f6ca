"""The commits of a project that changed some files, and the trailer of those of a class."""

from scaffold.git.history import FileCommit, list_file_commits

__all__ = ["TRAILER", "FileCommit", "list_file_commits"]

# Commits with this trailer are not the work of a learner.
TRAILER = "Scaffold-Class"
