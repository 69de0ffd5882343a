"""Which pages stand under no view restriction?"""

from typing import TypeVar

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

AnyPages = TypeVar("AnyPages", bound=PageQuerySet)


def unrestricted(pages: AnyPages) -> AnyPages:
    """Those under no view restriction: Wagtail's `public()` as a condition, where that asks a query of its own."""
    above = PageViewRestriction.objects.alias(above=Substr(OuterRef("path"), 1, Length("page__path")))
    kept: AnyPages = pages.exclude(Exists(above.filter(page__path=F("above"))))
    return kept
