"""What an XML file may look like, and what is told of one that cannot be read."""

from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.profile import FileRules
from courses.feeds.readers.xml_text import XmlText
from courses.feeds.record import Subject
from tests.feeds.stating import Found
from tests.feeds.stating import read as read_as

PROFILE = """
id = "@id"
[rows]
items = "course"
[fields.title]
from = "title"
"""


def feed(*courses: str) -> str:
    return f"<catalog>{''.join(courses)}</catalog>"


A, B = '<course id="1"><title>A</title></course>', '<course id="2"><title>B</title></course>'


def read(body: bytes | str, profile: str = PROFILE) -> Found:
    return read_as("xml", body, profile=profile)


def titles(found: Found) -> list[str]:
    return [checked.record.title["und"] for checked in found.checked]


def refusal(body: bytes | str, profile: str = PROFILE) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read(body, profile=profile)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("items", ["course", "catalog.course", "{http://example.org/c}course"])
def test_records_are_named_by_an_element_or_the_path_to_it_or_by_namespace(items: str) -> None:
    body = '<catalog xmlns="http://example.org/c"><course id="1"><title>A</title></course></catalog>'
    assert titles(read(body, profile=PROFILE.replace('"course"', f'"{items}"'))) == ["A"]


def test_attributes_nested_and_repeated_elements_are_read() -> None:
    profile = PROFILE + (
        '[fields.code]\nfrom = "identity.code"\n[fields.disciplines]\nfrom = "subject"\n'
        '[fields.credits]\nfrom = "credit.@value"\n[fields.extra.scheme]\nfrom = "credit"\n'
    )
    body = feed(
        '<course id="1"><title lang="en">A</title><identity><code>AN-1</code></identity>'
        "<subject>Anatomy</subject><subject>Physiology</subject><credit value='2.5'>CATS</credit></course>"
    )
    record = read(body, profile=profile).record
    assert (record.title, record.code, record.disciplines) == ({"und": "A"}, "AN-1", ("anatomy", "physiology"))
    assert (str(record.credits), record.extra) == ("2.5", {"scheme": "CATS"})


def test_one_name_in_two_namespaces_can_be_told_apart() -> None:
    body = (
        '<c xmlns:a="http://a.example/1.0" xmlns:b="http://b.example/"><course id="1"><a:title>A</a:title>'
        "<b:title>B</b:title></course></c>"
    )
    profile = PROFILE.replace('from = "title"', 'from = "{http://b.example/}title"')
    assert titles(read(body, profile=profile)) == ["B"]


def test_offerings_are_read_out_of_their_elements() -> None:
    profile = (
        PROFILE + '[offerings]\nitems = "run"\n[offering.id]\nfrom = "@id"\n[offering.starts_on]\nfrom = "start"\n'
    )
    body = feed(
        '<course id="1"><title>A</title><run id="a"><start>2027-01-04</start></run>'
        '<run id="b"><start>2027-02-01</start></run></course>',
        '<course id="2"><title>B</title><run id="c"><start>2027-03-01</start></run></course>',
    )
    found = read(body, profile=profile)
    assert [[one.id for one in checked.record.offerings] for checked in found.checked] == [["a", "b"], ["c"]]


def test_text_with_marks_inside_is_all_its_words() -> None:
    profile = PROFILE + '[fields.prerequisites]\nfrom = "needs"\n'
    body = feed('<course id="1"><title>A</title><needs>MBBS <b>phase</b> II</needs></course>')
    assert read(body, profile=profile).record.prerequisites == "MBBS phase II"


def test_paragraphs_and_lists_written_as_elements_are_html() -> None:
    profile = PROFILE + '[fields.description]\nfrom = "about"\n[fields.prerequisites]\nfrom = "needs"\n'
    about = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Two <b>weeks</b></p><ul><li>x</li></ul></div>'
    record = read(
        feed(
            f'<course id="1"><title>A<br/>B</title><about lang="en">{about}</about>'
            "<needs><p>MBBS</p><p>NOC</p></needs></course>"
        ),
        profile,
    ).record
    assert record.description == {"und": "<p>Two weeks</p><ul><li>x</li></ul>"}
    assert (record.title, record.prerequisites) == ({"und": "A B"}, "MBBS NOC")


def test_html_in_a_description_stays_html() -> None:
    profile = PROFILE + '[fields.description]\nfrom = "about"\n'
    body = feed(
        '<course id="1"><title>A</title><about><![CDATA[<p>Two <b>weeks</b></p><script>x</script>]]></about></course>'
    )
    (text,) = read(body, profile=profile).record.description.values()
    assert text.startswith("<p>Two ")
    assert "script" not in text


