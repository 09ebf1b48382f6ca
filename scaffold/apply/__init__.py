"""The only package that writes into a project.

`fresh` makes a project that was not there; `journal` changes one that is, by the `steps` that it
writes down first; `state` knows what an interrupted command left; `lock` keeps two commands apart.
"""
