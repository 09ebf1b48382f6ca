"""Tests of `scaffold dependencies`."""
