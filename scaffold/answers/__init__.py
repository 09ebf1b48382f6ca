"""Answers to the questions of a template: given, stored in the answers file, checked."""
