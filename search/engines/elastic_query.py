"""A query becomes the body of a request to Elasticsearch; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query as Clause

from courses.catalogue.freshness import NUMBERS_HOLD
from search.asking import FACETS, FRESH_DAYS, MEMBERS_SHOWN, PAGE_SIZE, Query
from search.engines.contract import END_MARK, START_MARK, Networks
from search.engines.counting import ROTATION
from search.engines.mapping import BANDS, EPOCH
from search.engines.spelling import OFFERED, SHORTEST

TITLE_BOOST = 0.3
# Above any score, and small enough that scores added to it keep four decimals.
ALL_WORDS_BOOST = 200
# What scores no further apart is a tie, broken by the seed.
TIE = 0.01
MOST_VALUES = 2_000
# Distinct groups are counted exactly, but for hash collisions, up to these; BANDS of the first make a total.
EXACT_TOTAL = 40_000
EXACT_COUNT = 3_000
SUMMARY_LENGTH = 240
TURNED = "((doc['%s'].value ^ (long) params.turn) * (long) params.rotation) & Long.MAX_VALUE"
SourceDays = Mapping[int, date]


def full(
    query: Query, words: tuple[str, ...], mode: Literal["all", "any"], networks: Networks, sources: SourceDays
) -> Search:
    """The rows of one page, how many there are, and the counts of all facets."""
    search = (
        Search()
        .query(_scored(query, words, mode, sources))
        .extra(
            from_=query.first,
            size=PAGE_SIZE,
            track_total_hits=False,
            collapse=_collapse(query),
            docvalue_fields=["group"],
            _source=False,
        )
    )
    search = search.sort(*_order(query))
    chosen = {name: _choice(name, values, networks) for name, values in query.choices.items()}
    if chosen:
        search = search.post_filter("bool", filter=list(chosen.values()))
    search.aggs.bucket("rows", "filter", _every(chosen.values())).bucket("bands", _bands(query))
    for facet in FACETS:
        if aggregation := _facet(facet, query, networks):
            others = _every(clause for name, clause in chosen.items() if name != facet)
            search.aggs.bucket(facet, "filter", others).bucket("values", aggregation)
    return search


def enough(words: tuple[str, ...], at_least: int) -> Search:
    """Whether so many entries have all the words, whatever is filtered."""
    return Search().query("bool", filter=[_text(words, "all")]).extra(size=0, track_total_hits=at_least)


def some(query: Query, words: tuple[str, ...], networks: Networks, sources: SourceDays) -> Search:
    """How many rows have some of the words."""
    chosen = [_choice(name, values, networks) for name, values in query.choices.items()]
    clauses = [_text(words, "any"), *_conditions(query, sources), *chosen]
    search = Search().query("bool", filter=clauses).extra(size=0, track_total_hits=False)
    search.aggs.bucket("rows", "filter", Q("match_all")).bucket("bands", _bands(query))
    return search


def with_spelling(search: Search, words: tuple[str, ...]) -> Search:
    """Asks as well what was meant by words that no entry has."""
    return search.suggest(
        "meant",
        " ".join(words),
        term={"field": "all.written", "suggest_mode": "missing", "size": OFFERED, "min_word_length": SHORTEST},
    )


def marks(entries: Sequence[int], words: tuple[str, ...]) -> Search:
    """Where these have the words, in title and summary."""
    search = (
        Search()
        .query("bool", filter=[Q("terms", entry=list(entries))])
        .extra(size=len(entries), track_total_hits=False, docvalue_fields=["entry"], _source=False)
        .highlight_options(
            pre_tags=[START_MARK],
            post_tags=[END_MARK],
            require_field_match=False,
            highlight_query=Q("match", all=" ".join(words)).to_dict(),
        )
    )
    search = search.highlight("title", number_of_fragments=0)
    return search.highlight(
        "summary", number_of_fragments=1, fragment_size=SUMMARY_LENGTH, no_match_size=SUMMARY_LENGTH
    )


def _text(words: tuple[str, ...], mode: Literal["all", "any"]) -> Clause:
    text = " ".join(words)
    every = Q("match", all={"query": text, "operator": "and"})
    # What stands under should only scores.
    title = Q("match", title={"query": text, "boost": TITLE_BOOST})
    if mode == "all":
        return Q("bool", must=[every], should=[title])
    first = [Q("constant_score", filter=every, boost=ALL_WORDS_BOOST)] if len(words) > 1 else []
    return Q("bool", must=[Q("match", all=text)], should=[title, *first])


def _scored(query: Query, words: tuple[str, ...], mode: Literal["all", "any"], sources: SourceDays) -> Clause:
    text = [_text(words, mode)] if words else []
    matching = Q("bool", must=text or [Q("match_all")], filter=_conditions(query, sources))
    if query.sort == "fresh":
        days = _stated_days(sources)
        return Q("function_score", query=matching, functions=days, score_mode="sum", boost_mode="replace")
    turn = {"random_score": {"seed": query.seed, "field": _row_field(query)}, "weight": TIE}
    return Q("function_score", query=matching, functions=[turn], boost_mode="sum" if words else "replace")


def _conditions(query: Query, sources: SourceDays) -> list[Clause]:
    """What the dates of the query leave."""
    clauses: list[Clause] = []
    today = query.today.isoformat()
    if query.open:
        begun = Q("range", **{"dates.opens_on": {"lte": today}}) | ~Q("exists", field="dates.opens_on")
        not_over = Q("range", **{"dates.closes_on": {"gte": today}}) | ~Q("exists", field="dates.closes_on")
        applies = Q("term", **{"dates.applies": True})
        dated = Q("exists", field="dates.opens_on") | Q("exists", field="dates.closes_on")
        window = Q("nested", path="dates", query=Q("bool", filter=[applies, begun, not_over, dated]))
        undated = Q("nested", path="dates", query=Q("bool", filter=[applies], must_not=[dated]))
        holds = ~Q("term", kind="course") | _stated_since(query.today - NUMBERS_HOLD, sources)
        clauses.append(window | (undated & holds))
    if query.starts_between:
        first, last = query.starts_between
        between = Q("range", **{"dates.starts_on": {"gte": first.isoformat(), "lte": last.isoformat()}})
        clauses.append(Q("nested", path="dates", query=between))
    if query.fresh:
        clauses.append(_stated_since(query.today - timedelta(days=FRESH_DAYS), sources))
    if query.group is not None:
        clauses.append(Q("term", group=query.group))
    return clauses


def _stated_since(since: date, sources: SourceDays) -> Clause:
    """Stated that day or later: by the entry's own day or, where it has none, by that of its source."""
    fresh = [source for source, day in sources.items() if day >= since]
    by_source = Q("bool", filter=[Q("terms", source=fresh)], must_not=[Q("exists", field="stated_on")])
    return Q("range", stated_on={"gte": since.toordinal() - EPOCH}) | by_source


