"""Notebooks into stages: read cells, follow the data, assign stages, write modules.

`cells`, `ipynb` and `percent` read and write notebooks; `magics`, `statements`, `names` and
`graph` find out what each statement reads and binds; `classify` assigns stages. All of these are
pure: they take text and return values, and no code of a notebook is ever run by them.
"""
