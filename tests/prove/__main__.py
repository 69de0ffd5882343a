"""Which troubles does an installation outlive? Each is made for real and told as it happens: `python -m tests.prove`.

On the services that the environment names (`make services`), else on SQLite, a folder as broker and without
Elasticsearch; what is left out for that is said. Ends with 1 where a checksum is not what it must be.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.prove import installation


def main() -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tantu-prove-") as folder, installation.made(Path(folder)) as services:
        from tests.prove import troubles

        held = [troubles.show(number, trouble, services) for number, trouble in enumerate(troubles.TROUBLES, 1)]
    print(f"\n{held.count(True)} of {len(held)} held, in {time.monotonic() - began:.0f} seconds.", flush=True)
    return 0 if all(held) else 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
