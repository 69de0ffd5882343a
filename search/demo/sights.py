"""What is there to see of catalogues that are kept in step, where, and as whom?"""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from courses.catalogue.models import Course
from courses.feeds.models import Feed, Run
from search.demo.accounts import account_for
from search.demo.feeds import feed_of
from search.demo.keepers import undone_run


class Sight(NamedTuple):
    """A page, what it shows, and who signs in for it: nobody for a page of the public."""

    what: str
    path: str
    account: str = ""


def sights() -> Iterator[Sight]:
    """In an order in which they explain each other."""
    skills, register, sheet = feed_of("narmada", "skills"), feed_of("mahi", "register"), feed_of("machhu", "register")
    broken, undone = feed_of("damanganga", "register"), feed_of("aji", "catalogue")
    held = register.runs.filter(status=Run.Status.HELD).first()
    wrong = undone_run(undone)
    conflicts, office = reverse("catalogue_desk:conflicts"), account_for("office", "office").email
    yield Sight("A live run: press Run now, and watch 100,000 rows come in", _page(skills), _keeper(skills))
    yield Sight("A held run: withdrawals wait for a person", _page(register, held), _keeper(register))
    yield Sight("A conflict: the feed moved where the college had edited", conflicts, _keeper(skills))
    yield Sight("A stale feed, as students are told of it", _course(sheet))
    yield Sight("A stale feed, among all others in the office", reverse("feeds_desk:office"), office)
    yield Sight("A failed run: the address asks for a sign-in", _page(broken), _keeper(broken))
    yield Sight("A revert: what it gave back", _page(undone, wrong and wrong.reverted_by.first()), _keeper(undone))


def sights_in_words(base_url: str) -> str:
    """For the terminal: two lines each."""
    return "\n".join(
        f"  {sight.what}\n    {base_url}{sight.path}" + (f"   as {sight.account}" if sight.account else "")
        for sight in sights()
    )


def _page(feed: Feed, run: Run | None = None) -> str:
    """The run's, where there is one; a visitor may have answered what waited."""
    return reverse("feeds_desk:run", args=[feed.pk, run.pk]) if run else reverse("feeds_desk:feed", args=[feed.pk])


def _keeper(feed: Feed) -> str:
    return account_for("registrar", feed.source.organisation.slug).email


def _course(feed: Feed) -> str:
    course = Course.objects.public().filter(source=feed.source_id).order_by("pk").first()
    college = feed.source.organisation.slug
    return reverse("course", args=[college, course.slug]) if course else reverse("college-courses", args=[college])
