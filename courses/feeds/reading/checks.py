"""Is this row a record, and what is wrong with it?"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from consortium.vocabulary.languages import language_tag
from consortium.vocabulary.words import Vocabulary
from courses.feeds.carry import EVERY_FIELD
from courses.feeds.exchange import Row
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.mapping import as_list, as_text
from courses.feeds.reading import texts, values
from courses.feeds.reading.legacy_fonts import is_gibberish, wrong_of
from courses.feeds.reading.offerings import offerings_of
from courses.feeds.reading.report import Report
from courses.feeds.reading.wrong import Wrong, WrongValue
from courses.feeds.record import Checked, CourseRecord, Outcome, Person, Subject

ID_LIMIT = 255
TITLE_LIMIT = 500
LIST_LIMIT = 200
EXTRA_LIMIT = 20_000
NAME_LIMIT = 60
_TAKEN_FROM = "It is made of the columns that are part of the id."
_NO_ID = Wrong("has no id", "State an id for every record.", "record", _TAKEN_FROM)
_LONG_ID = Wrong(f"has an id longer than {ID_LIMIT} characters", "Choose a shorter one.", "record")

_ONE_LINE = {"code": 100, "part_of": ID_LIMIT, "credit_scheme": 60, "duration": 60, "open_from_phase": 60}
_KEYS = ("code", "part_of")
_LINES = {"admission_text": 5_000, "prerequisites": 5_000}
_TYPED: dict[str, Callable[[Any], Any]] = {
    "kind": values.kind,
    "type": values.course_type,
    "credits": values.a_decimal,
    "open_to": values.open_to,
    "letter_needed": values.a_yes_or_no,
    "admission": values.admission,
    "admission_url": values.a_web_address,
    "url": values.a_web_address,
    "intake": values.a_whole_number,
}


class Checker:
    """Checks rows against one vocabulary on one day; the problems go to its report."""

    def __init__(self, vocabulary: Vocabulary, report: Report, today: dt.date) -> None:
        self._vocabulary = vocabulary
        self._report = report
        self._typed: dict[str, Callable[[Any], Any]] = {
            **_TYPED,
            "numbers_stated_on": partial(values.a_past_date, today=today),
        }
        self._ask: dict[str, Callable[[str], str | None]] = {
            "level": vocabulary.level,
            "award": vocabulary.award,
            "disciplines": vocabulary.discipline,
        }

    def check(self, row: Row) -> Checked | None:
        """The record of the row; None where it is refused. What is wrong is in the report."""
        report = self._report.at(row.place)
        stated = {name: value for name, value in row.values.items() if value is not None}
        record_id = texts.identifier(as_text(stated.pop("id", "")))
        report.record = record_id[:ID_LIMIT]
        if not self._may_stand(row, record_id):
            return None
        fields: dict[str, Any] = {"id": record_id}
        for name, value in stated.items():
            self._take(fields, name, value)
        for fault in row.faults:
            report.fault(fault)
        if not self._settle_illegible(fields, stated):
            return None
        if not fields.get("title") and EVERY_FIELD not in row.keeps:
            report.refuse("title", "", "has no title", "State a title for this record.")
            return None
        self._settle_languages(fields)
        self._settle_level(fields)
        found = settled(CourseRecord(**{"title": {}} | fields), row.place, report.unsettled, row.keeps)
        return msgspec.structs.replace(found, stated_at=row.stated_at) if row.stated_at else found

    def _settle_illegible(self, fields: dict[str, Any], stated: dict[str, Any]) -> bool:
        """Texts in fonts of before Unicode are left out; false where the record has no other title."""
        for name, value in stated.items():
            head, _, tag = name.partition(".")
            if head not in ("title", "description"):
                continue
            for language, text in (value if isinstance(value, dict) else {tag: value}).items():
                if not is_gibberish(_words(text), language_tag(language) or ""):
                    continue
                wrong, field = wrong_of(language_tag(language) or ""), f"{head}.{language}"
                if head == "title" and not fields.get("title"):
                    self._report.tell(field, text, wrong._replace(severity="record"))
                    return False
                if head in fields:
                    self._report.tell(field, text, wrong)
                else:
                    self._report.wrong(field, text, wrong, head)
        return True

    def _may_stand(self, row: Row, record_id: str) -> bool:
        refusal = next((fault for fault in row.faults if fault.severity == "record"), None)
        if refusal is not None:
            self._report.fault(refusal)
        elif not record_id:
            self._report.tell("id", "", _NO_ID)
        elif len(record_id) > ID_LIMIT:
            self._report.tell("id", record_id, _LONG_ID)
        else:
            return True
        return False

    def _take(self, fields: dict[str, Any], name: str, value: Any) -> None:
        head, _, tail = name.partition(".")
        if head in ("title", "description"):
            self._take_text(fields, head, tail or "und", value)
        elif name == "offerings":
            offerings = offerings_of(value, self._report, self._vocabulary.profile.time_zone)
            if offerings:
                fields["offerings"] = offerings
        elif head == "extra":
            self._take_extra(fields, tail, value)
        elif name in self._typed:
            self._take_typed(fields, name, value)
        elif name in _ONE_LINE or name in _LINES:
            self._take_plain(fields, name, value)
        else:
            self._take_list(fields, head, tail, value)

    def _take_text(self, fields: dict[str, Any], name: str, tag: str, value: Any) -> None:
        texts_by_tag = value if isinstance(value, dict) else {tag: value}
        wrong: list[Wrong] = []
        for stated_tag, text in texts_by_tag.items():
            language = language_tag(stated_tag) or "und"
            if is_gibberish(_words(text), language):
                continue  # told once all titles are known: _settle_illegible
            cleaned = (
                texts.line(as_text(text), TITLE_LIMIT, wrong) if name == "title" else texts.rich(as_text(text), wrong)
            )
            if cleaned:
                fields.setdefault(name, {})[language] = cleaned
        self._report.wrongs(name, value, wrong)

    def _take_extra(self, fields: dict[str, Any], name: str, value: Any) -> None:
        """A column kept under its name, which may be the source's own word and as odd as any."""
        wrong: list[Wrong] = []
        name = texts.line(name, NAME_LIMIT, [])
        text = texts.lines(as_text(value), EXTRA_LIMIT, wrong)
        if name and text:
            fields.setdefault("extra", {})[name] = text
        self._report.wrongs(f"extra.{name}", value, wrong)

    def _take_typed(self, fields: dict[str, Any], name: str, value: Any) -> None:
        if isinstance(value, str) and not value.strip():
            return
        try:
            fields[name] = self._typed[name](value)
        except WrongValue as error:
            self._report.wrong(name, value, error.wrong)

    def _take_plain(self, fields: dict[str, Any], name: str, value: Any) -> None:
        wrong: list[Wrong] = []
        if name in _ONE_LINE:
            told = as_text(value)
            text = texts.line(texts.identifier(told) if name in _KEYS else told, _ONE_LINE[name], wrong)
        else:
            text = texts.lines(as_text(value), _LINES[name], wrong)
        if text:
            fields[name] = text
        self._report.wrongs(name, value, wrong)

    def _take_list(self, fields: dict[str, Any], name: str, tail: str, value: Any) -> None:
        entries = as_list(value)
        if len(entries) > LIST_LIMIT:
            entries = entries[:LIST_LIMIT]
            wrong = Wrong(f"lists more than {LIST_LIMIT} entries; the rest was left out", "Shorten it.", "note")
            self._report.wrong(name, f"{len(value)} entries", wrong)
        for entry in entries:
            if name in self._ask:
                self._take_word(fields, name, entry)
            elif found := self._entry(name, tail, entry):
                already = fields.get(name, ())
                fields[name] = already if found in already else (*already, found)

    def _take_word(self, fields: dict[str, Any], name: str, value: Any) -> None:
        word = texts.line(as_text(value), 200, [])
        if not word:
            return
        slug = self._ask[name](word)
        if slug is None:
            if not self._vocabulary.is_kept(name, word):
                self._report.unknown_word(name, word)
            subject = Subject(scheme="stated", label=word)
            if subject not in fields.get("subjects", ()):
                fields["subjects"] = (*fields.get("subjects", ()), subject)
        elif name != "disciplines":
            fields[name] = slug
        elif slug not in fields.get(name, ()):
            fields[name] = (*fields.get(name, ()), slug)

    def _entry(self, name: str, tail: str, value: Any) -> Any:
        try:
            if name == "modes":
                return values.mode(value)
            if name == "languages":
                return values.a_language(value)
        except WrongValue as error:
            self._report.wrong(name, value, error.wrong)
            return None
        return _STRUCTURED[name](value, tail) if name in _STRUCTURED else None

    def _settle_languages(self, fields: dict[str, Any]) -> None:
        if len(fields.get("title", ())) > 1:
            fields["main_language"] = next(iter(fields["title"]))

    def _settle_level(self, fields: dict[str, Any]) -> None:
        """A record that states its award alone has the level that the consortium's profile gives the award."""
        if "level" not in fields and (level := self._vocabulary.level_of_award(fields.get("award", ""))):
            fields["level"] = level


