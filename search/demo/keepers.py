"""What do registrars do about what their systems state: edit it, and undo a run that was wrong?"""

from collections.abc import Iterable

from courses.catalogue.editing import edit
from courses.catalogue.models import Course
from courses.feeds.models import Feed, Run
from courses.feeds.revert import revert
from search.demo.accounts import account_for
from search.demo.feeds import feed_of
from search.demo.tables import toml_rows


def edit_before_it_moves(feeds: Iterable[int]) -> None:
    """Edit courses of these feeds, which are to be read again: one that moved already, or was answered, is left."""
    for row in toml_rows("edits"):
        found = Course.objects.filter(source__feed__in=feeds, source__organisation__slug=row["college"])
        course = found.filter(title=row["title"], overrides__isnull=True).first()
        if course is not None:
            edit(course, row["field"], row["value"], account_for("registrar", row["college"]))


def undo_what_was_wrong() -> None:
    """The second applied run of each feed whose registrar undoes it; once."""
    for row in toml_rows("feeds"):
        wrong = undone_run(feed_of(row["college"], row["name"])) if row.get("is_undone") else None
        if wrong and not wrong.reverted_by.exists():
            revert(wrong, account_for("registrar", row["college"]))


def undone_run(feed: Feed) -> Run | None:
    """The run that was wrong: the first that wrote anything after the feed was read."""
    applied = Run.objects.filter(feed=feed, is_applied=True, dry_run=False, reverts__isnull=True)
    return applied.order_by("pk")[1:2].first()
