"""`make` alone says what there is."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_make_alone_lists_every_command_and_runs_none():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [commands] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert re.findall(r"^make ([a-z-]+) +\S", said, re.MULTILINE) == [c for c in commands.split() if c != "help"]


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    [commands] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert all(f"`make {command}`" in readme for command in commands.split() if command not in ("help", "clean"))
