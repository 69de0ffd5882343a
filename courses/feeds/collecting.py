"""How is Python's collector kept from what was there before, while millions of small objects come and go?"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_old_objects() -> Iterator[None]:
    """It would look at all of a loaded Django again and again; nothing of that points at what is read and written."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
