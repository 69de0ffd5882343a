"""What must stand in the environment of the demo, so that its visitor need set nothing?"""

import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
FILE = "demo.env"
_PORT = 8000
_HIGHEST = 65_534  # the stand-in for the colleges' systems takes the next one


class WrongPort(ValueError):
    """Says what PORT should be."""


def surroundings(given: Mapping[str, str]) -> dict[str, str]:
    """What the demo adds to the environment. It is kept in VAR_DIR/demo.env too, where other commands may take it.

    Raises WrongPort.
    """
    folder = Path(given.get("VAR_DIR") or ROOT / "var").absolute()
    file = folder / FILE
    port = _port(given.get("PORT", ""))
    private = [*filter(None, given.get("FEED_ALLOW_PRIVATE", "").split(",")), f"{HOST}:{port + 1}"]
    added = {
        "VAR_DIR": str(folder),
        "SECRET_KEY": given.get("SECRET_KEY") or _kept_key(file) or secrets.token_urlsafe(48),
        "BASE_URL": f"http://{HOST}:{port}",
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "FEED_ALLOW_PRIVATE": ",".join(dict.fromkeys(private)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in added.items()))
    return added


def _port(stated: str) -> int:
    if not stated:
        return _PORT
    if not stated.isdecimal() or not 0 < int(stated) <= _HIGHEST:
        raise WrongPort(f"PORT must be a number from 1 to {_HIGHEST}, such as 8100; {stated!r} is none.")
    return int(stated)


def _kept_key(file: Path) -> str:
    """The key of an earlier start: with another one, everybody would be signed out."""
    if not file.is_file():
        return ""
    kept = dict(line.removeprefix("export ").split("=", 1) for line in file.read_text().splitlines())
    return "".join(shlex.split(kept.get("SECRET_KEY", "")))
