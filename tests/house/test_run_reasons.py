"""Every word by which a run says how it went is explained in docs/run-reasons.md, and none that no run can say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from courses.feeds.document import COUNTS
from courses.feeds.models import Problem, Run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/run-reasons.md").read_text()
TELLS = {"FetchFailed": 0, "NotReadable": 0, "ReadingFailed": 0, "Failed": 0, "close_failed": 1, "fail": 1}
"""Which argument of which call is a reason."""


def _reasons_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLS:
            stated = node.args[TELLS[node.func.id]] if len(node.args) > TELLS[node.func.id] else None
        elif isinstance(node, ast.Assign):
            stated = _assigned_reason(node)
        else:
            continue
        if isinstance(stated, ast.Constant) and isinstance(stated.value, str) and stated.value:
            yield stated.value


def _assigned_reason(node: ast.Assign) -> ast.expr | None:
    """The value in `run.reason = …`, alone or among others."""
    targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for target, value in zip(targets, values, strict=False):
        if isinstance(target, ast.Attribute) and target.attr == "reason":
            return value
    return None


def _reasons_of_code() -> set[str]:
    return {reason for path in (ROOT / "courses").rglob("*.py") for reason in _reasons_in(path.read_text())}


def test_the_reasons_that_the_code_can_give_are_explained_and_no_others():
    explained = re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert set(explained) == _reasons_of_code()


def test_every_explanation_says_something():
    for _, text in re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL):
        assert len(text.split()) > 10


def test_statuses_decisions_counts_and_severities_are_explained():
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    counts = {name for name in COUNTS if name != "read"}
    assert rows >= {*Run.Status.values, *Run.Decision.values, *Problem.Severity.values, *counts}
