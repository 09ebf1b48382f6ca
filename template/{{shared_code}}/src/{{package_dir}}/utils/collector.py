"""Python's collector of unused objects, kept from looking where there are hardly any."""

import atexit
import gc

# How many new objects Python waits for before it looks for unused ones; its own number is below
# 3,000. Libraries make hundreds of thousands when they are imported, and nearly all of them stay.
_NEW_OBJECTS = 100_000


def spare_the_collector() -> None:
    """Save a program the seconds that Python spends on looking for unused objects."""
    gc.set_threshold(_NEW_OBJECTS)
    # At the end the memory goes back as a whole, and nothing in it needs to be looked at.
    atexit.register(gc.freeze)
