"""Projects of the first release after people have worked in them for months."""
