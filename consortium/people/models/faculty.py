"""A faculty member's public profile: a page of a college's branch of people."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import BranchPage
from consortium.pages.blocks import StoryBlock
from consortium.pages.panels import panels
from consortium.people.faculty_form import FacultyPageForm
from consortium.people.orcid import normalise_orcid
from consortium.vocabulary.fields import LanguageCodeField, TermListField, WordListField


class OrcidField(models.CharField):
    """An ORCID iD, kept as 0000-0002-1825-0097 however it was written."""

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        return normalise_orcid(written) if written else written

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs

    def formfield(self, **kwargs: Any) -> Any:
        # An address is longer than what is kept; to_python() shortens it before the length is checked.
        return super().formfield(**{**kwargs, "max_length": 60})


class FacultyPage(BranchContent):
    """A profile. `title` is the name as it is shown; the account is only a link and may be missing."""

    branch = BranchPage.Branch.PEOPLE

    honorific = models.CharField(max_length=30, blank=True, help_text="Such as Dr. or Prof.; shown before the name.")
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence: what you study and teach.")
    photo = models.ForeignKey("organisations.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    orcid = OrcidField(
        "ORCID", max_length=19, blank=True, help_text="Your iD or its address, such as 0000-0002-1825-0097."
    )
    email = models.EmailField(blank=True, help_text="Shown to everyone. Leave blank to keep it private.")
    disciplines = TermListField(table="disciplines")
    expertise = WordListField(help_text="Your own words, one a line, such as Brachial plexus.")
    about = StreamField(StoryBlock(), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="faculty_pages",
        help_text="The account of this person, if there is one.",
    )

    content_panels = [
        TitleFieldPanel("title", heading="Name", help_text="As it is to be shown."),
        FieldPanel("honorific"),
        InlinePanel("names", label="Name in another script", heading="Names in other scripts"),
        InlinePanel("posts", label="Post", heading="Posts"),
        FieldPanel("summary"),
        FieldPanel("photo"),
        MultiFieldPanel([FieldPanel("disciplines"), FieldPanel("expertise")], heading="Expertise"),
        FieldPanel("about"),
        MultiFieldPanel(
            [FieldPanel("orcid"), FieldPanel("email"), FieldPanel("person")], heading="Identity and contact"
        ),
    ]

    base_form_class = FacultyPageForm

    class Meta:
        verbose_name = "faculty profile"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `panels`: what the apps above know of this person, such as courses and research places."""
        prefetch_related_objects([self], "posts")
        return {**super().get_context(request, *args, **kwargs), "panels": panels("person_panels", request, self)}

    @property
    def shown_name(self) -> str:
        return f"{self.honorific} {self.title}".strip()

    @property
    def main_post(self) -> "FacultyPost | None":
        """The post marked main, else the first that has not ended."""
        posts = list(self.posts.all())
        return next((post for post in posts if post.main), None) or next(
            (post for post in posts if post.until is None), None
        )

    @property
    def orcid_url(self) -> str:
        return self.orcid and f"https://orcid.org/{self.orcid}"


class FacultyName(Orderable):
    """The name in another language or script."""

    page = ParentalKey(FacultyPage, on_delete=models.CASCADE, related_name="names")
    language = LanguageCodeField(help_text="A language code, such as gu or hi.")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class FacultyPost(Orderable):
    """A post held, now or before."""

    page = ParentalKey(FacultyPage, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=120, help_text="Such as Professor.")
    department = models.CharField(max_length=120, blank=True)
    organisation_name = models.CharField(
        "organisation", max_length=200, blank=True, help_text="Leave blank for the college of this profile."
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="Leave blank while it is held.")
    main = models.BooleanField("main post", default=False)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="post_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.title, self.department, self.organisation_name) if part)

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": f"The post ends before it begins on {self.since}: mend one of the dates."})
