"""May this feed's host be asked yet? The office says yes once to each outside host of a college."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from consortium.clock import shared_now
from consortium.organisations.models import Organisation
from consortium.organisations.todos import offices, settle_todo, settle_todos, write_todo
from consortium.people.models import User
from courses.catalogue.keeping import keeps_all
from courses.feeds.fetch import FetchFailed
from courses.feeds.fetch.addresses import USUAL_PORTS
from courses.feeds.models import Feed, FeedHost

ASKED, ANSWERED = "feed_host", "feed_host_answer"


class AlreadyDecided(ValueError):
    """Somebody answered before."""


def host_of(url: str) -> str:
    """As the office reads it: the name, with a port that is not the usual one."""
    parts = urlsplit(url)
    is_usual = parts.port in (None, USUAL_PORTS.get(parts.scheme))
    return _name(parts) if is_usual else f"{_name(parts)}:{parts.port}"


def state_of(feed: Feed) -> str:
    """Of its host: FeedHost.State; approved where nothing outside is asked, asked where nobody asked yet."""
    if _is_of_this_network(feed.url) or not feed.url:
        return FeedHost.State.APPROVED
    return _state_of(feed, host_of(feed.url)) or FeedHost.State.ASKED


def approved_among(feeds: Iterable[Feed]) -> list[Feed]:
    """Those whose hosts may be asked, in one query."""
    found = list(feeds)
    owners = {feed.source.organisation_id for feed in found if feed.url}
    rows = FeedHost.objects.filter(organisation__in=owners, state=FeedHost.State.APPROVED)
    approved = set(rows.values_list("organisation", "host")) if owners else set()
    return [
        feed
        for feed in found
        if not feed.url or _is_of_this_network(feed.url) or (feed.source.organisation_id, host_of(feed.url)) in approved
    ]


def why_not_yet(feed: Feed) -> str:
    """Words for a run that would ask a host too early; empty where it may be asked."""
    return _why(state_of(feed), host_of(feed.url))


def hosts_approved_for(feed: Feed) -> frozenset[str]:
    """Where the feed's own host may lead to."""
    rows = FeedHost.objects.filter(organisation=feed.source.organisation_id, state=FeedHost.State.APPROVED)
    return frozenset(rows.values_list("host", flat=True))


@contextmanager
def asking_where_it_leads(feed: Feed, *, asks: bool = True) -> Iterator[None]:
    """Where a fetch is led to a host that nobody approved, the office is asked, and the failure says so.

    Where only somebody looks, nobody is asked (`asks`); the failure still `leads_to` a host of which nobody was.
    """
    try:
        yield
    except FetchFailed as failure:
        host = failure.leads_to
        if not host:
            raise
        state = _ask_where_it_leads(feed, host) if asks else _state_of(feed, host)
        waits = _why(state, host) if state else f"The consortium's office is asked about {host} when you try it again."
        message = f"{failure.message} {waits} Or give an address that stays on {host_of(feed.url)}."
        raise FetchFailed(failure.reason, message, detail=failure.detail, leads_to="" if state else host) from failure


@transaction.atomic
def ask_for(feed: Feed, by: User | None) -> str:
    """Ask the office for the feed's host; what the office itself or a command connects is approved at once.

    Returns the state. Asked again after a refusal, the refusal stands.
    """
    if not feed.url or _is_of_this_network(feed.url):
        return FeedHost.State.APPROVED
    may_approve = by is None or keeps_all(by)
    row, is_new = FeedHost.objects.get_or_create(
        organisation=feed.source.organisation, host=host_of(feed.url), defaults={"asked_by": by}
    )
    if row.state != FeedHost.State.APPROVED and may_approve:
        _decide(row, FeedHost.State.APPROVED, by)
    elif is_new:
        _tell_the_office(row)
    return row.state


