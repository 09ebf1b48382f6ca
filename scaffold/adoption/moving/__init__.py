"""Move modules into stages, and rewrite every reference to them. Pure: trees in, changes out."""
