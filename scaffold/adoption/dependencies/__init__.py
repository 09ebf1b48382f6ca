"""Read what declares dependencies, write it as PEP 621, and resolve both to compare them."""
