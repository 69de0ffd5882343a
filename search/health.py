"""Does the search engine of this installation answer?"""

import logging
from typing import Any

from django.conf import settings

from consortium.health import PATIENCE_SECONDS
from search.engines.contract import EngineUnavailable
from search.engines.elastic_client import alias, client, told_as_unavailable

NO_INDEX = "There is no index yet: run rebuild_search."
log = logging.getLogger(__name__)


def engine_state() -> dict[str, Any]:
    """Where Elasticsearch is silent or has no index, the database answers in its place, which is not down."""
    if not settings.ELASTICSEARCH_URL:
        return {"engine": "database", "answers": True}
    try:
        with told_as_unavailable():
            has_index = client().options(request_timeout=PATIENCE_SECONDS).indices.exists_alias(name=alias())
    except EngineUnavailable as error:
        log.warning("The search engine does not answer: %s", error)
        return {"engine": "elasticsearch", "answers": False}
    return {"engine": "elasticsearch", "answers": has_index.body, "remedy": "" if has_index else NO_INDEX}
