"""Second stage: build, train and tune the classifier, and track what was tried."""
