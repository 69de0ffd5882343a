"""An answer becomes the search page: tabs, chips and links, each with the address of its state."""

from search.addresses import address, parameters, without
from search.asking import FACETS, KINDS, LAST_PAGE, PAGE_SIZE, Query
from search.labels import KIND_PLURALS
from search.results import Answer, Chip, Facet, FacetShown, FacetValue, Link, SearchPage, Switch

ORDERS = {"": "Best match", "starts": "Start date", "closes": "Closing date", "fresh": "Recently stated"}
IN_FACETS_FORM = {*FACETS, "open", "fresh", "starts", "page"} - {"kind"}
FLAGS = {"open": "Open now", "fresh": "Stated in the last 30 days"}
NEAR = 2
# In the order in which a student decides; those after the first ones are folded until they are used.
FACETS_SHOWN = ("discipline", "level", "open_to", "type", "college", "place", "mode", "language", "network")
UNFOLDED = 6


def search_page(query: Query, answer: Answer, messages: tuple[str, ...] = ()) -> SearchPage:
    page_count = min(LAST_PAGE, -(-answer.total // PAGE_SIZE))
    has_rows = bool(answer.rows)
    return SearchPage(
        q=query.q,
        answer=answer,
        page=query.page,
        page_count=page_count,
        first=query.first + 1 if has_rows else 0,
        last=query.first + len(answer.rows),
        tabs=_tabs(query, answer),
        chips=_chips(query, answer),
        facets=_facets(answer),
        switches=_switches(query),
        orders=tuple(
            Link(label, address(query, sort=sort), is_current=query.sort == sort, value=sort)
            for sort, label in ORDERS.items()
        ),
        pages=_pages(query, page_count),
        previous_url=address(query, page=query.page - 1) if query.page > 1 else "",
        next_url=address(query, page=query.page + 1) if query.page < page_count else "",
        clear_url=address(query, choices={}, open=False, fresh=False, starts="", group=None)
        if _is_narrowed(query)
        else "",
        more_url=address(query, any_words=True) if answer.more else "",
        exact_url=address(query, exact=True) if answer.is_corrected else "",
        corrected_url=address(query, q=answer.suggestion, exact=False) if answer.suggestion else "",
        hidden=tuple(pair for pair in parameters(query) if pair[0] not in ("q", "page")),
        facet_hidden=tuple(pair for pair in parameters(query) if pair[0] not in IN_FACETS_FORM),
        messages=messages,
        group_label=answer.rows[0].title if query.group is not None and has_rows else "",
    )


def _is_narrowed(query: Query) -> bool:
    return query.has_choices or query.group is not None


def _tabs(query: Query, answer: Answer) -> tuple[Link, ...]:
    """The kinds, with what choosing each alone would find; a row is of one kind, so that all is their sum."""
    counts = {value.value: value.count for value in _values(answer, "kind")}
    chosen = query.choices.get("kind", ())
    others = {name: values for name, values in query.choices.items() if name != "kind"}
    tabs = [Link("All", address(query, choices=others), sum(counts.values()), not chosen)]
    for kind in KINDS:
        url = address(query, choices={"kind": (kind,), **others})
        tabs.append(Link(KIND_PLURALS[kind], url, counts.get(kind, 0), chosen == (kind,), kind))
    return tuple(tabs)


def _chips(query: Query, answer: Answer) -> tuple[Chip, ...]:
    chips = [
        Chip(value.label, address(query, **without(query, facet.name, value.value)), facet.label, value.language)
        for facet in answer.facets
        for value in _flat(facet.values)
        if value.selected
    ]
    chips += [Chip(label, address(query, **{flag: False}), "") for flag, label in FLAGS.items() if getattr(query, flag)]
    if query.starts:
        chips.append(Chip(_starts_label(query.starts), address(query, starts="", starts_between=None), "Starts"))
    return tuple(chips)


def _facets(answer: Answer) -> tuple[FacetShown, ...]:
    known = {facet.name: facet for facet in answer.facets}
    shown = [known[name] for name in FACETS_SHOWN if name in known]
    return tuple(FacetShown(facet, n >= UNFOLDED and not facet.selected_count) for n, facet in enumerate(shown))


def _switches(query: Query) -> tuple[Switch, ...]:
    """What is asked of dates; a start that is chosen otherwise stays, to be taken off."""
    starts = query.starts or "soon"
    return (
        Switch("open", "1", FLAGS["open"], query.open),
        Switch("starts", starts, _starts_label(starts), bool(query.starts)),
        Switch("fresh", "1", FLAGS["fresh"], query.fresh),
    )


def _starts_label(starts: str) -> str:
    return "Starts in the next month" if starts == "soon" else f"Starts in {starts}"


def _values(answer: Answer, name: str) -> tuple[FacetValue, ...]:
    facet: Facet | None = next((facet for facet in answer.facets if facet.name == name), None)
    return facet.values if facet else ()


def _flat(values: tuple[FacetValue, ...]) -> list[FacetValue]:
    return [flat for value in values for flat in (value, *_flat(value.children))]


def _pages(query: Query, page_count: int) -> tuple[Link | None, ...]:
    """First, last and those near the current one; None where some are left out."""
    shown = sorted({1, page_count, *range(query.page - NEAR, query.page + NEAR + 1)} & set(range(1, page_count + 1)))
    links: list[Link | None] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            links.append(None)
        links.append(Link(str(page), address(query, page=page), is_current=page == query.page, value=str(page)))
    return tuple(links)
