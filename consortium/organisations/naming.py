"""How organisations are called so that no two are called the same."""

from collections import Counter

from django.db.models import Q
from django.utils.text import slugify
from wagtail.models import Page, Revision, TaskState

from consortium.organisations.models import Organisation, OrganisationPage

TITLE_LENGTH = 255


def suggest_slug(name: str, place: str = "") -> str:
    """A slug that is still free: of the name, else of name and place, else numbered."""
    bases = [slugify(name)[:90], slugify(f"{name} {place}")[:90]]
    numbered = (f"{bases[-1]}-{number}" for number in range(2, 10_000))
    candidates = [base for base in bases if base] + list(numbered)
    taken = set(Organisation.objects.filter(slug__startswith=bases[0]).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)


def relabel(organisation: Organisation) -> None:
    """Give it its label, and their places to the labels of others of its name: "GMERS Medical College, Gotri".

    The organisation may still be unsaved; the others are saved where their label changes.
    """
    namesakes = list(Organisation.objects.filter(name__iexact=organisation.name).exclude(pk=organisation.pk))
    labels = labels_of([*namesakes, organisation])
    for namesake in namesakes:
        _rename(namesake, labels[namesake.slug])
    organisation.label = _free(labels[organisation.slug], organisation)


def labels_of(namesakes: list[Organisation]) -> dict[str, str]:
    """The label of each by its slug: the name; with place where others have it; with slug where that fails."""
    places = Counter(one.place.casefold() for one in namesakes)
    labels = {}
    for one in namesakes:
        if len(namesakes) == 1:
            labels[one.slug] = one.name
        elif one.place and places[one.place.casefold()] == 1:
            labels[one.slug] = f"{one.name}, {one.place}"
        else:
            labels[one.slug] = f"{', '.join(filter(None, (one.name, one.place)))} ({one.slug})"
    return labels


def title_of(label: str) -> str:
    """The label as Wagtail's titles and names can hold it."""
    return label if len(label) <= TITLE_LENGTH else f"{label[: TITLE_LENGTH - 1]}…"


def _free(label: str, organisation: Organisation) -> str:
    taken = Organisation.objects.filter(label=label).exclude(pk=organisation.pk).exists()
    return f"{label} ({organisation.slug})" if taken else label


def _rename(organisation: Organisation, label: str) -> None:
    label = _free(label, organisation)
    if label == organisation.label:
        return
    former, title = title_of(organisation.label), title_of(label)
    organisation.label = label
    organisation.save(update_fields=["label"])
    corners = OrganisationPage.objects.filter(organisation=organisation)
    for corner in corners:
        _retitle_what_waits(corner, former, title)
    Page.objects.filter(pk__in=corners.filter(title=former).values("pk")).update(title=title)
    Page.objects.filter(pk__in=corners.filter(draft_title=former).values("pk")).update(draft_title=title)
    if organisation.collection and organisation.collection.name == former:
        organisation.collection.name = title
        organisation.collection.save(update_fields=["name"])


def _retitle_what_waits(corner: OrganisationPage, former: str, title: str) -> None:
    """A draft, or a version that waits for its hour or for approval, would bring the former title back."""
    is_asked_for = Q(task_states__status=TaskState.STATUS_IN_PROGRESS)
    is_last = Q(pk__in=(corner.latest_revision_id, corner.live_revision_id))
    waiting = corner.revisions.filter(is_last | is_asked_for | Q(approved_go_live_at__isnull=False))
    for revision in waiting.filter(content__title=former).distinct():
        content = {**revision.content, "title": title, "draft_title": title}
        Revision.objects.filter(pk=revision.pk).update(content=content, object_str=title)
