"""The containers and the pipelines of projects: linted, checked against schemas, and tried."""
