"""What the recipes need beyond one line."""
