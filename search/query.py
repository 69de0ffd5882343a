"""One search: asked of the engine of this installation, or of the database when that does not answer."""

from collections.abc import Mapping
from dataclasses import replace

from consortium.networks.models import NetworkMember, NetworkPage
from search.asking import Query
from search.engines import engine_named, engine_of_installation
from search.engines.circuit import call_or_none
from search.engines.contract import Engine, Found, Networks
from search.engines.database import DatabaseEngine
from search.facets import show_facets
from search.results import Answer
from search.showing import show_rows

__all__ = ["Query", "counts_of", "search"]
Counts = Mapping[str, Mapping[str, int]]


def search(query: Query, engine: str | None = None) -> Answer:
    """Answers with every engine alike. `engine` asks one by name and lets its failure be seen.

    Raises EngineUnavailable when the engine that was named, or the database, does not answer.
    """
    networks = networks_on(query)
    if engine:
        asked = engine_named(engine)
        return _answer(query, asked, networks)
    chosen = engine_of_installation()
    if isinstance(chosen, DatabaseEngine):
        return _answer(query, chosen, networks)
    answer = call_or_none(lambda: _answer(query, chosen, networks))
    return answer or replace(_answer(query, DatabaseEngine(), networks), limited=True)


def counts_of(query: Query) -> Counts:
    """How many rows each value of each facet but networks has, for what shows numbers and no rows."""
    chosen = engine_of_installation()
    if isinstance(chosen, DatabaseEngine):
        return chosen.find(query, query.words, {}).counts
    counts = call_or_none(lambda: chosen.find(query, query.words, {}).counts)
    return DatabaseEngine().find(query, query.words, {}).counts if counts is None else counts


def networks_on(query: Query) -> Networks:
    """Who belongs to which network on the day of the query: nothing of it is stored in entries."""
    belonging: dict[str, tuple[str, ...]] = {}
    pairs = NetworkMember.objects.current(query.today).values_list("organisation__slug", "network__slug")
    own = NetworkPage.objects.published().values_list("organisation__slug", "organisation__slug")
    for organisation, network in (*pairs, *own):
        belonging[organisation] = (*belonging.get(organisation, ()), network)
    return belonging


def _answer(query: Query, engine: Engine, networks: Networks) -> Answer:
    found, suggestion = _found(query, engine, networks)
    return Answer(
        total=found.total,
        more=found.more,
        more_is_capped=found.more_is_capped,
        words=found.words,
        rows=show_rows(found, query),
        facets=show_facets(found.counts, query),
        engine=engine.name,
        suggestion=suggestion,
        is_corrected=bool(suggestion) and not query.exact,
    )


def _found(query: Query, engine: Engine, networks: Networks) -> tuple[Found, str]:
    """What was found for the words as typed or, where one is in no entry, for those that were meant."""
    words = query.words
    found = engine.find(query, words, networks)
    if not found.meant:
        return found, ""
    suggestion = corrected(query.q, dict(zip(words, found.meant, strict=True)))
    return (found if query.exact else engine.find(query, found.meant, networks)), suggestion


def corrected(q: str, meant: Mapping[str, str]) -> str:
    """The query as typed, with the words that were put right."""
    return " ".join(meant.get(word, word) for word in q.casefold().split())
