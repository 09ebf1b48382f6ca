"""Gates of an adoption: what a repository builds, collects and checks, before and after."""
