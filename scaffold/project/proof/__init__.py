"""Runs the checks of a project on a scratch copy, before and after a planned change."""
