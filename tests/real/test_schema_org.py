"""Pages of three real training sites, as a registry of courses took them in."""

import datetime as dt
from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.asking import Asking

SITE = "https://training.galaxyproject.org"
LEARNING = '[options]\ntypes = ["LearningResource"]\n'


@pytest.fixture
def folder(shared_feeds: Path) -> Path:
    return shared_feeds / "schema-org"


def test_a_course_of_the_swiss_institute_of_bioinformatics_is_kept_whole(folder: Path) -> None:
    page = (folder / "sib_course.json").read_bytes()
    record = Asking("schema-org", "https://www.sib.example/course", lambda _: page).read().record
    assert record.title == {"und": "First steps with R in Life Sciences"}
    assert record.languages == ("en-GB",)
    assert record.extra["abstract"].startswith("This 2-day course")
    assert record.extra["provider"] == "SIB Swiss Institute of Bioinformatics"
    assert len(record.offerings) >= 1
    assert all(isinstance(one.starts_on, dt.date) for one in record.offerings)


def test_the_sitemap_of_the_galaxy_training_network_leads_to_its_tutorial(folder: Path) -> None:
    tutorial = (folder / "galaxy-intro-101.html").read_bytes()

    def say(address: str) -> bytes | str | None:
        if address.endswith("sitemap.xml"):
            return (folder / "sitemap.xml").read_bytes()
        if address.endswith("/404"):
            return None
        return tutorial if "galaxy-intro-101" in address else "<html><body>no course</body></html>"

    asking = Asking("schema-org", f"{SITE}/sitemap.xml", say, LEARNING)
    found = asking.read()
    assert len(asking.asked) == 7
    record = found.of("training-material/topics/introduction/tutorials/galaxy-intro-101/tutorial.html")
    assert record.title == {"und": "Hands-on for 'Galaxy 101' tutorial"}
    assert (record.duration, record.languages) == ("PT1H", ("en",))
    assert record.extra["licence"] == "https://spdx.org/licenses/CC-BY-4.0.html"


def test_a_lesson_of_software_carpentry_is_read_and_is_no_course_by_default(folder: Path) -> None:
    page = (folder / "python-novice-inflammation.html").read_bytes()
    address = "https://swcarpentry.github.io/python-novice-inflammation/"
    record = Asking("schema-org", address, lambda _: page, LEARNING).read().record
    assert (record.id, record.title) == ("python-novice-inflammation/index.html", {"und": "Programming with Python"})
    with pytest.raises(NotReadable):
        Asking("schema-org", address, lambda _: page).read()
