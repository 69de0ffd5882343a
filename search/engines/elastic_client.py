"""The connection to Elasticsearch: one client a process, and how its failures are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.engines.contract import EngineUnavailable

BULK_SECONDS = 60


def client() -> Elasticsearch:
    return _client(settings.ELASTICSEARCH_URL)


def alias() -> str:
    """The name under which the index that answers is asked."""
    return f"{settings.ELASTICSEARCH_INDEX_PREFIX}-entries"


@lru_cache(maxsize=4)
def _client(url: str) -> Elasticsearch:
    # No retries: a visitor is answered by the database instead, a delivery is tried again as a whole.
    return Elasticsearch(url, max_retries=0, retry_on_timeout=False)


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """What is not our fault (no answer, no index, too busy, broken) is raised as EngineUnavailable."""
    try:
        yield
    except TransportError as error:
        raise EngineUnavailable(f"no answer: {error.message}") from error
    except NotFoundError as error:
        raise EngineUnavailable(f"there is no index: {error.message}") from error
    except ApiError as error:
        if error.status_code not in (408, 429) and error.status_code < 500:
            raise
        raise EngineUnavailable(f"status {error.status_code}: {error.message}") from error
