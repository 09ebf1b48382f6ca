"""Last stage: keep trained models safely, and tag new texts with them."""
