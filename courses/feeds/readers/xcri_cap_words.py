"""What do the courses and presentations of XCRI-CAP 1.2 say in our words?"""

from typing import Any

from courses.feeds.readers.xml_words import by_language, day, first_of_each, html_of, kept, text_of, texts, type_of
from courses.feeds.reading.texts import plain

XCRI = "http://xcri.org/profiles/1.2/catalog"
DC = "http://purl.org/dc/elements/1.1/"
_DCT = "http://purl.org/dc/terms/"
_MLO = "http://purl.org/net/mlo"
_CREDIT = "http://purl.org/net/cm"

COURSE, PROVIDER = f"{{{XCRI}}}course", f"{{{XCRI}}}provider"
_DELETED = "3"
_OF_PRESENTATIONS = {
    "studyMode": XCRI, "attendanceMode": XCRI, "attendancePattern": XCRI, "languageOfAssessment": XCRI, "age": XCRI,
    "applyTo": XCRI, "engagement": _MLO, "cost": _MLO,
}  # fmt: skip

Stated = dict[str, Any]

# The codes of the attendance vocabulary (XCRI-CAP 1.2, attendanceMode), and the words for them.
_MODES = {
    "cm": "onsite",
    "nc": "onsite",
    "wb": "onsite",
    "da": "blended",
    "mm": "blended",
    "ds": "online",
    "on": "online",
    "campus": "onsite",
    "face-to-face": "onsite",
    "face-to-face (non-campus)": "onsite",
    "work-based": "onsite",
    "distance with attendance": "blended",
    "mixed mode": "blended",
    "distance without attendance": "online",
    "distance learning": "online",
    "online": "online",
    "online (no attendance)": "online",
}


def identifier_of(course: Any) -> str:
    """The first identifier that is of no type; where each has one, the first."""
    identifiers = course.findall(f"{{{DC}}}identifier")
    untyped = [one for one in identifiers if not type_of(one)]
    return text_of(next(iter([*untyped, *identifiers]), None))


def title_of(element: Any) -> str:
    return text_of(element)


def course_values(course: Any, provider: str) -> Stated:
    """A course. What our record has no field for is kept under `extra`."""
    stated_descriptions = [*_all(course, DC, "description"), *_all(course, _DCT, "description")]
    presentations = [one for one in _all(course, XCRI, "presentation") if one.get("recstatus") != _DELETED]
    values = {
        "id": identifier_of(course),
        "code": _code(course),
        "title": by_language(first_of_each(_all(course, DC, "title"))[0]),
        "description": by_language([one for one in stated_descriptions if not type_of(one)], html_of),
        "url": text_of(course.find(f"{{{_MLO}}}url")),
        "subjects": [_subject(one) for one in _all(course, DC, "subject") if text_of(one)],
        "level": _level(course),
        "prerequisites": _plain(course, _MLO, "prerequisite"),
        "outcomes": [plain(html_of(one)) for one in _outcomes(course)],
        "admission_text": _plain(course, XCRI, "applicationProcedure"),
        "admission_url": next((text for text in _of(presentations, XCRI, "applyTo") if "://" in text), ""),
        "duration": next((found for one in presentations if (found := _duration(one))), ""),
        "offerings": [offering_values(one) for one in presentations],
        **_credits(course),
        **_extra(course, stated_descriptions, presentations, provider),
    }
    return kept(values)


def offering_values(presentation: Any) -> Stated:
    modes = [mode for one in _all(presentation, XCRI, "attendanceMode") if (mode := _mode(one))]
    values = {
        "id": identifier_of(presentation),
        "label": text_of(presentation.find(f"{{{DC}}}title")),
        "starts_on": _day(presentation, (_MLO, "start"), (XCRI, "start")),
        "ends_on": _day(presentation, (XCRI, "end"), (_MLO, "end")),
        "enrol_from": _day(presentation, (XCRI, "applyFrom")),
        "enrol_until": _day(presentation, (XCRI, "applyUntil")),
        "modes": modes,
        "languages": texts(
            [*_all(presentation, _MLO, "languageOfInstruction"), *_all(presentation, XCRI, "languageOfInstruction")]
        ),
        "place": "; ".join(_venues(presentation)),
        "places": text_of(presentation.find(f"{{{_MLO}}}places")),
        "url": text_of(presentation.find(f"{{{_MLO}}}url")),
    }
    return kept(values)


def _all(element: Any, namespace: str, name: str) -> list[Any]:
    tag = f"{{{namespace}}}{name}"
    return [child for child in element if child.tag == tag]


