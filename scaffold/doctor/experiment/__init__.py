"""How a program uses its rows: what is fitted, split, resampled, chosen by and scored on them.

A program is followed once from top to bottom, each function by itself; nothing of it runs.
"""
