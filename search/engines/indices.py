"""Which indices are there in Elasticsearch, and which one answers?"""

import time
from typing import Any

from django.conf import settings

from search.engines.elastic_client import BULK_SECONDS, alias, client, told_as_unavailable
from search.engines.mapping import MAPPINGS, SETTINGS, mapping_hash

WHILE_FILLING = {"refresh_interval": "-1"}
WHILE_ANSWERING = {"refresh_interval": "1s"}


def live_index() -> str | None:
    """The index behind the alias."""
    with told_as_unavailable():
        if not _indices().exists_alias(name=alias()):
            return None
        return next(iter(_indices().get_alias(name=alias())), None)


def known_fields(index: str) -> frozenset[str]:
    """The fields of its mapping, which may be older or newer than ours."""
    with told_as_unavailable():
        mapping = _indices().get_mapping(index=index)[index]["mappings"]
    return frozenset(mapping.get("properties", {}))


def is_of_this_mapping(index: str) -> bool:
    return f"-{mapping_hash()}-" in index


def create_index() -> str:
    """A new, empty index of this mapping. Its name ends in the time, as one mapping may be filled twice."""
    name = f"{settings.ELASTICSEARCH_INDEX_PREFIX}-{mapping_hash()}-{time.time_ns() // 1_000_000}"
    with told_as_unavailable():
        _indices().create(index=name, settings=SETTINGS | WHILE_FILLING, mappings=MAPPINGS)
    return name


def count_documents(index: str) -> int:
    with told_as_unavailable():
        _indices().refresh(index=index)
        return int(
            client()
            .options(request_timeout=BULK_SECONDS)
            .count(index=index, query={"exists": {"field": "entry"}})["count"]
        )


def move_alias(index: str) -> None:
    """From whatever has it to this index, in one step: no search falls between."""
    with told_as_unavailable():
        _indices().put_settings(index=index, settings=WHILE_ANSWERING)
        _indices().refresh(index=index)
        held = (
            _indices().get_alias(index=f"{settings.ELASTICSEARCH_INDEX_PREFIX}-*", name=alias(), allow_no_indices=True)
            if live_index()
            else {}
        )
        moves: list[dict[str, Any]] = [{"remove": {"index": old, "alias": alias()}} for old in held if old != index]
        _indices().update_aliases(actions=[*moves, {"add": {"index": index, "alias": alias()}}])


def drop_index(index: str) -> None:
    with told_as_unavailable():
        _indices().delete(index=index, ignore_unavailable=True)


def unused_indices(keep: set[str]) -> list[str]:
    """Indices of this installation that neither answer nor are in `keep`."""
    with told_as_unavailable():
        ours = _indices().get(index=f"{settings.ELASTICSEARCH_INDEX_PREFIX}-*", expand_wildcards="all")
    return sorted(name for name, about in ours.items() if alias() not in about["aliases"] and name not in keep)


def _indices() -> Any:
    return client().options(request_timeout=BULK_SECONDS).indices
