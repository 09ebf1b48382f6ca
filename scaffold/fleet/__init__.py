"""Many projects: which there are, in which state each is, and how their branches reach a forge."""
