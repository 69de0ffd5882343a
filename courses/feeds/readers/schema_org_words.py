"""What do the courses and programmes of schema.org say in our words?"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from courses.feeds.mapping import as_list, as_text
from courses.feeds.readers.schema_org_graph import INSTANCES
from courses.feeds.readers.schema_org_runs import offering_of, people_of
from courses.feeds.readers.schema_org_values import by_language, joined, names, number_of, text_of, types_of
from courses.feeds.readers.xml_words import kept

Stated = dict[str, Any]

_PROGRAMME = "EducationalOccupationalProgram"
_OF_A_PRICE = ("price", "priceCurrency", "category")
_KNOWN = {
    *INSTANCES, "@type", "@id", "@context", "@graph", "name", "description", "url", "courseCode", "identifier",
    "educationalLevel", "about", "keywords", "inLanguage", "numberOfCredits", "timeRequired", "timeToComplete",
    "coursePrerequisites", "programPrerequisites", "teaches", "license", "provider", "offers", "hasCourse", "image",
    "educationalCredentialAwarded", "instructor", "startDate", "endDate", "mainEntityOfPage", "author", "creator",
    "aggregateRating", "review", "video", "thumbnailUrl", "publisher", "syllabusSections", "hasPart", "isPartOf",
}  # fmt: skip


def id_of(node: Stated, page: str) -> str:
    """Its @id, else its address, else that of the page with what tells it from others there.

    Addresses of the site itself are told without its host: a site that moves to https or another name keeps its ids.
    """
    stated = as_text(node.get("@id")).strip()
    stated = "" if stated.startswith("_:") else stated
    if address := stated or text_of(node.get("url")):
        return _within(joined(page, address), page)
    told = as_text(node.get("courseCode")) or text_of(node.get("name"))
    return _within(f"{page}#{'-'.join(told.split())}" if told else page, page)


def values_of(node: Stated, page: str) -> Stated:
    """A course or programme. What our record has no field for is kept under `extra`."""
    is_programme = _PROGRAMME in types_of(node)
    runs = [run for name in INSTANCES for run in as_list(node.get(name)) if isinstance(run, dict)]
    amount, scheme = number_of(node.get("numberOfCredits"))
    values = {
        "id": id_of(node, page),
        "code": as_text(node.get("courseCode")) or _code(node.get("identifier")),
        "title": by_language(node.get("name")),
        "description": by_language(node.get("description")),
        "url": joined(page, text_of(node.get("url"))) if node.get("url") else page,
        "kind": "programme" if is_programme else None,
        "type": "programme" if is_programme else None,
        "award": names(node.get("educationalCredentialAwarded"))[:1] if is_programme else None,
        "level": "; ".join(names(node.get("educationalLevel"))[:1]),
        "subjects": _subjects(node),
        "languages": [language for one in as_list(node.get("inLanguage")) if (language := _language(one))],
        "credits": amount,
        "credit_scheme": scheme,
        "duration": text_of(node.get("timeRequired")) or text_of(node.get("timeToComplete")),
        "prerequisites": "\n".join(names(node.get("coursePrerequisites")) or names(node.get("programPrerequisites"))),
        "outcomes": [outcome for one in as_list(node.get("teaches")) if (outcome := _outcome(one))],
        "people.teacher": people_of(node.get("instructor"), runs),
        "offerings": [found for run in runs if (found := offering_of(run, node, page))] or _own_run(node, page),
        **_extra(node),
    }
    if isinstance(values["award"], list):
        values["award"] = "; ".join(values["award"])
    return kept(values)


def _within(address: str, page: str) -> str:
    try:
        ours, theirs = urlsplit(page), urlsplit(address)
    except ValueError:  # what is no address is an id all the same
        return address
    if not ours.netloc or theirs.netloc.lower().removeprefix("www.") != ours.netloc.lower().removeprefix("www."):
        return address
    return urlunsplit(("", "", theirs.path, theirs.query, theirs.fragment)).lstrip("/") or address


def _own_run(node: Stated, page: str) -> list[Stated]:
    """A programme states its days itself."""
    found = offering_of({name: value for name, value in node.items() if name not in ("@id", "name", "url")}, node, page)
    return [found] if found.keys() & {"starts_on", "ends_on", "enrol_from", "enrol_until"} else []


def _code(value: Any) -> str:
    """An identifier that is a short word and no address."""
    for one in as_list(value):
        told = as_text(one.get("value")) if isinstance(one, dict) else as_text(one)
        if told and "://" not in told and len(told) <= 60:
            return told
    return ""


def _subjects(node: Stated) -> list[Any]:
    found: list[Any] = []
    for one in [*as_list(node.get("about")), *as_list(node.get("keywords"))]:
        if isinstance(one, dict):
            scheme = text_of(one.get("inDefinedTermSet")) or "stated"
            code = as_text(one.get("termCode")) or _address(one)
            found.append({"scheme": scheme[:60], "code": code, "label": text_of(one.get("name"))})
        else:
            found += [part.strip() for part in as_text(one).split(",") if part.strip()]
    return found


def _address(term: Stated) -> str:
    """Of a term that nothing else is told of."""
    stated = as_text(term.get("@id"))
    return stated if "://" in stated and not term.get("name") else ""


def _language(value: Any) -> str:
    if isinstance(value, dict):
        return text_of(value.get("alternateName")) or text_of(value.get("name"))
    return as_text(value)


def _outcome(value: Any) -> Stated | str:
    if not isinstance(value, dict):
        return as_text(value)
    text = text_of(value.get("name") or value.get("description") or value.get("targetName"))
    code = as_text(value.get("termCode"))
    return {"text": text, "codes": [code] if code else []} if text else ""


def _extra(node: Stated) -> Stated:
    offers = (one for one in as_list(node.get("offers")) if isinstance(one, dict))
    prices = [" ".join(filter(None, (as_text(one.get(part)) for part in _OF_A_PRICE))) for one in offers]
    values: Stated = {
        "extra.provider": "; ".join(names(node.get("provider"))),
        "extra.licence": "; ".join(names(node.get("license"))),
        "extra.price": "; ".join(filter(None, prices)),
        "extra.credential": "; ".join(names(node.get("educationalCredentialAwarded"))),
    }
    for name, value in node.items():
        if name not in _KNOWN and not name.startswith("@") and "://" not in name and (told := names(value)):
            values[f"extra.{name[:60]}"] = "; ".join(told)
    return values
