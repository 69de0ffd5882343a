"""Search by Elasticsearch: the engine of a real installation."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from django.conf import settings
from elasticsearch.dsl import Search

from courses.catalogue.models import Source
from search.asking import FACETS, Query
from search.engines import elastic_query
from search.engines.contract import (
    ENOUGH_WITH_ALL_WORDS,
    MORE_AT_MOST,
    EngineUnavailable,
    Found,
    FoundRow,
    Marks,
    Networks,
)
from search.engines.counting import turned
from search.engines.database import database_text
from search.engines.elastic_client import alias, client, told_as_unavailable
from search.engines.spelling import first_known

Mode = Literal["all", "any"]
LEAST_SECONDS = 0.05


class ElasticsearchEngine:
    """One engine an answer: all its requests together take no longer than ELASTICSEARCH_TIMEOUT_SECONDS."""

    name = "elasticsearch"

    def __init__(self) -> None:
        self._until = time.monotonic() + settings.ELASTICSEARCH_TIMEOUT_SECONDS

    def find(self, query: Query, words: tuple[str, ...], networks: Networks) -> Found:
        found = self._find(query, words, networks)
        return replace(found, marks=self._marks(found.rows, words)) if words and found.rows else found

    def _find(self, query: Query, words: tuple[str, ...], networks: Networks) -> Found:
        sources = _source_days(query)
        if len(words) < 2 or query.any_words:
            mode: Mode = "any" if query.any_words else "all"
            [answer] = self._ask([_spelled(elastic_query.full(query, words, mode, networks, sources), words)])
            return _found(answer, query, mode if words else "", _meant(answer, words))
        enough, all_words, some = self._ask(
            [
                elastic_query.enough(words, ENOUGH_WITH_ALL_WORDS),
                elastic_query.full(query, words, "all", networks, sources),
                _spelled(elastic_query.some(query, words, networks, sources), words),
            ]
        )
        meant = _meant(some, words)
        if enough["hits"]["total"]["value"] >= ENOUGH_WITH_ALL_WORDS:
            return _found(all_words, query, "all", meant, with_some=_total(some))
        [any_words] = self._ask([elastic_query.full(query, words, "any", networks, sources)])
        return _found(any_words, query, "any", meant)

    def _marks(self, rows: Sequence[FoundRow], words: tuple[str, ...]) -> Mapping[int, Marks]:
        """Of the entry that is shown for each row."""
        [answer] = self._ask([elastic_query.marks([row.entries[0] for row in rows], words)])
        return {_entry(hit): _marks(hit) for hit in answer["hits"]["hits"] if "highlight" in hit}

    def _ask(self, searches: Sequence[Search]) -> list[Mapping[str, Any]]:
        """All in one request."""
        lines: list[Mapping[str, Any]] = []
        for search in searches:
            lines += [{"index": alias()}, search.to_dict()]
        seconds = max(LEAST_SECONDS, self._until - time.monotonic())
        with told_as_unavailable():
            told = client().options(request_timeout=seconds).msearch(searches=lines)
        answers: list[Mapping[str, Any]] = told["responses"]
        for answer in answers:
            if "error" in answer:
                raise EngineUnavailable(f"status {answer['status']}: {answer['error'].get('reason')}")
        return answers


def _spelled(search: Search, words: tuple[str, ...]) -> Search:
    return elastic_query.with_spelling(search, words) if words else search


def _source_days(query: Query) -> elastic_query.SourceDays:
    """When each source was last accepted, where the query asks how fresh entries, or what they say, are."""
    if not (query.fresh or query.open or query.sort == "fresh"):
        return {}
    rows = Source.objects.filter(accepted_at__isnull=False).values_list("pk", "accepted_at")
    return {pk: accepted_at.date() for pk, accepted_at in rows if accepted_at}


def _found(
    answer: Mapping[str, Any],
    query: Query,
    words: Literal["all", "any", ""],
    meant: tuple[str, ...],
    with_some: int = 0,
) -> Found:
    total = _total(answer)
    more = max(0, with_some - total)
    return Found(
        total=total,
        words=words,
        rows=tuple(_row(hit, query.seed) for hit in answer["hits"]["hits"]),
        counts={facet: _counts(answer["aggregations"].get(facet)) for facet in FACETS},
        more=min(more, MORE_AT_MOST),
        more_is_capped=more > MORE_AT_MOST,
        meant=meant,
    )


def _total(answer: Mapping[str, Any]) -> int:
    """Groups of different bands are different, so that their numbers add up."""
    return sum(band["groups"]["value"] for band in answer["aggregations"]["rows"]["bands"]["buckets"])


def _row(hit: Mapping[str, Any], seed: int) -> FoundRow:
    members = hit["inner_hits"]["members"]["hits"]
    entries = sorted((_entry(member) for member in members["hits"]), key=lambda entry: turned(entry, seed))
    return FoundRow(hit["fields"]["group"][0], tuple(entries), members["total"]["value"])


def _entry(hit: Mapping[str, Any]) -> int:
    return int(hit["fields"]["entry"][0])


def _counts(aggregation: Mapping[str, Any] | None) -> dict[str, int]:
    if aggregation is None:
        return {}
    buckets = aggregation["values"]["buckets"]
    named = buckets.items() if isinstance(buckets, Mapping) else ((bucket["key"], bucket) for bucket in buckets)
    return {name: bucket["groups"]["value"] for name, bucket in named if bucket["groups"]["value"]}


def _marks(hit: Mapping[str, Any]) -> Marks:
    highlight = hit["highlight"]
    return Marks(highlight.get("title", [""])[0], highlight.get("summary", [""])[0])


def _meant(answer: Mapping[str, Any], words: tuple[str, ...]) -> tuple[str, ...]:
    """The suggester's word for each that no entry has. It knows deleted entries for a while; the database does not."""
    better = {
        suggested["text"]: first_known((option["text"] for option in suggested["options"]), database_text().has_word)
        for suggested in answer.get("suggest", {}).get("meant", ())
    }
    meant = tuple(better.get(word) or word for word in words)
    return meant if meant != words else ()