def test_ampersands_and_entities_of_html_are_read_as_they_were_meant() -> None:
    found = read(feed('<course id="1"><title>Ob &amp; Gy & ENT&nbsp;ward</title></course>', B))
    assert titles(found) == ["Ob & Gy & ENT ward", "B"]
    assert (found.problem.value, found.problem.severity) == ("&", "note")


def test_letters_by_number_that_may_not_stand_in_xml_are_left_out() -> None:
    found = read(feed('<course id="1"><title>A&#11;B&#x1;C&#0; &#233;&#xD800;</title></course>', B))
    assert titles(found) == ["ABC é", "B"]


def test_utf_16_that_is_declared_without_its_mark_is_what_its_bytes_are() -> None:
    declared = f'<?xml version="1.0" encoding="utf-16"?>{feed(A.replace(">A<", ">Zoë<"))}'
    found = read(declared.encode())
    assert (titles(found), "declares utf-16" in found.problem.reason) == (["Zoë"], True)
    for encoding in ("utf-16-le", "utf-16-be"):
        found = read(declared.encode(encoding))
        assert (titles(found), found.problems) == (["Zoë"], [])


@pytest.mark.parametrize(
    "body",
    [
        f'<?xml version="1.0" encoding="iso-8859-1"?>{feed(A.replace(">A<", ">Zoë<"))}'.encode("latin-1"),
        f'<?xml version="1.0" encoding="windows-1252"?>{feed(A.replace(">A<", ">Zoë<"))}'.encode("cp1252"),
        f'<?xml version="1.0" encoding="utf-16"?>{feed(A.replace(">A<", ">Zoë<"))}'.encode("utf-16"),
        feed(A.replace(">A<", ">Zoë<")).encode("utf-8-sig"),
    ],
)
def test_a_declaration_or_a_mark_tells_the_encoding(body: bytes) -> None:
    assert titles(read(body)) == ["Zoë"]


def test_a_wrong_declaration_is_overruled_by_the_profile() -> None:
    body = f'<?xml version="1.0" encoding="utf-8"?>{feed(A.replace(">A<", ">Zoë<"))}'.encode("cp1252")
    assert titles(read(body, profile=PROFILE + '[file]\nencoding = "windows-1252"\n')) == ["Zoë"]
    assert titles(read(body, profile=PROFILE + '[file]\nfallback_encoding = "windows-1252"\n')) == ["Zoë"]
    found = read(feed(A.replace(">A<", ">Zo\xeb<"), B).encode("latin-1"))
    assert (titles(found), found.problem.row) == (["B"], "item 1")


@pytest.mark.parametrize(
    ("body", "reason", "told"),
    [
        (f"<!DOCTYPE c [<!ENTITY x 'y'>]>{feed(A)}", "unreadable", "document type"),
        (f"<!DOCTYPE c SYSTEM 'file:///etc/passwd'>{feed(A)}", "unreadable", "document type"),
        (feed(A)[:-3], "truncated", "ends in the middle"),
        (feed(A.replace("</title>", "")), "unreadable", "mend its export"),
        (feed("<other/>"), "empty", "'course'"),
        ("<a>" * 70 + "</a>" * 70, "unreadable", "64 deep"),
        (f'<?xml version="1.0" encoding="martian"?>{feed(A)}', "unreadable", "'martian'"),
        (f'<?xml version="1.0" encoding="undefined"?>{feed(A)}', "unreadable", "'undefined'"),
        (feed(A.replace("A", "x" * 17_000_000)), "too_large", "16 MB"),
        (f"<catalog>{'x' * 17_000_000}{A}</catalog>", "too_large", "16 MB"),
        ("no markup", "unreadable", "XML"),
    ],
)
def test_what_cannot_be_read_says_why(body: str, reason: str, told: str) -> None:
    failure = refusal(body)
    assert (failure.reason, told in failure.message) == (reason, True), failure.message


def test_a_profile_that_names_no_element_is_told() -> None:
    failure = refusal(feed(A), 'id = "@id"\n[fields.title]\nfrom = "title"\n')
    assert (failure.reason, "items" in failure.message) == ("not_a_feed", True)


