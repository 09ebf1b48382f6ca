"""Named checks of a project: what is only about machine learning, and what is the template's.

They are a plugin of repo-review, so `repo-review` shows them beside those of other plugins.
"""