@transaction.atomic
def decide(row: FeedHost, *, approve: bool, by: User) -> None:
    """The office's answer, which it may take back. Raises AlreadyDecided where it is that already."""
    state = FeedHost.State.APPROVED if approve else FeedHost.State.REFUSED
    row = FeedHost.objects.select_for_update(of=("self",)).select_related("organisation", "asked_by").get(pk=row.pk)
    if row.state == state:
        raise AlreadyDecided(f"{row.host} was {row.get_state_display().lower()} already.")
    _decide(row, state, by)
    _tell_the_college(row)


def feeds_of(row: FeedHost) -> list[Feed]:
    """Whose address it is in, and whose address led there."""
    led = set(row.led_from.values_list("pk", flat=True))
    feeds = Feed.objects.filter(source__organisation=row.organisation).exclude(url="").select_related("source")
    return [feed for feed in feeds if host_of(feed.url) == row.host or feed.pk in led]


def settle_answer(feed: Feed) -> None:
    """The college went on from the office's answer."""
    settle_todos(ANSWERED, [f"feed-{feed.pk}"], organisation=feed.source.organisation_id)


@transaction.atomic
def _ask_where_it_leads(feed: Feed, host: str) -> str:
    row, is_new = FeedHost.objects.get_or_create(organisation=feed.source.organisation, host=host)
    row.led_from.add(feed)
    if is_new:
        _tell_the_office(row)
    return row.state


def _why(state: str, host: str) -> str:
    if state == FeedHost.State.APPROVED:
        return ""
    if state == FeedHost.State.REFUSED:
        return f"The consortium's office refused {host}. Nothing is read from it; ask the office why."
    return f"{host} waits for the consortium's office to approve it. Nothing is read from it before."


def _decide(row: FeedHost, state: str, by: User | None) -> None:
    row.state, row.decided_by, row.decided_at = state, by, shared_now()
    row.save()
    for owner in {*_offices(row), row.organisation}:  # it may have been asked before the office had a row
        settle_todo(ASKED, f"host-{row.pk}", organisation=owner)
    if state == FeedHost.State.APPROVED:
        due = [feed.pk for feed in feeds_of(row) if not feed.is_draft]
        Feed.objects.filter(pk__in=due).update(next_due_at=shared_now())


def _tell_the_office(row: FeedHost) -> None:
    text = (
        f"{row.organisation.label} wants its courses read from {row.host}. Nothing is asked of that host before you "
        "approve it."
    )
    link = reverse("feeds_desk:host", args=[row.pk])
    for office in _offices(row):
        write_todo(ASKED, f"host-{row.pk}", text, organisation=office, link=link)


def _tell_the_college(row: FeedHost) -> None:
    is_approved = row.state == FeedHost.State.APPROVED
    told = "approved" if is_approved else "refused"
    for feed in feeds_of(row):
        if is_approved and not feed.is_draft:
            continue
        rest = "You can go on connecting it." if is_approved else "Nothing is read from it. Ask the office why."
        text = f"The consortium's office {told} {row.host} for {feed.source.title or feed.source.name}. {rest}"
        link = reverse("feeds_desk:settings", args=[feed.pk])
        write_todo(ANSWERED, f"feed-{feed.pk}", text, organisation=row.organisation, link=link)


def _offices(row: FeedHost) -> list[Organisation]:
    """Whose list it stands on; where the office has no row of its own, the college's, which the office sees too."""
    return offices() or [row.organisation]


def _state_of(feed: Feed, host: str) -> str:
    """Of a host for the feed's college; empty where nobody asked yet."""
    rows = FeedHost.objects.filter(organisation=feed.source.organisation_id, host=host)
    return rows.values_list("state", flat=True).first() or ""


def _is_of_this_network(url: str) -> bool:
    """Listed by those who run the installation."""
    parts = urlsplit(url)
    entry = f"{_name(parts)}:{parts.port or USUAL_PORTS.get(parts.scheme)}"
    return entry in {allowed.lower() for allowed in settings.FEED_ALLOW_PRIVATE}


def _name(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".").lower()
    return f"[{name}]" if ":" in name else name
