"""How does a college learn that its source has moved away from what its people edited?"""

from collections.abc import Iterable

from django.urls import reverse

from consortium.organisations.todos import settle_todo, write_todo
from courses.catalogue.models import Override

KIND, KEY = "conflicts", "courses"


def ask_or_settle(organisations: Iterable[int]) -> None:
    """One to-do a college, which says how many questions are open; none where none is."""
    for organisation in organisations:
        count = open_conflicts(organisation)
        if count:
            text = "In one place the catalogue moved away from what the college edited"
            if count > 1:
                text = f"In {count} places the catalogue moved away from what the college edited"
            link = f"{reverse('catalogue_desk:conflicts')}?college={organisation}"
            write_todo(KIND, KEY, f"{text}: say what is right.", organisation=organisation, link=link)
        else:
            settle_todo(KIND, KEY, organisation=organisation)


def open_conflicts(organisation: int) -> int:
    """Those of fields that the source does not lock."""
    waiting = Override.objects.filter(course__organisation=organisation, moved_at__isnull=False)
    fields = waiting.order_by().values_list("field", "course__source__locked_fields")
    return sum(field not in locked for field, locked in fields)
