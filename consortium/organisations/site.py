"""Makes the pages that every installation has: the home page, the lists under it and the site that serves them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Site, Task, Workflow

from consortium.pages.lists import ensure_lists
from consortium.pages.models import HomePage
from consortium.vocabulary.profile import consortium_profile

PORTS = {"http": 80, "https": 443}
# A fresh Wagtail grants these two groups everything under Root, and lets one of them approve it.
GROUPS_OF_WAGTAIL = ("Editors", "Moderators")
WORKFLOW_OF_WAGTAIL = "Moderators approval"


@transaction.atomic
def ensure_site() -> HomePage:
    """Make what is missing, leave the rest as it is, and answer at BASE_URL. To call it again is harmless."""
    root = Page.objects.select_for_update().get(depth=1)  # two at once would both find no home page
    home = HomePage.objects.first() or _make_home(root)
    ensure_lists(home)
    _answer_at_base_url(home)
    return home


def _make_home(root: Page) -> HomePage:
    home: HomePage = root.add_child(instance=HomePage(title=consortium_profile().name, slug="consortium"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    _drop_what_wagtail_ships()
    return home


def _drop_what_wagtail_ships() -> None:
    """Its welcome page, and its groups and workflow: rights on Root flow down into every college."""
    Group.objects.filter(name__in=GROUPS_OF_WAGTAIL, user__isnull=True).delete()
    Workflow.objects.filter(name=WORKFLOW_OF_WAGTAIL, workflow_states__isnull=True).delete()
    Task.objects.filter(name=WORKFLOW_OF_WAGTAIL, task_states__isnull=True).delete()
    for welcome in Page.objects.filter(depth=2, slug="home", numchild=0, sites_rooted_here__isnull=True):
        if welcome.specific_class is Page:
            welcome.delete()


def _answer_at_base_url(home: HomePage) -> None:
    base = urlsplit(settings.BASE_URL)
    wanted = {
        "hostname": base.hostname,
        "port": base.port or PORTS[base.scheme],
        "root_page_id": home.pk,
        "site_name": consortium_profile().name,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(site, field, value)
        site.save()