@pytest.mark.parametrize("parts", [1, 7, 16_384])
def test_what_stands_in_cdata_is_as_it_is_meant(parts: int, tmp_path: Path) -> None:
    address = "https://tapi.example/course?id=1&lang=en"
    course = f'<course id="1"><title><![CDATA[R & D]]> & more</title><url><![CDATA[{address}]]></url></course>'
    record = read(feed(course), profile=PROFILE + '[fields.url]\nfrom = "url"\n').record
    assert (record.title, record.url) == ({"und": "R & D & more"}, address)
    path = tmp_path / "feed.xml"
    path.write_text("<a><![CDATA[x & ]] > &nbsp;]]]]><![CDATA[>]]> & y</a>", encoding="utf-8")
    with path.open("rb") as source:
        text = XmlText(source, str(path), FileRules())
        read_in_parts = b"".join(iter(lambda: text.read(parts), b""))
    assert read_in_parts == b"<a><![CDATA[x & ]] > &nbsp;]]]]><![CDATA[>]]> &amp; y</a>"


def test_an_ampersand_in_cdata_is_no_fault_of_the_export() -> None:
    found = read(feed('<course id="1"><title><![CDATA[Ob & Gy]]></title></course>'))
    assert (titles(found), found.problems) == (["Ob & Gy"], [])


def test_an_element_with_attributes_alone_says_nothing_as_a_text() -> None:
    profile = PROFILE + '[fields.code]\nfrom = "code"\n[fields.credits]\nfrom = "credit.@value"\n'
    space = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    record = read(
        feed(f'<course id="1" {space}><title>A</title><code xsi:nil="true"/><credit value="2"/></course>'), profile
    ).record
    assert (record.code, str(record.credits)) == ("", "2")
    refused = read(feed('<course id="1"><title lang="en"/></course>', B))
    assert (titles(refused), refused.problem.reason) == (["B"], "has no title")


def test_offerings_and_tables_of_words_keep_their_attributes_beside_a_text() -> None:
    profile = PROFILE + (
        '[fields.subjects]\nfrom = "subject"\nkeys = { code = "@code", label = "#text", scheme = "@scheme" }\n'
        '[offerings]\nitems = "run"\n[offering.starts_on]\nfrom = "@start"\n[offering.label]\nfrom = "#text"\n'
    )
    course = '<title>A</title><subject code="D1" scheme="mesh">Bones</subject><run start="2027-01-04">Batch A</run>'
    record = read(feed(f'<course id="1">{course}</course>'), profile).record
    assert record.subjects == (Subject("mesh", "D1", "Bones"),)
    (offering,) = record.offerings
    assert (str(offering.starts_on), offering.label) == ("2027-01-04", "Batch A")


def test_titles_and_descriptions_in_several_languages_are_told_by_language() -> None:
    profile = PROFILE + '[fields.description]\nfrom = "about"\n[fields.extra.room]\nfrom = "room"\n'
    course = (
        '<title xml:lang="en">Anatomy</title><title xml:lang="gu">શરીરરચના</title><about xml:lang="en">Bones</about>'
        '<about>More</about><room xml:lang="en">Hall</room><room xml:lang="gu">ખંડ</room>'
    )
    record = read(feed(f'<course id="1">{course}</course>'), profile).record
    assert (record.title, record.main_language) == ({"en": "Anatomy", "gu": "શરીરરચના"}, "en")
    assert record.description == {"en": "<p>Bones</p>", "und": "<p>More</p>"}
    assert record.extra == {"room": "Hall, ખંડ"}


def test_the_language_of_an_element_is_that_of_the_nearest_around_it_that_says_one() -> None:
    profile = PROFILE.replace('from = "title"', 'from = "text.title"')
    courses = [
        "<course id='1'><text><title>Anatomy</title></text></course>",
        "<course id='2' xml:lang='gu'><text><title>શરીરરચના</title></text></course>",
        "<course id='3'><text xml:lang='gu'><title>જ્ઞાન</title></text><text><title>Anatomy</title></text></course>",
        "<course id='4'><text xml:lang=''><title>Anatomia</title></text></course>",
    ]
    found = read(feed(*courses).replace("<catalog>", '<catalog xml:lang="en">'), profile)
    assert [one.record.title for one in found.checked] == [
        {"en": "Anatomy"}, {"gu": "શરીરરચના"}, {"gu": "જ્ઞાન", "en": "Anatomy"}, {"und": "Anatomia"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    "profile",
    [
        PROFILE.replace('"@id"', '["@id", "title"]'),
        PROFILE + '[fields.code]\nfrom = "title"\n',
        PROFILE + 'split = ";"\n',
    ],
)
def test_a_title_that_is_worked_on_or_used_twice_stays_one_text(profile: str) -> None:
    record = read(feed('<course id="1"><title xml:lang="en">Anatomy</title></course>'), profile).record
    assert record.title == {"und": "Anatomy"}
