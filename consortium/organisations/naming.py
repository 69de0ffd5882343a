"""How organisations are called so that no two are called the same."""

from collections import Counter

from django.utils.text import slugify
from wagtail.models import Page

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
    Page.objects.filter(pk__in=corners.filter(title=former).values("pk")).update(title=title)
    Page.objects.filter(pk__in=corners.filter(draft_title=former).values("pk")).update(draft_title=title)
    if organisation.collection and organisation.collection.name == former:
        organisation.collection.name = title
        organisation.collection.save(update_fields=["name"])
