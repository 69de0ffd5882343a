"""Which changes of organisations change what is public of their courses?"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_migrate, post_save, pre_save

from consortium.organisations.models import Organisation
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
    held = Organisation.objects.filter(pk=instance.pk).values_list(*_COLUMNS).first()
    setattr(instance, _HELD_BEFORE, held)


def on_organisation(instance: Organisation, created: bool, **_: Any) -> None:
    now = tuple(getattr(instance, column) for column in _COLUMNS)
    if not created and getattr(instance, _HELD_BEFORE) != now:
        with transaction.atomic():
            mark_all(Course.objects.filter(organisation=instance))


def on_migrated(**_: Any) -> None:
    keep_order()
