"""Whatever a college's system says, reading ends in records and problems or in words for the run, never in a fault."""

import json
from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.feeds.exchange import NotReadable
from courses.feeds.names import LISTS, OFFERING_LISTS, OFFERING_TEXTS, TEXTS
from tests.feeds.readers.samples import MAPPED, MAPPED_XML
from tests.feeds.stating import Found, read

EVERY_FIELD = "\n".join(
    [
        'id = "id"\n[fields.title]\nfrom = "title"\n[fields.description]\nfrom = "description"',
        *(f'[fields.{name}]\nfrom = "{name}"' for name in (*TEXTS, *LISTS)),
        '[fields.extra.kept]\nfrom = "kept"\n[offerings]\nitems = "offerings"',
        *(f'[offering.{name}]\nfrom = "{name}"' for name in (*OFFERING_TEXTS, *OFFERING_LISTS)),
    ]
)
odd_text = st.text() | st.sampled_from(
    ["\0", "a\0b", "<a href='javascript:x'>", "&#0;", "&#xD800;", "9" * 400, "1e999", "²", "-0"]
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3),
    max_leaves=6,
)
offering = st.dictionaries(st.sampled_from([*OFFERING_TEXTS, *OFFERING_LISTS]), odd, max_size=6)
meeting = st.dictionaries(st.sampled_from(["weekday", "start", "end", "place"]), odd, max_size=4)
records = st.dictionaries(
    st.sampled_from(["id", "title", "description", "kept", *TEXTS, *LISTS]), odd, max_size=8
) | st.fixed_dictionaries(
    {"id": st.just("1"), "title": st.just("A"), "offerings": st.lists(offering, max_size=3) | odd},
    optional={"meetings": st.lists(meeting, max_size=2), "people": odd, "outcomes": odd, "subjects": odd},
)
ooapi_keys = st.sampled_from(
    [
        "courseId", "primaryCode", "name", "description", "link", "studyLoad", "modeOfDelivery", "teachingLanguage",
        "level", "fieldsOfStudy", "learningOutcomes", "admissionRequirements", "enrollment", "coordinators", "duration",
        "assessment", "resources", "addresses", "otherCodes",
    ]
)  # fmt: skip
quietly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def lasts(found: Found) -> None:
    """What was read adds up, and every problem can be acted on."""
    assert found.reading.read == len(found.checked) + found.reading.repeated + found.reading.refused
    for checked in found.checked:
        assert checked.record.id
        assert not holds_nul(checked.record), "PostgreSQL stores none"
    for problem in found.problems:
        assert problem.reason
        assert problem.remedy
        assert not holds_nul(problem)


def holds_nul(value: Any) -> bool:
    plain = msgspec.to_builtins(value)
    if isinstance(plain, dict):
        return any(holds_nul(part) for entry in plain.items() for part in entry)
    return any(holds_nul(part) for part in plain) if isinstance(plain, (list, tuple)) else "\0" in str(plain)


@quietly
@given(st.lists(records, min_size=1, max_size=4))
@example([{"id": "1", "title": "A", "languages": ["\0"], "subjects": [{"scheme": "\0a", "code": "\0", "label": "b"}]}])
def test_any_values_in_a_json_file(stated: list[dict[str, Any]]) -> None:
    with suppress(NotReadable):
        lasts(read("json", json.dumps(stated), profile=EVERY_FIELD))


@quietly
@given(st.lists(st.dictionaries(ooapi_keys | odd_text, odd, max_size=6) | odd, min_size=1, max_size=4))
@example([{"courseId": "1", "name": "A", "a\0b": "x", "\0": "y"}])
def test_any_values_at_a_server_of_the_open_education_api(stated: list[Any]) -> None:
    with suppress(NotReadable):
        lasts(read("ooapi-v5", json.dumps({"items": stated}), profile="", about="courses"))


@quietly
@given(st.lists(st.lists(odd_text, min_size=1, max_size=4), max_size=5))
def test_any_cells_in_a_csv_file(rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join(["code,name", *lines]) + "\n"
    with suppress(NotReadable):
        lasts(read("csv", text.encode("utf-8", "surrogatepass"), profile=MAPPED))


@quietly
@given(st.lists(st.lists(odd_text, min_size=1, max_size=4), max_size=5))
def test_any_cells_in_a_web_table(rows: list[list[str]]) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<table><tr><th>code</th><th>name</th></tr>{cells}</table>"
    with suppress(NotReadable):
        lasts(read("xlsx", page.encode("utf-8", "surrogatepass"), profile=MAPPED))


@quietly
@given(st.lists(st.tuples(odd_text, odd_text), max_size=5))
def test_any_text_in_an_xml_file(rows: list[tuple[str, str]]) -> None:
    courses = "".join(f'<course code="{code}"><name>{name}</name></course>' for code, name in rows)
    with suppress(NotReadable):
        lasts(read("xml", f"<courses>{courses}</courses>".encode("utf-8", "surrogatepass"), profile=MAPPED_XML))


@quietly
@given(st.sampled_from(["csv", "json", "jsonl", "ooapi-v5", "xlsx", "xml"]), st.binary(max_size=300))
@example("csv", b"\xff\xfe")
@example("csv", b"\xef\xbb\xbf")
@example("json", b"\xff\xfe[\x00")
@example("json", b"\xff\xfe\x00\x00")
@example("xlsx", b"\xff\xfe<\x00t\x00")
@example("xml", b"\xff\xfe<\x00")
def test_any_bytes(form: str, body: bytes) -> None:
    profile = {"ooapi-v5": "", "xml": MAPPED_XML}.get(form, MAPPED)
    with suppress(NotReadable):
        lasts(read(form, body, profile=profile, about="courses"))
    with suppress(NotReadable):
        lasts(read(form, b"code,name\n1," + body, profile=profile, about="courses"))
    with suppress(NotReadable):
        lasts(read(form, b"<table><courses><course code='1'><name>" + body, profile=profile, about="courses"))
    with suppress(NotReadable):
        lasts(read(form, b'{"items": [{"code": "' + body, profile=profile, about="courses"))
