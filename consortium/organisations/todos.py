"""What waits for people is written and settled here; writing it again, or settling it twice, is harmless."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from consortium.organisations.models import Organisation, OrganisationGroup, ToDo
from consortium.organisations.tenancy import sees_all

SAID = ["text", "link", "due_on", "done_at"]
# What waits for a college is of its courses and feeds, which those who write pages do not enter.
WHO_DOES = (OrganisationGroup.Role.REGISTRAR, OrganisationGroup.Role.OFFICE)


def write_todo(
    kind: str,
    key: str,
    text: str,
    *,
    organisation: Organisation | int | None = None,
    person: Any = None,
    link: str = "",
    due_on: date | None = None,
) -> None:
    """Say it to one organisation or one person. What was said under the key before is said anew, and open again."""
    write_todos([new_todo(kind, key, text, organisation=organisation, person=person, link=link, due_on=due_on)])


def new_todo(
    kind: str, key: str, text: str, *, organisation: Organisation | int | None = None, person: Any = None, **facts: Any
) -> ToDo:
    """One for `write_todos`, not saved yet; a text that is too long is cut."""
    most = ToDo._meta.get_field("text").max_length or len(text)
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return ToDo(
        organisation_id=_key_of(organisation), person_id=_key_of(person), kind=kind, key=key, text=text, **facts
    )


def write_todos(todos: Iterable[ToDo]) -> None:
    """Say many at once, in two statements."""
    said = list(todos)
    for owner in ("organisation", "person"):
        ToDo.objects.bulk_create(
            [todo for todo in said if getattr(todo, f"{owner}_id") is not None],
            update_conflicts=True,
            update_fields=SAID,
            unique_fields=[owner, "kind", "key"],
            batch_size=500,
        )


def settle_todo(kind: str, key: str, *, organisation: Organisation | int | None = None, person: Any = None) -> None:
    """It is done, if it was open."""
    settle_todos(kind, [key], organisation=organisation, person=person)


def settle_todos(
    kind: str, keys: Collection[str], *, organisation: Organisation | int | None = None, person: Any = None
) -> None:
    """All of one kind and owner at once."""
    of_owner = ToDo.objects.filter(organisation=_key_of(organisation), person=_key_of(person))
    of_owner.filter(kind=kind, key__in=keys, done_at__isnull=True).update(done_at=timezone.now())


def settle_everywhere(kind: str, key: str) -> None:
    """Whoever was asked."""
    ToDo.objects.filter(kind=kind, key=key, done_at__isnull=True).update(done_at=timezone.now())


def offices() -> list[Organisation]:
    """On whose list that stands which the consortium's office is to do; none where it has no row of its own."""
    return list(Organisation.objects.filter(kind=Organisation.Kind.OFFICE, state=Organisation.State.MEMBER))


def open_todos(person: Any) -> QuerySet[ToDo]:
    """What waits for a person: her own, and that of the organisations in which she holds a role that does it."""
    waiting = ToDo.objects.filter(done_at__isnull=True).select_related("organisation")
    if sees_all(person):
        return waiting.filter(Q(person=person) | Q(person__isnull=True))
    roles = OrganisationGroup.objects.filter(group__user=person, role__in=WHO_DOES)
    return waiting.filter(Q(person=person) | Q(organisation__in=roles.values("organisation")))


def _key_of(owner: Any) -> Any:
    return getattr(owner, "pk", owner)
