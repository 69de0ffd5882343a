"""docs/consortium-profile.md shows a profile that holds and explains every key; shipped profiles name real blocks."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from consortium.vocabulary.checks import parse_profile, read_profile
from consortium.vocabulary.tables import ConsortiumProfile, HomeBlock, Level, Term

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/consortium-profile.md").read_text()
PROFILES = [*ROOT.glob("consortium/vocabulary/profiles/*.toml"), *ROOT.glob("tests/samples/profiles/*.toml")]
BESIDE_THE_SEARCH = {"cloth", "numbers"}  # always there, wherever the profile begins


def _blocks_of_code() -> set[str]:
    """The names under which apps answer the home page: Panel(…, name="…")."""
    named = set()
    for path in [*ROOT.glob("consortium/**/*.py"), *ROOT.glob("courses/**/*.py"), *ROOT.glob("search/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Panel":
                named |= {word.value.value for word in node.keywords if word.arg == "name"}
    return named - BESIDE_THE_SEARCH


def test_the_profile_on_the_page_holds():
    [text] = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert parse_profile(text).name == "Alpine Forestry Schools"


def test_every_key_is_explained():
    cells = re.findall(r"^\| (`.+?`) \|", PAGE, re.MULTILINE)
    explained = {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}
    assert explained == {field.encode_name for field in msgspec.structs.fields(ConsortiumProfile)}
    said = set(re.findall(r"`(\w+)(?: = true)?`", PAGE))
    assert said >= {
        field.encode_name for kind in (Term, Level, HomeBlock) for field in msgspec.structs.fields(kind)
    } - {"block"}


def test_the_blocks_of_the_home_page_are_those_that_something_answers():
    told = PAGE.partition("### Blocks of the home page")[2]
    assert set(re.findall(r"`([\w-]+)`", told)) == _blocks_of_code()


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_profile_of_ours_names_no_block_that_nothing_answers(path):
    assert {block.block for block in read_profile(path).home} <= _blocks_of_code()
