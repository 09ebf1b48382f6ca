"""Python sources: merged by their layout or by the names that they define."""
