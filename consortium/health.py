"""Is the installation up, and is it ready? Anyone may ask, so why a part is silent is told to the log alone."""

import logging
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from wagtail import hooks

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.5
"""How long one part may take to say that it is there."""


class Part(NamedTuple):
    """What the hook `health_parts` answers: a name of the body of /health/ready, and what stands there."""

    name: str
    state: dict[str, Any] | None


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "up"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 without the database, for then no page can be shown. All else is only stated: pages do without."""
    if not _database_answers():
        return JsonResponse({"status": "not ready", "database": {"answers": False}}, status=503)
    parts = {part.name: part.state for ask in hooks.get_hooks("health_parts") for part in [ask()]}
    return JsonResponse(
        {"status": "ready", "database": {"answers": True, "kind": connection.vendor}, "broker": broker_state(), **parts}
    )


def broker_state() -> dict[str, Any]:
    """Whether hints reach the workers; without it, what is due is done within a minute after it answers again."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        return {"kind": "filesystem", "answers": folder.is_dir()}
    try:
        with Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        ) as redis:
            redis.ping()
    except RedisError as error:
        log.warning("The broker does not answer: %s", error)
        return {"kind": "redis", "answers": False}
    return {"kind": "redis", "answers": True}


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("The database does not answer.")
        return False
    return True
