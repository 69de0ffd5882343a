"""What templates draw and say alike everywhere: seals, covers, dates, panels."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from consortium.pages.panels import Panel
from consortium.pages.seals import strokes
from consortium.vocabulary.profile import consortium_vocabulary

register = template.Library()
_LAID_OUT = (1, 8, 7, 2, 3, 4, 5, 10, 6, 11, 9, 12)
"""Dyes beside each other that are far apart."""


@register.simple_tag
@lru_cache(maxsize=4_000)
def seal(slug: str, dye: int, size: str = "") -> SafeString:
    """`size`: "" for lists, "s" for rows, "l" for the head of an entry. Drawn once: a page of results has a hundred."""
    return render_to_string("components/seal.html", {"strokes": strokes(slug), "dye": dye, "size": size})


@register.inclusion_tag("components/cover.html")
def cover(slug: str, dye: int) -> dict[str, Any]:
    """The motif repeated as cloth; once a page, since it needs an id."""
    return {"strokes": strokes(slug), "dye": dye}


@register.inclusion_tag("components/cloth.html")
def cloth(*undyed: int) -> dict[str, Any]:
    """Twelve squares of no college, one of each dye but for those undyed: on pages that tell of a fault."""
    return {"squares": [(strokes(str(dye)), 0 if n in undyed else dye) for n, dye in enumerate(_LAID_OUT, 1)]}


@register.simple_tag
def when(moment: dt.datetime | None, before_date: str = "") -> SafeString:
    """ "3 hours ago" up to a day, then the date, after a word such as "on"; the exact time is in `datetime`.

    No space follows, so that a full stop may.
    """
    hours = minutes = None
    if moment and dt.timedelta(0) <= (age := timezone.now() - moment) < dt.timedelta(days=1):
        hours, minutes = age.seconds // 3600, age.seconds // 60
    return _when({"moment": moment, "hours": hours, "minutes": minutes, "before_date": before_date})


@register.simple_tag
def long_ago(moment: dt.datetime) -> SafeString:
    """ "19 days ago", for what is too old to be trusted; as `when` below two days."""
    days = (timezone.now() - moment).days
    return _when({"moment": moment, "days": days}) if days > 1 else when(moment, "on")


def _when(context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string("components/when.html", context).strip())  # noqa: S308 -- a template's own


@register.simple_tag
def panel(shown: Panel) -> SafeString:
    """The piece of a page that an app above answered, with its own context and nothing else."""
    return render_to_string(shown.template, shown.context)


@register.filter
def term(slug: str) -> str:
    """The label of a word of the consortium's profile."""
    return consortium_vocabulary().label(slug)


@register.filter
def beside(place: str, label: str) -> str:
    """The place as it stands beside a label; nothing where that says it already: "GMERS Medical College, Gotri"."""
    said, spoken = place.casefold(), label.casefold()
    return "" if said == spoken or spoken.endswith(f", {said}") or f", {said} (" in spoken else place
