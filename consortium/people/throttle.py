"""How often an address may be tried before it has to wait; unknown addresses wait like known ones."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from consortium.people.models import FailedSignIn


def must_wait(address: str) -> bool:
    """SIGN_IN_TRIES failures within SIGN_IN_WAIT_MINUTES."""
    recent = FailedSignIn.objects.filter(address=_digest(address), at__gt=_since())
    return recent.count() >= settings.SIGN_IN_TRIES


def count_failure(address: str) -> None:
    FailedSignIn.objects.filter(at__lte=_since()).delete()
    FailedSignIn.objects.create(address=_digest(address))


def forget_failures(address: str) -> None:
    FailedSignIn.objects.filter(address=_digest(address)).delete()


def _since() -> datetime:
    return timezone.now() - timedelta(minutes=settings.SIGN_IN_WAIT_MINUTES)


def _digest(address: str) -> str:
    return sha256(address.strip().lower().encode()).hexdigest()
