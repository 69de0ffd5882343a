"""What answers a search over entries: engines of one contract."""

from django.conf import settings

from search.engines.contract import Engine
from search.engines.database import DatabaseEngine
from search.engines.elasticsearch import ElasticsearchEngine


class UnknownEngine(ValueError):
    """There is no engine of that name; the message lists those that there are."""


def engine_of_installation() -> Engine:
    """Elasticsearch where ELASTICSEARCH_URL is set, else the database."""
    return ElasticsearchEngine() if settings.ELASTICSEARCH_URL else DatabaseEngine()


def engine_named(name: str) -> Engine:
    if name == DatabaseEngine.name:
        return DatabaseEngine()
    if name == ElasticsearchEngine.name and settings.ELASTICSEARCH_URL:
        return ElasticsearchEngine()
    known = [DatabaseEngine.name, *([ElasticsearchEngine.name] if settings.ELASTICSEARCH_URL else [])]
    raise UnknownEngine(f"There is no engine {name!r} here. Known are: {', '.join(known)}.")
