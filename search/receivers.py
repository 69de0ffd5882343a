"""What changes entries: told by those below, answered inside the writing transaction."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from consortium.organisations.models import Organisation
from consortium.vocabulary.models import UnknownWord
from courses.catalogue.models import Course
from courses.catalogue.signals import courses_changed
from search.entries import write_entries
from search.gather import PAGE_KINDS, PageKind
from search.refresh import refresh_courses, refresh_organisation, refresh_pages, refresh_subtree
from search.signals import entries_written
from search.tasks import ring

KIND_OF_MODEL: dict[type, PageKind] = {kind.model: kind for kind in PAGE_KINDS}
SEARCHED_COLUMNS = ("slug", "label", "name", "place", "university", "kind", "state")
HELD_BEFORE = "search_held_before"
"""Where an organisation that is being saved keeps what it was."""


def connect() -> None:
    courses_changed.connect(on_courses_changed, dispatch_uid="search")
    for signal in (page_published, page_unpublished):
        signal.connect(on_page, dispatch_uid="search")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(on_moved, dispatch_uid="search")
    for kind in PAGE_KINDS:
        post_delete.connect(on_page_deleted, sender=kind.model, dispatch_uid="search")
    post_delete.connect(on_course_deleted, sender=Course, dispatch_uid="search")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction, sender=PageViewRestriction, dispatch_uid="search")
    pre_save.connect(before_organisation, sender=Organisation, dispatch_uid="search")
    post_save.connect(on_organisation, sender=Organisation, dispatch_uid="search")
    post_save.connect(on_answer, sender=UnknownWord, dispatch_uid="search")
    entries_written.connect(on_entries_written, dispatch_uid="search")


def on_courses_changed(ids: list[int], **_: Any) -> None:
    refresh_courses(ids)


def on_page(instance: Page, **_: Any) -> None:
    """A page with others below it may have a new address, and with it those."""
    if instance.numchild:
        refresh_subtree(instance)
    elif kind := KIND_OF_MODEL.get(type(instance)):
        refresh_pages(kind, kind.model.objects.filter(pk=instance.pk))


def on_moved(instance: Page, **_: Any) -> None:
    refresh_subtree(instance)


def on_page_deleted(instance: Page, **_: Any) -> None:
    write_entries([], [f"{KIND_OF_MODEL[type(instance)].kind}:{instance.pk}"])


def on_course_deleted(instance: Course, **_: Any) -> None:
    write_entries([], [f"course:{instance.pk}"])


def on_restriction(instance: PageViewRestriction, **_: Any) -> None:
    refresh_subtree(instance.page)


def before_organisation(instance: Organisation, **_: Any) -> None:
    held = Organisation.objects.filter(pk=instance.pk).values_list(*SEARCHED_COLUMNS).first()
    setattr(instance, HELD_BEFORE, held)


def on_organisation(instance: Organisation, created: bool, **_: Any) -> None:
    now = tuple(getattr(instance, column) for column in SEARCHED_COLUMNS)
    if not created and getattr(instance, HELD_BEFORE) != now:
        with transaction.atomic():
            refresh_organisation(instance)


def on_answer(**_: Any) -> None:
    """Entries follow it in the background: a term may be of very many."""
    ring()


def on_entries_written(**_: Any) -> None:
    ring()
