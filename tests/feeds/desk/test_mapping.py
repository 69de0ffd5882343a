"""A registrar says which column is which field, sees what it gives, and saves it."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.catalogue.models import Source
from courses.feeds.desk.columns.build import build, read_form
from courses.feeds.desk.columns.state import state_of
from courses.feeds.guess.written import written
from courses.feeds.models import Feed, KeptFile
from courses.feeds.profile import parse_profile
from courses.feeds.uploads.keeping import keep
from tests.feeds.feeding import Catalogue
from tests.workers import ROOT

pytestmark = pytest.mark.django_db
SHEET = (
    "Sr. No.,Sub. Code,Name of Course,Dept,Seats,Start Date,Remark\n"
    "1,ANA-9,Brachial plexus,Anatomy,12,25/03/2027,Nil\n"
    "2,ANA-8,Lower limb,Anatomy,10,02/04/2027,bring shoes\n"
    "3,PHY-1,Spirometry,Physiology,8,03/04/2027,Nil\n"
)
PROFILES = [
    *(path for path in sorted((ROOT / "tests/samples").glob("*/*.toml")) if path.parent.name != "profiles"),
    *sorted((ROOT / "search/demo/content/profiles").glob("*.toml")),
]


def draft(catalogue: Catalogue, text: str = SHEET, form: str = "csv") -> Feed:
    """A feed that is still being connected, with the file that was given for it."""
    source = Source.objects.create(organisation=catalogue.college, name="sheet")
    feed = Feed.objects.create(source=source, format=form, way=Feed.Way.UPLOAD, is_draft=True)
    keep(feed, "courses.csv", io.BytesIO(text.encode()))
    return feed


def mapping_url(feed: Feed) -> str:
    return reverse("feeds_desk:mapping", args=[feed.pk])


def form_of(page: str) -> dict[str, Any]:
    """What the form of the page would send, as a browser reads it."""
    form = re.search(r'<form method="post" class="stack-lg".*?</form>', page, re.S)
    assert form is not None
    sent: dict[str, Any] = {"column": re.findall(r'name="column" value="([^"]*)"', form[0])}
    for tag in re.findall(r"<input [^>]*>", form[0]):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if (
            name is None
            or name[1] in ("column", "csrfmiddlewaretoken")
            or ('"checkbox"' in tag and " checked" not in tag)
        ):
            continue
        sent[name[1]] = value[1].replace("&quot;", '"').replace("&amp;", "&") if value else "on"
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body)
        sent[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form[0], re.S):
        sent[name] = (
            body.replace("&quot;", '"')
            .replace("&#x27;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        )
    return sent


def shown(client: Client, feed: Feed, **sent: Any) -> str:
    answer = client.post(mapping_url(feed), sent) if sent else client.get(mapping_url(feed))
    return answer.content.decode()


def test_the_guess_is_filled_in_with_samples_and_reasons(catalogue: Catalogue, registrar: Client):
    page = shown(registrar, draft(catalogue))
    sent = form_of(page)
    assert sent["column"] == ["Sr. No.", "Sub. Code", "Name of Course", "Dept", "Seats", "Start Date", "Remark"]
    targets = [sent[f"c{number}.target"] for number in range(7)]
    assert targets == ["", "code", "title", "disciplines", "offering.places", "offering.starts_on", "extra"]
    assert sent["c1.in_id"] == "on"
    assert "Brachial plexus" in page
    assert "Chosen because “Sub. Code” means “Code”" in page
    assert "25/03/2027" in page
    assert "2027-03-25" in page


def test_what_is_shown_is_what_is_saved(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    sent = form_of(shown(registrar, feed))
    answer = registrar.post(mapping_url(feed), {**sent, "do": "save"})
    assert answer.url == reverse("feeds_desk:try", args=[feed.pk])
    feed.refresh_from_db()
    assert feed.profile == sent["toml"]
    assert parse_profile(feed.profile).id == "Sub. Code"


def test_a_length_in_weeks_is_guessed_with_its_unit_previewed_and_can_be_said_otherwise(
    catalogue: Catalogue, registrar: Client
):
    feed = draft(catalogue, "Code,Title,Weeks\nA,Wound care,4\nB,Suturing,1\n")
    page = shown(registrar, feed)
    sent = form_of(page)
    assert (sent["c2.target"], sent["c2.unit"]) == ("duration", "weeks")
    assert "<b>4 weeks</b>" in page
    assert "<b>1 week</b>" in page
    again = shown(registrar, feed, **{**sent, "c2.unit": "months", "do": "show"})
    assert "<b>4 months</b>" in again
    assert parse_profile(form_of(again)["toml"]).fields["duration"].unit == "months"


def test_a_choice_changes_the_text_and_shows_what_it_gives(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    sent = form_of(shown(registrar, feed))
    sent |= {
        "c6.target": "prerequisites",
        "c6.blank": "Nil",
        "const.open_to": "members",
        "c4.target": "intake",
        "do": "show",
    }
    page = shown(registrar, feed, **sent)
    profile = parse_profile(form_of(page)["toml"])
    assert (profile.fields["prerequisites"].source, profile.fields["prerequisites"].blank) == ("Remark", "Nil")
    assert profile.fields["open_to"].const == "members"
    assert profile.fields["intake"].source == "Seats"
    assert "bring shoes" in page
    assert "As students would see them" in page
    assert "Students of member colleges" in page or "Open to member colleges" in page
    feed.refresh_from_db()
    assert feed.profile == ""


def test_a_pattern_and_a_table_of_words_are_shown_on_real_rows(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue, "What,Kind\nAB1: Suturing,Opt\nAirway,Opt\n")
    sent = form_of(shown(registrar, feed))
    sent |= {"c0.target": "title", "c0.pattern": r"^(?P<code>[A-Z]+\d+): (?P<title>.+)$", "c1.target": "type"}
    page = shown(registrar, feed, **{**sent, "c1.map": "Opt = elective", "do": "show"})
    assert "Suturing; code: AB1" in page
    assert "does not match the pattern" in page
    assert "<b>elective</b>" in page


def test_the_text_holds_where_it_was_changed_and_the_columns_follow(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    sent = form_of(shown(registrar, feed))
    text = "id = 'Sub. Code'\n[fields.title.en]\nfrom = 'Name of Course'\n[fields.level]\nconst = 'undergraduate'\n"
    after = form_of(shown(registrar, feed, **{**sent, "toml": text, "do": "show"}))
    assert (after["c2.target"], after["c3.target"], after["const.level"]) == ("title.en", "", "undergraduate")
    assert after["toml"] == text


def test_a_text_with_faults_is_not_saved_and_each_is_named(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    sent = form_of(shown(registrar, feed))
    answer = registrar.post(mapping_url(feed), {**sent, "toml": "id='x'\n[fields.tittle]\nfrom='y'", "do": "save"})
    assert answer.status_code == 422
    assert "there is no field &#x27;tittle&#x27;" in answer.content.decode()
    feed.refresh_from_db()
    assert feed.profile == ""
    broken = registrar.post(mapping_url(feed), {**sent, "toml": "id='x'\nfields == 1", "do": "save"}).content.decode()
    assert "is no TOML" in broken
    assert re.search(r"at line \d", broken)


def test_an_id_that_only_counts_rows_is_warned_of_with_a_better_one(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    sent = form_of(shown(registrar, feed))
    del sent["c1.in_id"]
    page = shown(registrar, feed, **{**sent, "c0.in_id": "on", "do": "show"})
    assert "“Sr. No.” only counts the rows." in page
    assert "“Sub. Code” does better" in page
    taken = form_of(shown(registrar, feed, **{**form_of(page), "better": ["Sub. Code"], "do": "better"}))
    assert ("c0.in_id" in taken, taken["c1.in_id"]) == (False, "on")


def test_a_profile_is_exported_imported_and_reused(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    registrar.post(mapping_url(feed), {**form_of(shown(registrar, feed)), "do": "save"})
    feed.refresh_from_db()
    exported = registrar.get(reverse("feeds_desk:mapping_export", args=[feed.pk]))
    assert exported["Content-Disposition"] == 'attachment; filename="tapi-sheet.toml"'
    assert exported.content.decode() == feed.profile
    file = SimpleUploadedFile("x.toml", b"id='Sub. Code'\n[fields.title]\nfrom='Dept'\n")
    imported = form_of(shown(registrar, feed, do="import", profile_file=file))
    assert imported["c3.target"] == "title"
    pasted = form_of(shown(registrar, feed, do="import", pasted="id='Sub. Code'\n[fields.title]\nfrom='Remark'\n"))
    assert pasted["c6.target"] == "title"
    other = draft_of_another_name(catalogue)
    reused = form_of(shown(registrar, other, do="reuse", other=str(feed.pk)))
    assert reused["toml"] == feed.profile.rstrip("\n") + "\n"


def draft_of_another_name(catalogue: Catalogue) -> Feed:
    source = Source.objects.create(organisation=catalogue.college, name="other")
    feed = Feed.objects.create(source=source, format="csv", way=Feed.Way.UPLOAD, is_draft=True)
    keep(feed, "courses.csv", io.BytesIO(SHEET.encode()))
    return feed


def test_another_colleges_feed_is_not_there(catalogue: Catalogue, theirs: Catalogue, registrar: Client):
    feed = draft(theirs)
    feed.profile = "id='Secret'\n[fields.title]\nfrom='Secret'\n"
    feed.save()
    for name in ("mapping", "mapping_export", "try"):
        assert registrar.get(reverse(f"feeds_desk:{name}", args=[feed.pk])).status_code == 404
    assert registrar.post(mapping_url(feed), {"do": "save"}).status_code == 404
    own = draft(catalogue)
    assert "Secret" not in shown(registrar, own, do="reuse", other=str(feed.pk))


def test_a_file_that_is_none_is_told_in_words(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    KeptFile.objects.all().delete()
    assert "There is no file to look at yet" in shown(registrar, feed)
    kept = KeptFile(feed=feed, use="upload", name="x.pdf", size=9, sha256="0" * 64)
    kept.content.save("x", File(io.BytesIO(b"%PDF-1.7x")))
    assert "The file is a PDF document, no table." in shown(registrar, feed)


@pytest.mark.parametrize("path", PROFILES, ids=[path.stem for path in PROFILES])
def test_no_profile_loses_anything_on_the_screen(path: Path):
    profile = parse_profile(path.read_text())
    columns = [source for rule in (*profile.fields.values(), *profile.offering.values()) for source in rule.sources]
    columns = list(dict.fromkeys([*columns, *profile.id_parts, "Nobody's"]))
    state = state_of(profile, columns)
    sent = {}
    for number, column in enumerate(state.columns):
        sent |= {
            f"c{number}.{key}": getattr(column, key)
            for key in ("target", "kept_as", "dates", "split", "blank", "pattern", "map")
        }
        sent |= {f"c{number}.in_id": "on"} if column.in_id else {}
    sent |= {f"const.{name}": value for name, value in state.constants.items()}
    built = build(read_form(sent, columns, state), profile, sent)
    again = parse_profile(written(built))
    assert again.fields.keys() == profile.fields.keys()
    assert again.fields == profile.fields
    assert again.offering == profile.offering
    assert set(again.id_parts) == set(profile.id_parts)


def test_the_path_to_a_list_is_part_of_the_profile(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue, '{"data": {"courses": [{"code": "A1", "title": "Suturing"}]}}', "json")
    sent = form_of(shown(registrar, feed))
    assert (sent["rows.items"], sent["column"]) == ("data.courses", ["code", "title"])
    assert "Suturing" in shown(registrar, feed, **{**sent, "do": "show"}).partition("As students would see")[2]


def test_the_template_stands_in_the_cms_too(registrar: Client):
    page = registrar.get("/admin/feeds/templates/").content.decode()
    assert "courses.xlsx" in page
    assert "What belongs there" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"profile_file": b"#" * 200_001}, "such choices take at most 200 kB"),
        ({"pasted": "#" * 200_001}, "such choices take at most 200 kB"),
        ({"profile_file": b""}, "nothing to read yet"),
        ({"pasted": " "}, "nothing to read yet"),
    ],
)
def test_a_profile_that_is_not_imported_says_why_and_leaves_what_was_being_made(
    catalogue: Catalogue, registrar: Client, given: dict[str, Any], told: str
):
    feed = draft(catalogue)
    made = form_of(shown(registrar, feed, do="import", pasted="id='Sub. Code'\n[fields.title]\nfrom='Dept'\n"))
    sent = {name: SimpleUploadedFile("x.toml", one) if isinstance(one, bytes) else one for name, one in given.items()}
    page = shown(registrar, feed, do="import", toml=made["toml"], **sent)
    assert told in page
    assert form_of(page)["c3.target"] == "title"
