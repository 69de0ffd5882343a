"""What is the address of a new course in its organisation?"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from anyascii import anyascii
from django.utils.text import slugify

from courses.catalogue.bulk import among
from courses.catalogue.models import Course, Source

TITLE_LENGTH, MORE_LENGTH = 70, 40
_FOR_NOTHING = "course"


def free_slugs(source: Source, named: Iterable[tuple[str, str, str]]) -> list[str]:
    """An address for each (title, code, record id): of the title, else with the code, else with the record's id.

    None is taken in the organisation, and no two are alike. Made once: addresses never change by themselves.
    """
    wishes = [_wishes(source, *course) for course in named]
    courses = Course.objects.filter(organisation=source.organisation_id)
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    while waiting := [number for number in range(len(wishes)) if number not in chosen]:
        wished = {number: next(wishes[number]) for number in waiting}
        taken.update(courses.filter(slug__in=among(wished.values())).values_list("slug", flat=True))
        for number, slug in wished.items():
            if slug not in taken:
                taken.add(slug)
                chosen[number] = slug
    return [chosen[number] for number in range(len(wishes))]


def _wishes(source: Source, title: str, code: str, record_id: str) -> Iterator[str]:
    name = _slug(title, TITLE_LENGTH) or _slug(code, TITLE_LENGTH) or _FOR_NOTHING
    yield name
    for more in (code, record_id):
        if slug := _slug(more, MORE_LENGTH):
            yield f"{name}-{slug}"
    yield f"{name}-{blake2b(f'{source.pk}/{record_id}'.encode(), digest_size=4).hexdigest()}"


def _slug(text: str, length: int) -> str:
    slug = slugify(text if text.isascii() else anyascii(text))
    return slug if len(slug) <= length else slug[:length].rpartition("-")[0] or slug[:length]
