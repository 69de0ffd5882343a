"""Which curricula do the colleges share, and what does the document of each say?"""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify

from consortium.organisations.models import Document, Organisation, OrganisationGroup
from courses.curricula.models import CurriculumAuthor, CurriculumPage
from search.demo.accounts import account_for
from search.demo.faculty import named
from search.demo.pdf import Line, pdf
from search.demo.publishing import disciplines_of, draft, find, publish
from search.demo.tables import toml_rows


def share_curricula(organisations: Mapping[str, Organisation]) -> None:
    """Publish the curricula that are missing, each with its document; one is a draft without."""
    for row in toml_rows("curricula"):
        organisation = organisations[row["college"]]
        if find(CurriculumPage, organisation, slugify(row["title"])) is None:
            page = curriculum(row)
            if row.get("draft"):
                draft(organisation, page, account_for(OrganisationGroup.Role.EDITOR, row["college"]))
                continue
            page.document = _document(row, page, organisation)
            publish(organisation, page)


def curriculum(row: dict[str, Any]) -> CurriculumPage:
    """The page of one row, without its document."""
    (discipline,) = disciplines_of([row["discipline"]])
    page = CurriculumPage(
        title=row["title"],
        slug=slugify(row["title"]),
        summary=row["summary"],
        discipline=discipline,
        phase=row.get("phase", ""),
        version=row["version"],
        licence=row["licence"],
    )
    page.authors = [CurriculumAuthor(faculty=profile, name=name) for profile, name, _ in named(row["authors"])]
    return page


def _document(row: dict[str, Any], page: CurriculumPage, organisation: Organisation) -> Document:
    file = ContentFile(pdf(row["title"], list(_text(row, page, organisation))), name=f"{page.slug}.pdf")
    document = Document(title=row["title"], file=file, collection=organisation.collection)
    document.save()
    return document


def _text(row: dict[str, Any], page: CurriculumPage, organisation: Organisation) -> list[Line]:
    authors = ", ".join(author.name for author in page.authors.all())
    return [
        Line(row["title"], "title"),
        Line(f"{organisation.name}, {organisation.place}. Version {row['version']}."),
        Line(f"Written by {authors}."),
        Line(f"{page.get_licence_display()}. {page.licence_url}".strip()),
        Line("What it is", "heading"),
        Line(row["summary"]),
        Line("What a learner can do at the end", "heading"),
        *(Line(f"– {aim}", "point") for aim in row["aims"]),
        Line("Sessions", "heading"),
        *(Line(f"{number}. {session}") for number, session in enumerate(row["sessions"], start=1)),
        Line("How it is assessed", "heading"),
        Line(row["assessment"]),
        Line("What went wrong when we taught it", "heading"),
        Line(row["lesson"]),
    ]
