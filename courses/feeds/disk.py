"""Does an error say that the disk, or what we may have of it, is full?"""

import errno

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in _FULL
