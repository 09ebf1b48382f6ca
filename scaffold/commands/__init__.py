"""The commands as a person types them: their options, and the calls that do the work."""
