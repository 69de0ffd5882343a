"""A stranger's own sheet as a college of the invented consortium: guessed, connected, read, and told in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from consortium.organisations.models import Organisation, OrganisationGroup
from consortium.people.admission import admit
from consortium.people.memberships import begin
from consortium.people.models import User
from consortium.vocabulary.profile import consortium_profile
from courses.feeds.connecting import Connection, connect
from courses.feeds.document import lines_of, problem_line
from courses.feeds.explained import label_of_target
from courses.feeds.looking import CannotLook, LookJob, Seen, look_at
from courses.feeds.models import Feed, Problem, Run
from courses.feeds.profile import ProfileError, parse_profile
from courses.feeds.reading import ReadingCrashed
from courses.feeds.release import confirm
from courses.feeds.sync import sync
from courses.feeds.trying.unknown import unknown_word
from search.demo.accounts import PASSWORD

_NAME, _SLUG = "Your college", "your-college"
_SOURCE = "sheet"
_SHOWN = 20
_HOW = "Say which: make try FILE=sheet.xlsx"


class CannotTry(Exception):
    """Says in plain words why the file is no catalogue, and what to give instead."""


@dataclass(frozen=True)
class Sheet:
    """A file that was looked at, and is fit to be read."""

    path: Path
    seen: Seen


def looked_at(stated: str) -> Sheet:
    """Before anything is set up. Raises CannotTry."""
    path = _file(stated)
    try:
        seen = look_at(LookJob(str(path), consortium_profile(), seconds=300))
        parse_profile(seen.profile)
    except CannotLook as error:
        raise CannotTry(f"{path.name} cannot be read. {error.message}") from error
    except ReadingCrashed as error:
        raise CannotTry(f"{path.name} made our own program fail. Please report it, with a file like it.") from error
    except ProfileError as error:
        columns = ", ".join(seen.columns) or "none"
        raise CannotTry(
            f"{path.name} does not show which column is what. Its columns are: {columns}. "
            "One with the title of each course is needed, called Title or Course name."
        ) from error
    return Sheet(path, seen)


def mapping_in_words(sheet: Sheet) -> Iterator[str]:
    """What each column was taken for and why, then what to look at."""
    seen = sheet.seen
    yield f"\n{sheet.path.name} ({seen.kind}, {seen.rows} rows). Its columns were understood like this:\n"
    for one in seen.guessed:
        kept = one.target in ("extra", "")
        what = label_of_target(one.target).lower() if kept else label_of_target(one.target)
        yield f"  {one.column[:34]:<34}  {what:<26}  {one.why}"
    parts = parse_profile(seen.profile).id_parts
    yield f"\nA course is known again by {' and '.join(f'“{part}”' for part in parts)}."
    yield from (f"  Look at this: {text}" for text in (*seen.id_warnings, *seen.warnings))


def admit_stranger() -> Organisation:
    """A fresh college each time, with a registrar who may sign in."""
    number = 1
    while Organisation.objects.filter(slug=_slug(number)).exists():
        number += 1
    name = _NAME if number == 1 else f"{_NAME} {number}"
    organisation = admit(_slug(number), name=name).organisation
    registrar = User.objects.create_user(_registrar(organisation), PASSWORD, name=f"Registrar of {name}")
    begin(registrar, organisation, OrganisationGroup.Role.REGISTRAR)
    return organisation


def read_sheet(organisation: Organisation, sheet: Sheet) -> Run:
    """Connected as a registrar would, read as a worker would, in this process."""
    connection = Connection(sheet.seen.format, path=str(sheet.path), profile=sheet.seen.profile)
    feed, _ = connect(organisation, _SOURCE, connection)
    run = sync(feed)
    return confirm(run.pk) if run.status == Run.Status.HELD else run


def run_in_words(run: Run) -> Iterator[str]:
    """Counts, what was refused or left out and why, the words that nobody knows."""
    yield ""
    yield from lines_of(run)
    if run.decision == Run.Decision.CONFIRMED:
        yield "In a real consortium this run would have waited for a person; here it was confirmed."
    problems = list(run.problems.all())
    words = [word for problem in problems if (word := unknown_word(problem))]
    told = [problem for problem in problems if unknown_word(problem) is None]
    for severity, heading in _HEADINGS.items():
        yield from _listed(heading, [problem for problem in told if problem.severity == severity])
    if words:
        yield "\nWords that are in none of the consortium's tables, kept as they stand:"
        yield from (f"  {word.word} ({word.field}{_times(word.times)})" for word in words[:_SHOWN])


def address_in_words(organisation: Organisation, run: Run) -> str:
    feed = Feed.objects.get(source__organisation=organisation, source__name=_SOURCE)
    base = settings.BASE_URL
    return (
        f"Look at it: {base}/search/?kind=course&college={organisation.slug}\n"
        f"The run:    {base}/admin/feeds/{feed.pk}/runs/{run.pk}/\n"
        f"Columns:    {base}/admin/feeds/{feed.pk}/mapping/\n"
        f"Sign in as {_registrar(organisation)} with the password {PASSWORD}."
    )


_HEADINGS = {
    Problem.Severity.RECORD.value: "Refused, with what to do:",
    Problem.Severity.FIELD.value: "Values left out, with what to do:",
    Problem.Severity.NOTE.value: "Notes:",
}


def _file(stated: str) -> Path:
    if not stated.strip():
        raise CannotTry(f"No file was named. {_HOW}")
    path = Path(stated).expanduser().absolute()
    if path.is_dir():
        raise CannotTry(f"{path} is a folder. {_HOW}")
    if not path.is_file():
        raise CannotTry(f"There is no file {path}. {_HOW}")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise CannotTry(f"{path} cannot be opened: {error.strerror}.") from error
    return path


def _slug(number: int) -> str:
    return _SLUG if number == 1 else f"{_SLUG}-{number}"


def _registrar(organisation: Organisation) -> str:
    return f"registrar@{organisation.slug}.example"


def _times(count: int) -> str:
    return f", {count} times" if count > 1 else ""


def _listed(heading: str, problems: list[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield f"\n{heading}"
    yield from (problem_line(problem) for problem in problems[:_SHOWN])
    if len(problems) > _SHOWN:
        yield f"  and {len(problems) - _SHOWN} more; the page of the run lists all."
