"""How is Python's collector kept out of the way, while millions of small objects come and go?"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 50_000
"""About as many as a block of records becomes: it looks once a block, and not seventy times."""
_USUAL = gc.get_threshold()  # and not what another thread of this process made of it


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """It would look at all of a loaded Django again and again, and nothing of that points at what is read and written;
    of which next to nothing is a circle that only it could free."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
        gc.unfreeze()
