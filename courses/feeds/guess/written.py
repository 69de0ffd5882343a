"""A feed profile as TOML text that parse_profile reads back to the same."""

from typing import Any

import msgspec
import tomli_w

from courses.feeds.profile import FeedProfile


def written(profile: FeedProfile) -> str:
    """Only what differs from what holds when nothing is said."""
    stated = msgspec.to_builtins(profile)
    ordered: dict[str, Any] = {name: stated[name] for name in ("id", "file", "rows") if stated.get(name)}
    ordered |= {name: value for name, value in stated.items() if name not in ordered and value not in ({}, [], "")}
    return tomli_w.dumps(_plain(ordered))


def _plain(value: Any) -> Any:
    """Lists for tuples, which TOML's writer does not know."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
