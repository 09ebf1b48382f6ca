"""What two or more stages share: files, seeds and checked parameters."""
