"""The only package that writes into a project.

`fresh` creates a new project, `journal` changes an existing one, `state` detects interrupted
commands, and `lock` allows one command at a time.
"""
