"""The lists that hang under the home page: each app that has one says so by the hook `site_lists`."""

from dataclasses import dataclass

from wagtail import hooks
from wagtail.models import Page

from consortium.pages.models import HomePage


@dataclass(frozen=True)
class SiteList:
    """A page that lists others, and how it is called where it is made."""

    model: type[Page]
    title: str
    slug: str


def ensure_lists(home: HomePage) -> None:
    """Make the lists that this home page still lacks; those that are there keep their title, text and address."""
    for ask in hooks.get_hooks("site_lists"):
        wanted: SiteList = ask()
        if not wanted.model.objects.child_of(home).exists():
            home.add_child(instance=wanted.model(title=wanted.title, slug=wanted.slug))
