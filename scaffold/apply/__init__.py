"""The only package that writes into a project.

`filling` creates one in an existing folder, `journal` changes one, `state` detects interrupted
commands, and `lock` allows one command at a time.
"""
