"""Define, train, tune and store models."""
