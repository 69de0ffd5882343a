"""Two admitted colleges: the people of one, and everything secret that the other holds."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from consortium.organisations.models import BranchPage, Document, Image, Organisation
from consortium.pages.models import PlainPage
from consortium.people.admission import admit
from consortium.people.memberships import begin
from consortium.people.models import FacultyPage, User
from consortium.research.models import ResearchPage
from courses.catalogue.models import Course, Override
from courses.curricula.models import CurriculumPage
from courses.feeds.models import Change, Feed, FeedHost, Problem, PushKey, Run
from courses.feeds.uploads.keeping import keep
from tests.catalogue.stating import AT, source, stated, write
from tests.corners import branch

SECRET = "Xylotheque"
ROLES = ("editor", "moderator", "registrar", "faculty")


def college(slug: str) -> Organisation:
    return admit(slug, name=f"{slug.capitalize()} Medical College").organisation


def person(organisation: Organisation, role: str, address: str = "") -> User:
    """Someone who holds one role there."""
    account = User.objects.create_user(address or f"{role}@{organisation.slug}.example", name=f"{role} {organisation}")
    begin(account, organisation, role)
    return User.objects.get(pk=account.pk)


def signed_in(account: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def image(owner: Organisation, title: str = f"{SECRET} image") -> Image:
    return Image.objects.create(
        title=title, file=get_test_image_file(filename=f"{title}.png".lower()), collection=owner.collection
    )


def document(owner: Organisation, title: str = f"{SECRET} document") -> Document:
    file = ContentFile(b"%PDF-1.4", name=f"{title}.pdf".lower())
    return Document.objects.create(title=title, file=file, collection=owner.collection)


def draft(organisation: Organisation, page: Page, by: User | None = None) -> Page:
    """A page with one revision that nobody has published."""
    page.live, page.owner = False, by
    hung = branch(organisation, getattr(page, "branch", BranchPage.Branch.PAGES)).add_child(instance=page)
    hung.save_revision(user=by, clean=False)
    return hung


def read(organisation: Organisation) -> Run:
    """A run of a feed of its own that waits for a person, with a change, a problem and the file that was read."""
    catalogue = source(organisation, "x")
    catalogue.title = f"{SECRET} feed"
    catalogue.save()
    feed = Feed.objects.create(source=catalogue, format="csv", way=Feed.Way.UPLOAD, profile=f"# {SECRET} feed")
    kept = keep(feed, f"{SECRET} feed.csv", BytesIO(f"id,title\n1,{SECRET} feed\n".encode()))
    run = Run.objects.create(
        feed=feed, file=kept, status=Run.Status.HELD, is_applied=True, finished_at=AT, message=f"{SECRET} feed"
    )
    [course] = write(catalogue, stated("1", title=f"{SECRET} feed"))
    Change.objects.create(run=run, course=course, kind=Change.Kind.HELD, before=course.stated)
    Problem.objects.create(run=run, row="line 2", reason=f"{SECRET} feed", remedy="x", severity="note")
    return run


def edited(course: Course) -> Override:
    """A value of the college's own, from which its feed has moved away."""
    return Override.objects.create(
        course=course, field="level", value="undergraduate", against=None, made_at=AT, moved_at=AT
    )


def key_of(feed: Feed) -> PushKey:
    return PushKey.objects.create(feed=feed, key_id=f"{SECRET}-1".lower(), sealed=b"x", expires_at=AT)


def waiting_host(organisation: Organisation) -> FeedHost:
    return FeedHost.objects.create(organisation=organisation, host=f"{SECRET}.example".lower())


@dataclass
class Secrets:
    """What a college holds and another must not learn of or touch."""

    college: Organisation
    editor: User
    drafts: list[Page] = field(default_factory=list)
    submitted: Page | None = None
    changed: Page | None = None
    image: Any = None
    document: Any = None
    run: Any = None
    host: Any = None
    course: Any = None
    override: Any = None
    key: Any = None

    @property
    def corner(self) -> Page:
        return self.college.pages.get()

    @property
    def pages(self) -> list[Page]:
        branches = [branch(self.college, name) for name in BranchPage.Branch.values]
        return [*self.drafts, self.changed, *branches, self.corner]


def secrets(organisation: Organisation) -> Secrets:
    """A draft of each kind, one that waits for approval, a published page with a secret change, and files."""
    editor = person(organisation, "editor", f"{SECRET}@{organisation.slug}.example".lower())
    held = Secrets(organisation, editor, image=image(organisation), document=document(organisation))
    held.drafts = [
        draft(organisation, FacultyPage(title=f"{SECRET} faculty", slug="f", photo=held.image), editor),
        draft(organisation, ResearchPage(title=f"{SECRET} research", slug="r", kind="elective"), editor),
        draft(
            organisation,
            CurriculumPage(title=f"{SECRET} curriculum", slug="c", document=held.document),
            editor,
        ),
        draft(organisation, PlainPage(title=f"{SECRET} page", slug="p"), editor),
    ]
    held.run, held.host = read(organisation), waiting_host(organisation)
    held.course = held.run.changes.get().course
    held.override, held.key = edited(held.course), key_of(held.run.feed)
    held.submitted = held.drafts[1]
    held.submitted.get_workflow().start(held.submitted, editor)
    live = draft(organisation, FacultyPage(title="Known to all", slug="known"), editor)
    live.save_revision().publish()
    held.changed = FacultyPage.objects.get(pk=live.pk)
    held.changed.title = f"{SECRET} change"
    held.changed.save_revision(user=editor)
    held.changed.refresh_from_db()
    return held
