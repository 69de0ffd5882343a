"""Which changes of organisations change what is public of their courses?"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_migrate, post_save, pre_save

from consortium.organisations.models import Organisation
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course
from courses.catalogue.written import keep_order, mark_all

_COLUMNS = ("slug", "state")
"""Whether its courses are shown, and their addresses."""
_HELD_BEFORE = "catalogue_held_before"


def connect(app: Any) -> None:
    pre_save.connect(before_organisation, sender=Organisation, dispatch_uid="catalogue")
    post_save.connect(on_organisation, sender=Organisation, dispatch_uid="catalogue")
    post_migrate.connect(on_migrated, sender=app, dispatch_uid="catalogue")


def before_organisation(instance: Organisation, **_: Any) -> None:
    """A run that is writing just now is waited for before the row is held, which what it writes names."""
    held = Organisation.objects.filter(pk=instance.pk).values_list(*_COLUMNS).first()
    setattr(instance, _HELD_BEFORE, held)
    if held is not None and held != _now(instance) and transaction.get_connection().in_atomic_block:
        lock_catalogue(instance.pk)


def on_organisation(instance: Organisation, created: bool, **_: Any) -> None:
    """What a run was writing meanwhile is among its courses: each later one finds the organisation as it is now."""
    if not created and getattr(instance, _HELD_BEFORE) != _now(instance):
        with transaction.atomic():
            lock_catalogue(instance.pk)
            mark_all(Course.objects.filter(organisation=instance))


def _now(organisation: Organisation) -> tuple[Any, ...]:
    return tuple(getattr(organisation, column) for column in _COLUMNS)


def on_migrated(**_: Any) -> None:
    keep_order()
