"""Counts become checkboxes: labelled, chosen first, the rest by how many they find."""

from collections.abc import Mapping

from consortium.vocabulary.profile import consortium_profile
from search.asking import FACETS, Query
from search.labels import FACET_LABELS, TREES, Labels
from search.results import Facet, FacetValue

Counts = Mapping[str, int]


def show_facets(counts: Mapping[str, Counts], query: Query) -> tuple[Facet, ...]:
    """Values that find nothing appear only where they are chosen; a facet without values not at all."""
    labels = Labels()
    facets = (_facet(name, counts.get(name, {}), query.choices.get(name, ()), labels) for name in FACETS)
    return tuple(facet for facet in facets if facet.values)


def _facet(name: str, counts: Counts, chosen: tuple[str, ...], labels: Labels) -> Facet:
    values = {value: counts.get(value, 0) for value in (*counts, *chosen)}
    if name in TREES:
        return Facet(name, FACET_LABELS[name], _tree(name, values, chosen, labels), is_tree=True)
    shown = [_value(name, value, count, value in chosen, labels) for value, count in values.items()]
    return Facet(name, FACET_LABELS[name], tuple(sorted(shown, key=_order)))


def _tree(name: str, values: Counts, chosen: tuple[str, ...], labels: Labels) -> tuple[FacetValue, ...]:
    """Narrower terms stand under their wider one; the tree is that of the consortium's profile."""
    profile = consortium_profile()
    parents = {term.slug: term.parent for term in (profile.disciplines if name == "discipline" else profile.levels)}
    narrower: dict[str, list[str]] = {}
    for value in values:
        parent = parents.get(value, "")
        narrower.setdefault(parent if parent in values else "", []).append(value)

    def below(parent: str) -> tuple[FacetValue, ...]:
        shown = (
            _value(name, value, values[value], value in chosen, labels, below(value))
            for value in narrower.get(parent, ())
        )
        return tuple(sorted(shown, key=_order))

    return below("")


def _value(
    name: str, value: str, count: int, selected: bool, labels: Labels, children: tuple[FacetValue, ...] = ()
) -> FacetValue:
    language = value if name == "language" else ""
    return FacetValue(value, labels.of(name, value), count, selected, language, children)


def _order(value: FacetValue) -> tuple[bool, int, str]:
    return (
        not (value.selected or any(child.selected for child in value.children)),
        -value.count,
        value.label.casefold(),
    )
