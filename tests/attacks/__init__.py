"""Attacks on people who look at, or work in, a project of someone they do not know."""
