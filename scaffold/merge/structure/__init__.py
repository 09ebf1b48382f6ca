"""What documents contain, and what a merge changes in it. Nothing here knows a format."""
