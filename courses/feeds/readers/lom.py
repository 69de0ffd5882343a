"""What does a record of IEEE Learning Object Metadata say in our words?"""

from typing import Any

from courses.feeds.readers.xml_words import LANGUAGE, kept, text_of

Stated = dict[str, Any]


def is_lom(element: Any) -> bool:
    """Namespaces of LOM are many (IEEE, IMS, national profiles); its names are the same."""
    return local(element) == "lom"


def lom_values(lom: Any) -> Stated:
    entries = [text_of(entry) for entry in at(lom, "general", "identifier", "entry")]
    values = {
        "title": _by_language(at(lom, "general", "title")),
        "description": _by_language(at(lom, "general", "description")),
        "languages": [text_of(one) for one in at(lom, "general", "language") if text_of(one).lower() != "none"],
        "code": next((entry for entry in entries if "://" not in entry and len(entry) <= 100), ""),
        "url": next((text for one in at(lom, "technical", "location") if "://" in (text := text_of(one))), ""),
        "subjects": [*_keywords(lom), *_taxons(lom)],
        "duration": _first(lom, "educational", "typicalLearningTime", "duration"),
        "extra.context": "; ".join(filter(None, map(text_of, at(lom, "educational", "context", "value")))),
        "extra.resource type": "; ".join(
            filter(None, map(text_of, at(lom, "educational", "learningResourceType", "value")))
        ),
        "extra.licence": _first(lom, "rights", "description"),
        "extra.identifiers": "; ".join(filter(None, entries)),
    }
    return kept(values)


def at(element: Any, *names: str) -> list[Any]:
    """The elements below by local names, step by step."""
    found = [element]
    for name in names:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(lom: Any, *names: str) -> str:
    return next((text for one in at(lom, *names) if (text := text_of(one))), "")


def _by_language(elements: list[Any]) -> dict[str, str]:
    """A LangString by its languages; the first of a language counts, and a plain text is of none."""
    found: dict[str, str] = {}
    for element in elements:
        for string in [*element] or [element]:
            language = string.get("language") or string.get(LANGUAGE) or "und"
            if text := text_of(string):
                found.setdefault(language, text)
    return found


def _keywords(lom: Any) -> list[str]:
    return [text for one in at(lom, "general", "keyword") if (text := text_of(one))]


def _taxons(lom: Any) -> list[Stated]:
    """Every taxon of a classification, in the scheme that its path names."""
    found = []
    for path in at(lom, "classification", "taxonPath"):
        scheme = _first(path, "source") or "stated"
        found += [
            {"scheme": scheme[:60], "code": _first(taxon, "id"), "label": _first(taxon, "entry")}
            for taxon in at(path, "taxon")
        ]
    return found
