"""Those who keep courses see every screen of theirs, on a telephone and at a desk, by day and by night."""

from pathlib import Path

import pytest

from consortium.organisations.models import Organisation
from consortium.people.admission import admit
from consortium.people.models import User
from tests.journeys.busy_desk import BusyDesk, busy_desk
from tests.journeys.conftest import Open
from tests.journeys.fitting import is_fit
from tests.journeys.sample import Sample
from tests.journeys.test_publishing import _account as account
from tests.journeys.test_publishing import sign_in


@pytest.fixture
def desk(shown: Sample, tmp_path: Path) -> BusyDesk:
    account(admit("office", name="Office of the consortium", kind=Organisation.Kind.OFFICE).organisation, "office")
    return busy_desk(shown, User.objects.get(email=account(shown.narmada, "registrar")), tmp_path)


LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


def test_each_screen_fits_and_axe_finds_nothing(desk: BusyDesk, visit: Open):
    page, wrong = visit(), []
    for reader, screens in (("registrar@narmada", desk.ours), ("office@office", desk.office), ("", desk.anybody)):
        page.context.clear_cookies()
        if reader:
            sign_in(page, f"{reader}.example")
        for name, address in screens.items():
            page.goto(address)
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                try:
                    is_fit(page, f"{name}-{width}-{scheme}")
                except AssertionError as error:
                    wrong.append(str(error))
    assert not wrong, "\n".join(wrong)
