"""Last stage: keep trained models safely, and classify new images with them."""
