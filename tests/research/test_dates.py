"""An opportunity opens and closes by its own dates, wherever it is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from consortium.research.models import ResearchPage
from tests.corners import college, put

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 3)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def opportunity(**facts: Any):
    return ResearchPage(
        **{"title": "Early tracheostomy", "kind": "trial", "summary": "Read 240 charts.", "apply_email": "a@b.example"}
        | facts
    )


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "state"),
    [
        (None, None, "open"),
        (TODAY, TODAY, "open"),
        (BEFORE, None, "open"),
        (None, AFTER, "open"),
        (AFTER, None, "upcoming"),
        (AFTER, AFTER, "upcoming"),
        (None, BEFORE, "closed"),
        (BEFORE, BEFORE, "closed"),
    ],
)
def test_the_state_of_one_and_of_many_is_the_same(opens_on, closes_on, state):
    page = put(college(), opportunity(opens_on=opens_on, closes_on=closes_on))
    found = [name for name in ("open", "upcoming", "closed") if getattr(ResearchPage.objects, name)(TODAY).exists()]
    assert page.state_on(TODAY) == state
    assert found == [state]


def test_it_cannot_close_before_it_opens():
    with pytest.raises(ValidationError) as refused:
        put(college(), opportunity(opens_on=AFTER, closes_on=BEFORE))
    assert "closes before it opens" in refused.value.message_dict["closes_on"][0]


def test_the_database_too_refuses_closing_before_opening():
    page = put(college(), opportunity())
    with pytest.raises(IntegrityError):
        ResearchPage.objects.filter(pk=page.pk).update(opens_on=AFTER, closes_on=BEFORE)


def test_what_goes_live_says_how_to_apply():
    with pytest.raises(ValidationError, match="Say how to apply"):
        put(college(), opportunity(apply_email=""))


def test_a_draft_may_lack_how_to_apply():
    assert put(college(), opportunity(apply_email="", live=False)).pk