def _code(course: Any) -> str:
    """An identifier with a type that says so; else the id, unless that is an address."""
    typed = [one for one in _all(course, DC, "identifier") if "code" in type_of(one).lower()]
    code = text_of(typed[0]) if typed else identifier_of(course)
    return "" if "://" in code else code


def _subject(element: Any) -> Stated | str:
    scheme, code = type_of(element), element.get("identifier") or ""
    if not scheme and not code:
        return text_of(element)
    label = text_of(element)
    return {"scheme": scheme or "stated", "code": code, "label": "" if label == code else label}


def _level(course: Any) -> str:
    levels = [course.find(f".//{{{_DCT}}}educationLevel"), course.find(f"{{{_MLO}}}level")]
    return next(iter(texts(one for one in levels if one is not None)), "")


def _outcomes(course: Any) -> list[Any]:
    return [*_all(course, XCRI, "learningOutcome"), *_all(course, _MLO, "learningOutcome")]


def _credits(course: Any) -> Stated:
    """The first credit that has a value; the others are kept as text."""
    found = []
    for credit in _all(course, _MLO, "credit"):
        value, scheme, level = (text_of(credit.find(f"{{{_CREDIT}}}{part}")) for part in ("value", "scheme", "level"))
        if value:
            found.append((value, scheme, level))
    if not found:
        return {}
    others = [" ".join(filter(None, (value, scheme, level and f"level {level}"))) for value, scheme, level in found[1:]]
    first = {"credits": found[0][0], "credit_scheme": found[0][1], "extra.credit level": found[0][2]}
    return first | {"extra.further credits": "; ".join(others)}


def _extra(course: Any, descriptions: list[Any], presentations: list[Any], provider: str) -> Stated:
    values: Stated = {
        "extra.provider": provider,
        "extra.abstract": _plain(course, XCRI, "abstract"),
        "extra.objective": _plain(course, _MLO, "objective"),
        "extra.assessment": _plain(course, _MLO, "assessment"),
        "extra.qualification": "; ".join(texts(course.iterfind(f"{{{_MLO}}}qualification/{{{DC}}}title"))),
        "extra.awarded by": "; ".join(texts(course.iterfind(f"{{{_MLO}}}qualification/{{{XCRI}}}awardedBy"))),
        "extra.licence": "; ".join(texts([*_all(course, DC, "rights"), *_all(course, _DCT, "license")])),
        "extra.other titles": "; ".join(texts(first_of_each(_all(course, DC, "title"))[1])),
        "extra.other identifiers": ", ".join(
            text for text in texts(_all(course, DC, "identifier")) if text != _code(course)
        ),
        "extra.presentation": "\n".join(dict.fromkeys(_plain(one, DC, "description") for one in presentations)),
    }
    for description in descriptions:
        if kind := type_of(description):
            before = values.get(f"extra.{kind}")
            values[f"extra.{kind}"] = "\n".join(filter(None, (before, plain(html_of(description)))))
    for name, namespace in _OF_PRESENTATIONS.items():
        values[f"extra.{name}"] = "; ".join(_of(presentations, namespace, name))
    return values


def _of(presentations: list[Any], namespace: str, name: str) -> list[str]:
    return texts(one for part in presentations for one in _all(part, namespace, name))


def _plain(course: Any, namespace: str, name: str) -> str:
    return "\n".join(plain(html_of(one)) for one in _all(course, namespace, name))


def _duration(presentation: Any) -> str:
    duration = presentation.find(f"{{{_MLO}}}duration")
    return "" if duration is None else duration.get("interval") or text_of(duration)


def _day(presentation: Any, *names: tuple[str, str]) -> str:
    """The day in its attribute `dtf`, for the text may say "in September"; else the text."""
    for namespace, name in names:
        element = presentation.find(f"{{{namespace}}}{name}")
        if element is not None:
            return day(element.get("dtf") or text_of(element))
    return ""


def _mode(element: Any) -> str:
    return _MODES.get(str(element.get("identifier") or "").lower()) or _MODES.get(text_of(element).lower(), "")


def _venues(presentation: Any) -> list[str]:
    venues = []
    for provider in presentation.iterfind(f"{{{XCRI}}}venue/{{{XCRI}}}provider"):
        town = text_of(provider.find(f"{{{_MLO}}}location/{{{_MLO}}}town"))
        name = text_of(provider.find(f"{{{DC}}}title"))
        venues.append(", ".join(filter(None, (name, town if town.lower() not in name.lower() else ""))))
    return [venue for venue in venues if venue]