def _stated_days(sources: SourceDays) -> list[dict[str, Any]]:
    """The day of the last statement as a score: that of the entry, else that of its source."""
    own = {"filter": Q("exists", field="stated_on"), "field_value_factor": {"field": "stated_on"}}
    by_day: dict[date, list[int]] = {}
    for source, day in sources.items():
        by_day.setdefault(day, []).append(source)
    return [
        own,
        *(
            {
                "filter": Q("bool", filter=[Q("terms", source=ids)], must_not=[Q("exists", field="stated_on")]),
                "weight": day.toordinal() - EPOCH,
            }
            for day, ids in by_day.items()
        ),
        {"random_score": {"seed": 1, "field": "group"}, "weight": TIE},
    ]


def _order(query: Query) -> list[Any]:
    today = query.today.isoformat()
    if query.sort == "starts":
        return [_soonest("dates.starts_on", Q("range", **{"dates.starts_on": {"gte": today}})), "_score"]
    if query.sort == "closes":
        open_windows = Q("range", **{"dates.closes_on": {"gte": today}}) & Q("term", **{"dates.applies": True})
        return [_soonest("dates.closes_on", open_windows), "_score"]
    return ["_score"]


def _soonest(field: str, among: Clause) -> dict[str, Any]:
    nested = {"path": "dates", "filter": among.to_dict()}
    return {field: {"order": "asc", "mode": "min", "missing": "_last", "nested": nested}}


def _row_field(query: Query) -> str:
    """What makes a row: the group or, where one group is opened, each entry."""
    return "group" if query.group is None else "entry"


def _collapse(query: Query) -> dict[str, Any]:
    members = {"name": "members", "size": MEMBERS_SHOWN, "_source": False, "docvalue_fields": ["entry"]}
    return {"field": _row_field(query), "inner_hits": {**members, "sort": [_turned("entry", query.seed)]}}


def _turned(field: str, seed: int) -> dict[str, Any]:
    """The order of `counting.turned`, but for its last bits."""
    turn = {"turn": _signed(seed * ROTATION), "rotation": _signed(ROTATION)}
    return {"_script": {"type": "number", "script": {"source": TURNED % field, "params": turn}}}


def _signed(number: int) -> int:
    """Its lowest 64 bits, as Java counts with them."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def _choice(name: str, values: tuple[str, ...], networks: Networks) -> Clause:
    if name == "network":
        return Q("terms", owner=_owners(values, networks))
    return Q("terms", **{name: list(values)})


def _owners(chosen: Iterable[str], networks: Networks) -> list[str]:
    wanted = set(chosen)
    return sorted(owner for owner, belonging in networks.items() if wanted.intersection(belonging))


def _every(clauses: Iterable[Clause]) -> Clause:
    wanted = list(clauses)
    return Q("bool", filter=wanted) if wanted else Q("match_all")


def _bands(query: Query) -> Any:
    return _counting(A("terms", field="band", size=BANDS), query, EXACT_TOTAL)


def _facet(facet: str, query: Query, networks: Networks) -> Any:
    if facet != "network":
        return _counting(A("terms", field=facet, size=MOST_VALUES), query, EXACT_COUNT)
    names = {name for belonging in networks.values() for name in belonging}
    if not names:
        return None
    filters = {name: Q("terms", owner=_owners([name], networks)) for name in sorted(names)}
    return _counting(A("filters", filters=filters), query, EXACT_COUNT)


def _counting(buckets: Any, query: Query, exactly_to: int) -> Any:
    """Counts rows, not entries: the distinct groups of each bucket."""
    buckets.metric("groups", "cardinality", field=_row_field(query), precision_threshold=exactly_to)
    return buckets
