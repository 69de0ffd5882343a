"""Pictures of pages are served by the site itself; what was uploaded is not."""

import re

import pytest
from django.test import Client, override_settings
from wagtail.images.tests.utils import get_test_image_file

from consortium.organisations.models import Image, OrganisationPage
from tests.corners import college

pytestmark = pytest.mark.django_db


@pytest.fixture
def logo() -> Image:
    tapi = college("tapi")
    image = Image.objects.create(title="Seal", owner=tapi, file=get_test_image_file())
    OrganisationPage.objects.filter(organisation=tapi).update(logo=image)
    return image


def test_a_picture_is_served_where_the_page_says_it_is(logo):
    page = Client().get("/colleges/tapi/").content.decode()
    [address] = re.findall(r'<img[^>]* src="(/media/[^"]+)"', page)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


@override_settings(DEBUG=False)
def test_an_uploaded_file_is_not_served_as_it_came(logo):
    assert Client().get(logo.file.url).status_code == 404


@override_settings(DEBUG=False)
@pytest.mark.parametrize("path", ["..%2foriginal_images/test.png", "../../tantu.sqlite3", "%2e%2e/", ""])
def test_no_path_leads_out_of_the_folder_of_pictures(logo, path):
    assert Client().get(f"/media/images/{path}").status_code in (400, 404)
