"""Second stage: define, train, tune, store and track models."""