def settled(record: CourseRecord, place: str, unsettled: tuple[str, ...], keeps: tuple[str, ...] = ()) -> Checked:
    """The record with its fingerprints."""
    stated = msgspec.to_builtins(record)
    return Checked(record, place, fingerprint(stated), volatile_fingerprint(stated), unsettled, keeps)


def _words(text: Any) -> str:
    return texts.plain(text) if isinstance(text, str) and "</" in text else as_text(text)


def _person(value: Any, role: str) -> Person | None:
    stated = value if isinstance(value, dict) else {"name": value}
    name = texts.line(as_text(stated.get("name")), 200, [])
    said_role = texts.line(as_text(stated.get("role")) or role, 60, [])
    return Person(name, said_role, texts.line(as_text(stated.get("id")), 100, [])) if name else None


def _outcome(value: Any, _tail: str) -> Outcome | None:
    stated = value if isinstance(value, dict) else {"text": value}
    text = texts.lines(as_text(stated.get("text")), 2_000, [])
    codes = tuple(texts.line(as_text(code), 60, []) for code in as_list(stated.get("codes")))
    return Outcome(text, codes, texts.line(as_text(stated.get("assessed_by")), 300, [])) if text else None


def _subject(value: Any, scheme: str) -> Subject | None:
    if isinstance(value, dict):
        stated = {key: texts.line(as_text(value.get(key)), 200, []) for key in ("scheme", "code", "label")}
        return Subject(**stated) if stated["scheme"] and (stated["code"] or stated["label"]) else None
    text = texts.line(as_text(value), 200, [])
    return (Subject(scheme, code=text) if scheme else Subject("stated", label=text)) if text else None


_STRUCTURED = {"people": _person, "outcomes": _outcome, "subjects": _subject}
