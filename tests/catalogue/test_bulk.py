"""Many rows at once: none at all, and more than a statement may have marks."""

import pytest

from courses.catalogue.bulk import among
from courses.catalogue.models import Course
from tests.catalogue.stating import source, stated, write
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["pk", "slug"])
def test_among_no_keys_nothing_is_found_whatever_their_type(column: str) -> None:
    write(source(college("tapi")), stated("1", title="Suturing"))
    assert not Course.objects.filter(**{f"{column}__in": among([])}).exists()
    assert Course.objects.filter(**{f"{column}__in": among([])}).update(code="X") == 0


def test_among_many_keys_those_held_are_found(django_assert_num_queries) -> None:
    [course] = write(source(college("tapi")), stated("1", title="Suturing"))
    with django_assert_num_queries(2):
        assert list(Course.objects.filter(slug__in=among(["suturing", *map(str, range(70_000))]))) == [course]
        assert list(Course.objects.filter(pk__in=among([course.pk, *range(-70_000, 0)]))) == [course]
