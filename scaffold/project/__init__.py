"""What is in a project's folder: its release, its guards, and how Git sees its files."""
