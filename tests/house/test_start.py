"""A wrong setting stops the start with the variable's name and what it should be, not with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 40, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "should_be"),
    [
        ("SECRET_KEY", "short", "32 characters"),
        ("DATABASE_URL", "postgresql://a:b@h:port/db", "must begin with postgresql://"),
        ("EMAIL_URL", "smtp://h:abc", "must be console:"),
        ("VAR_DIR", "/proc/x", "must be a folder"),
        ("CONSORTIUM_PROFILE", "/nowhere.toml", "must be a TOML file"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(tmp_path, variable, value, should_be):
    run = started(**{"VAR_DIR": str(tmp_path), variable: value})
    assert run.returncode == 1
    assert f"{variable}: " in run.stderr
    assert should_be in run.stderr
    assert "Traceback" not in run.stderr


def test_a_wrong_profile_is_refused_with_everything_that_is_wrong(tmp_path):
    profile = tmp_path / "profile.toml"
    profile.write_text(
        'name = "X"\ntime_zone = "Mars/Phobos"\nlanguages = ["en"]\nlevels = [{slug="a", label="A", parent="b"}]\n'
    )
    run = started(VAR_DIR=str(tmp_path), CONSORTIUM_PROFILE=str(profile))
    assert run.returncode == 1
    assert run.stderr.startswith(f"CONSORTIUM_PROFILE: {profile}: time_zone: 'Mars/Phobos' is no time zone.")
    assert "levels, entry 1: the parent 'b' of 'a' is not in this table." in run.stderr
    assert "Traceback" not in run.stderr
