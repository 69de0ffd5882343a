"""Every reason that docs/run-reasons.md explains has words in the CMS too."""

import re
from pathlib import Path

from courses.feeds.desk.reasons import REASONS

PAGE = (Path(__file__).resolve().parents[2] / "docs/run-reasons.md").read_text()


def test_the_cms_knows_the_reasons_of_the_paper():
    assert set(REASONS) == set(re.findall(r"^### `([a-z_]+)`$", PAGE, re.MULTILINE))
