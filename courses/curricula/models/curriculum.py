"""A curriculum that a college shares, first as a file: a page of its branch of curricula."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import BranchPage
from consortium.people.choosing import NamesFacultyForm
from consortium.people.models.named import NamedFaculty, with_profiles
from consortium.vocabulary.fields import LanguageCodeField, TermField


class Licence(models.TextChoices):
    """What others may do with it: identifiers of the SPDX list, and one for no reuse."""

    CC0 = "CC0-1.0", "Public domain (CC0 1.0)"
    BY = "CC-BY-4.0", "Share and adapt, name the source (CC BY 4.0)"
    BY_SA = "CC-BY-SA-4.0", "Share and adapt, name the source, share alike (CC BY-SA 4.0)"
    BY_NC = "CC-BY-NC-4.0", "Share and adapt, not for profit (CC BY-NC 4.0)"
    BY_NC_SA = "CC-BY-NC-SA-4.0", "Share and adapt, not for profit, share alike (CC BY-NC-SA 4.0)"
    BY_ND = "CC-BY-ND-4.0", "Share unchanged (CC BY-ND 4.0)"
    BY_NC_ND = "CC-BY-NC-ND-4.0", "Share unchanged, not for profit (CC BY-NC-ND 4.0)"
    RESERVED = "LicenseRef-all-rights-reserved", "Read only, all rights reserved"

    @property
    def url(self) -> str:
        """The licence's own text; none where all rights are reserved."""
        if self is Licence.RESERVED:
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        name = self.value.removeprefix("CC-").removesuffix("-4.0").lower()
        return f"https://creativecommons.org/licenses/{name}/4.0/"


class CurriculumPageForm(NamesFacultyForm):
    people_rows = "authors"


class CurriculumPage(BranchContent):
    """A curriculum. A draft may lack its document; what goes live has one."""

    branch = BranchPage.Branch.CURRICULA

    summary = models.CharField(max_length=500, help_text="What it teaches and how, in two sentences.")
    discipline = TermField(table="disciplines")
    phase = TermField(table="levels", blank=True)
    language = LanguageCodeField(default="en", help_text="Of the document: a language code, such as en, gu or hi.")
    version = models.CharField(max_length=40, default="1", help_text="As its authors count, such as 4 or 2026-08.")
    licence = models.CharField(max_length=40, choices=Licence)
    document = models.ForeignKey(
        "organisations.Document",
        null=True,
        on_delete=models.PROTECT,
        related_name="curricula",
        error_messages={"blank": "Choose the document of the curriculum; a draft may do without."},
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("discipline"), FieldPanel("phase"), FieldPanel("language")], heading="What it is for"
        ),
        InlinePanel("authors", label="Author", heading="Authors"),
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("version"), FieldPanel("licence")]),
    ]

    base_form_class = CurriculumPageForm

    class Meta:
        verbose_name = "curriculum"
        verbose_name_plural = "curricula"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `authors`: the rows, each with the `profile` that a reader may follow."""
        return {**super().get_context(request, *args, **kwargs), "authors": with_profiles(self.authors.all())}

    @property
    def licence_url(self) -> str:
        return Licence(self.licence).url if self.licence else ""


class CurriculumAuthor(NamedFaculty):
    """Who wrote it."""

    page = ParentalKey(CurriculumPage, on_delete=models.CASCADE, related_name="authors")
