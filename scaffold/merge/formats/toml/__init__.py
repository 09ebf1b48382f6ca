"""TOML: statements, and the arrays and inline tables in them."""
