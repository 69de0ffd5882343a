"""docs/faults.md names every fault once, with tests that are there and look whether all is in order afterwards."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = dict(re.findall(r"^\| (F\d\d) \|(.*)$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE))
NOTHING_IS_STORED = {"tests/feeds/test_fetch_addresses.py", "tests/feeds/desk/test_run_page.py"}
"""What is fetched, or shown of what is stored."""
READ_ONLY = {
    "test_f11_one_refused_entry_keeps_no_other_back_and_its_reason_is_kept",  # which is to be missing from the engine
    "test_f30_a_day_that_a_person_gave_lasts_from_midnight_to_midnight_there",
    "test_f30_the_midnight_that_a_moodle_states_in_seconds_is_of_that_day_there",
    "test_f30_a_moment_that_open_edx_states_is_an_hour_there",
}


def named_in(row: str) -> list[tuple[str, str]]:
    """(file, name) of each."""
    return [
        (path, name)
        for path, names in re.findall(r"\]\(\.\./([\w/]+\.py)\): ((?:`\w+`(?:, )?)+)", row)
        for name in re.findall(r"`(\w+)`", names)
    ]


def source_of(path: str, name: str) -> str:
    """The test, and the fixture that looks after all of its module where there is one."""
    parts = re.split(r"\n\n\n", (ROOT / path).read_text())
    return "".join(part for part in parts if re.search(rf"^def ({name}|afterwards)\(", part, re.MULTILINE))


def test_every_fault_has_its_row() -> None:
    assert [*TABLE] == [f"F{number:02}" for number in range(1, 31)]


@pytest.mark.parametrize("fault", TABLE)
def test_its_tests_are_there_and_look_whether_all_is_in_order(fault: str) -> None:
    named = named_in(TABLE[fault])
    assert named
    for path, name in named:
        source = source_of(path, name)
        assert f"def {name}(" in source, f"{path} has no {name}"
        if path not in NOTHING_IS_STORED and name not in READ_ONLY:
            assert re.search(r"in_order\(\)|untouched\(", source), f"{name} does not look at what is stored"
