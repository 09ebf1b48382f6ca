"""Fleets of projects: real repositories, real Git, and stubs of the programs of forges."""
