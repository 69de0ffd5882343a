"""How entries lie in Elasticsearch. The index's name holds a hash of this, so a change makes a new index."""

import hashlib
import json
from typing import Any

from search.builders.built import Window
from search.models import Entry

FACET_FIELDS = ("kind", "type", "college", "owner", "place", "discipline", "level", "mode", "language", "open_to")
BANDS = 8

# The same words as everywhere else: punctuation parts them, accents of Latin letters are nothing.
_PARTING = [f"{sign} => \\u0020" for sign in (".", ":", "'", "’", "_", ",", ";", "/", "&", "+", "@", "#", "·")]
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "gc_deletes": "1h",  # a removal's version is remembered so long, so that a late update can't bring it back
    "analysis": {
        "char_filter": {"parting": {"type": "mapping", "mappings": _PARTING}},
        "filter": {
            "stop_words": {"type": "stop", "stopwords": "_english_"},
            "stems": {"type": "stemmer", "language": "english"},
        },
        "analyzer": {
            "stemmed": {
                "type": "custom",
                "char_filter": ["parting"],
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding", "stop_words", "stems"],
            },
            "as_written": {
                "type": "custom",
                "char_filter": ["parting"],
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding"],
            },
        },
    },
}
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "entry": {"type": "long"},
        "group": {"type": "long"},
        "band": {"type": "byte"},  # of eight: so many groups are counted exactly, see elastic_query.py
        **{name: {"type": "keyword"} for name in FACET_FIELDS},
        "source": {"type": "long"},
        "stated_on": {"type": "integer"},  # days since 1970; absent: ask when the source was last accepted
        "title": {"type": "text", "analyzer": "stemmed", "copy_to": "all"},
        "summary": {"type": "text", "analyzer": "stemmed", "copy_to": "all"},
        "words": {"type": "text", "index": False, "copy_to": "all"},
        "all": {
            "type": "text",
            "analyzer": "stemmed",
            "fields": {"written": {"type": "text", "analyzer": "as_written", "norms": False}},
        },
        "dates": {
            "type": "nested",
            "properties": {
                "opens_on": {"type": "date"},
                "closes_on": {"type": "date"},
                "starts_on": {"type": "date"},
                "applies": {"type": "boolean"},
            },
        },
    },
}


def mapping_hash() -> str:
    stated = json.dumps([SETTINGS, MAPPINGS], sort_keys=True)
    return hashlib.blake2b(stated.encode(), digest_size=6).hexdigest()


def document(entry: Entry, values: tuple[str, ...], windows: list[Window]) -> dict[str, Any]:
    """The document of an entry that is present; `values` are those of its facet set."""
    facets: dict[str, list[str]] = {}
    for pair in values:
        name, _, value = pair.partition("=")
        facets.setdefault(name, []).append(value)
    return {
        "entry": entry.pk,
        "group": entry.group,
        "band": entry.group % BANDS,
        **facets,
        **({"source": entry.source_id} if entry.source_id else {}),
        **({"stated_on": entry.stated_at.date().toordinal() - EPOCH} if entry.stated_at else {}),
        "title": entry.title,
        "summary": entry.summary,
        "words": entry.words,
        **({"dates": [_date(window) for window in windows]} if windows else {}),
    }


EPOCH = 719_163
"""What toordinal() says of 1970-01-01."""


def _date(window: Window) -> dict[str, Any]:
    days = {"opens_on": window.opens_on, "closes_on": window.closes_on, "starts_on": window.starts_on}
    return {"applies": window.applies} | {name: day.isoformat() for name, day in days.items() if day}
