"""A class: its roster, the record of its projects, and a board of where everyone is.

`roster` reads who is in the class, `record` what was made for them, `board` parses their code, and
`trials` runs it if the teacher asks for that.
"""
