"""What is true of one consortium stands in its profile; the code knows no place, no award and no subject."""

import re

from tests.workers import ROOT

OF_ONE_CONSORTIUM = re.compile(r"\b(gujarat|mbbs|india|indian|bharat|kolkata|ahmedabad|bds|drnb)\b", re.IGNORECASE)
CODE = {".py", ".html", ".css", ".js", ".txt"}
LEFT_OUT = ("search/demo/", "consortium/vocabulary/profiles/")


def test_no_line_of_code_names_what_only_a_profile_may() -> None:
    found = []
    for folder in ("consortium", "courses", "search", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in CODE or name.startswith(LEFT_OUT):
                continue
            lines = enumerate(path.read_text().splitlines(), 1)
            found += [f"{name}:{number}: {line.strip()}" for number, line in lines if OF_ONE_CONSORTIUM.search(line)]
    assert found == []
