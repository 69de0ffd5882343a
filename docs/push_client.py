#!/usr/bin/env python3
"""Pushes a college's catalogue to Tantu: from a folder that another system exports into, or from a Moodle on the LAN.

One file, Python 3.9 or later, nothing to install. docs/push.md says how to get a key and what a record holds.

    python3 push_client.py --site https://tantu.example.org --college tapi --feed register \\
        --key-file /etc/tantu/key --folder /srv/export --every 3600
    python3 push_client.py … --moodle http://moodle.local --moodle-token-file /etc/tantu/wstoken

The key file holds two lines: the key id and its secret. What was sent is noted in --state, so that after a power cut
only what is missing is sent. The whole catalogue is sent each time it changed: what is no longer in it is withdrawn.

A .json file holds records; a .csv file has the columns of the template sheet (/check/templates/ at the site) or names
fields of a record at their head, and a row for each course, or for each of its runs.
"""

import argparse
import base64
import csv
import datetime
import hashlib
import hmac
import http.client
import json
import logging
import os
import pathlib
import random
import re
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PART = 250
PART_BYTES = 4_000_000
LONGEST_PAUSE = 300
TRIES = 8
log = logging.getLogger("push")

# What the columns of the template are in a record; "offering.…" is of one run of the course.
TEMPLATE = {
    "Title": "title",
    "Title in Gujarati": "title.gu",
    "Title in Hindi": "title.hi",
    "Course code": "code",
    "Description": "description",
    "Type": "type",
    "Level": "level",
    "Award": "award",
    "Disciplines": "disciplines",
    "Mode": "modes",
    "Languages": "languages",
    "Duration": "duration",
    "Credits": "credits",
    "Outcomes": "outcomes",
    "Web address": "url",
    "Open to": "open_to",
    "Letter needed": "letter_needed",
    "Prerequisites": "prerequisites",
    "Admission": "admission",
    "How to apply": "admission_text",
    "Apply at": "admission_url",
    "Places a year": "intake",
    "Batch": "offering.label",
    "Starts on": "offering.starts_on",
    "Ends on": "offering.ends_on",
    "Apply from": "offering.enrol_from",
    "Apply until": "offering.enrol_until",
    "Venue": "offering.place",
    "Places": "offering.places",
    "Places taken": "offering.places_taken",
    "Teachers": "people.teacher",
    "Coordinator": "people.coordinator",
}
LISTS = ("disciplines", "subjects", "modes", "languages", "people", "outcomes")
FIELDS = (
    "id", "title", "description", "code", "part_of", "kind", "type", "level", "award", "credits", "credit_scheme",
    "duration", "open_to", "open_from_phase", "letter_needed", "admission", "admission_text", "admission_url", "url",
    "prerequisites", "intake", "numbers_stated_on", *LISTS,
)  # fmt: skip
OFFERING_LISTS = ("modes", "languages")
OFFERING_FIELDS = (
    "id", "label", "starts_on", "starts_at", "ends_on", "ends_at", "time_zone", "enrol_from", "enrol_until", "place",
    "places", "places_taken", "places_left", "is_open", "url", *OFFERING_LISTS,
)  # fmt: skip
DATED = ("starts_on", "ends_on", "enrol_from", "enrol_until", "numbers_stated_on")
# As spreadsheets save dates; of two that read as much of a column, the first.
DATE_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%Y", "%d %b %Y",
    "%d %B %Y", "%d-%b-%y", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y",
)  # fmt: skip
# Words that are written where there is nothing to say.
NOTHING = (
    "-", "--", "---", "–", "—", "_", ".", "na", "n/a", "n.a.", "n.a", "#n/a", "nil", "none", "null", "nan", "tbd",
    "tba", "to be decided", "not applicable", "not available", "xx", "?", "लागू नहीं", "शून्य", "નથી", "લાગુ નથી", "નીલ",
    "not stated", "blank", "na.", "nil.", "#ref!", "#value!",
)  # fmt: skip
PRIVATE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]{2,}|(?:\+?\d{1,3}[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}|\+\d[\d\s()-]{8,16}|0\d{2,4}[\s-]\d{6,8}"
)
SCRIPTS = {"gu": re.compile(r"[\u0a80-\u0aff]"), "hi": re.compile(r"[\u0900-\u097f]"), "en": re.compile(r"[A-Za-z]")}


class Failed(Exception):
    """What cannot go on by itself; the message says what to mend."""


class Unreachable(Exception):
    """No answer, or the half of one; the message says why."""


class Site:
    """Where to push, and how to sign."""

    def __init__(self, site: str, college: str, feed: str, key_id: str, secret: bytes) -> None:
        self._path = f"/api/v1/colleges/{college}/feeds/{feed}/push"
        self._url = site.rstrip("/") + self._path
        self._key_id, self._secret = key_id, secret

    def say(self, message: dict, *told: str) -> dict:
        """Send one message, again where that helps; every try is signed anew, with one Idempotency-Key for all.

        `told` names what the answer holds. Raises Failed.
        """
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        once = secrets.token_urlsafe(24)
        for number in range(1, TRIES + 1):
            status, answer, wait = self._once(body, once)
            if 200 <= status < 300:
                if all(name in answer for name in told):
                    return answer
                raise Failed(
                    f"Something else than the site answered at {self._url} (status {status}): a sign-in page of the "
                    "network, or a proxy. Open that address in a browser on this machine."
                )
            why = answer.get("message", f"The site answered with status {status}.")
            error = answer.get("error", "no reason given")
            if status not in (0, 409, 429, 500, 502, 503, 504) or error in ("not_complete", "paused"):
                raise Failed(f"{why} (status {status}, {error})")
            if number < TRIES:
                seconds = wait or min(LONGEST_PAUSE, 2**number) * random.uniform(0.5, 1)
                log.info("%s Trying again in %.0f s.", why, seconds)
                time.sleep(seconds)
        raise Failed(f"{why} Given up after {TRIES} tries; it is tried again at the next round.")

    def _once(self, body: bytes, once: str) -> "tuple[int, dict, float]":
        sent_at, nonce = str(int(time.time())), secrets.token_urlsafe(24)
        lines = "\n".join(("v1", sent_at, nonce, "POST", self._path, hashlib.sha256(body).hexdigest()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": once,
            "Tantu-Key": self._key_id,
            "Tantu-Time": sent_at,
            "Tantu-Nonce": nonce,
            "Tantu-Signature": "v1=" + hmac.new(self._secret, lines.encode(), hashlib.sha256).hexdigest(),
        }
        try:
            status, wait, text = _asked(self._url, body, headers)
        except Unreachable as error:
            return 0, {"message": f"The site cannot be reached ({error})."}, 0
        return status, _json_of(text), float(wait) if wait.isdecimal() else 0


def _asked(url: str, body: bytes, headers: "dict[str, str]") -> "tuple[int, str, bytes]":
    """The status, when to come again, and what was answered. Raises Unreachable, Failed."""
    try:
        try:
            answer = urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=120)
        except urllib.error.HTTPError as error:
            answer = error  # an answer all the same
        with answer:
            return answer.status, answer.headers.get("Retry-After", ""), answer.read()
    except (OSError, http.client.IncompleteRead, http.client.BadStatusLine) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
    except (ValueError, http.client.HTTPException) as error:
        raise Failed(f"{url} is no web address ({error}).") from error


class State:
    """What was sent so far; written to the side and moved into place, so that it is never half written."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        self.noted = _json_of(path.read_bytes()) if path.exists() else {}

    def note(self, **facts: object) -> None:
        self.noted = facts
        draft = self._path.with_suffix(".draft")
        with draft.open("w") as file:
            json.dump(facts, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


def push_whole(site: Site, state: State, records: "list[dict]") -> bool:
    """Send the catalogue in parts, going on where an earlier try stopped; false where nothing has changed."""
    if not records:
        raise Failed("There is no record. Nothing was sent.")
    parts = parts_of(records)
    content = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    if state.noted.get("committed") == content:
        log.info("%d records, as they were sent before. Nothing to do.", len(records))
        return False
    transfer, there = _transfer_of(site, state, content)
    for number, part in enumerate(parts, 1):
        if number in there:
            continue
        answer = site.say({"transfer": transfer, "part": number, "records": part}, "results")
        refused = [one for one in answer["results"] if one["status"] == "refused"]
        log.info("Part %d of %d: %d records, %d refused.", number, len(parts), len(part), len(refused))
        for one in refused:
            for problem in one["problems"]:
                log.warning("Record %s: %s. %s", one["id"] or one["record"], problem["reason"], problem["remedy"])
    run = site.say({"whole": "commit", "transfer": transfer, "parts": len(parts)}, "run")["run"]
    state.note(committed=content)
    log.info(
        "All %d records are there. Run %s reads them; its page in the CMS says what changed.", len(records), run["run"]
    )
    return True


def parts_of(records: "list[dict]") -> "list[list[dict]]":
    """The records in their order, so many to a part as a message may hold; one that is larger stands alone."""
    parts, room = [], 0
    for record in records:
        size = len(json.dumps(record))
        if not parts or len(parts[-1]) == PART or size > room:
            parts.append([])
            room = PART_BYTES
        parts[-1].append(record)
        room -= size
    return parts


def _transfer_of(site: Site, state: State, content: str) -> "tuple[str, set[int]]":
    if state.noted.get("content") == content and "transfer" in state.noted:
        try:
            answer = site.say({"whole": "status", "transfer": state.noted["transfer"]}, "transfer", "parts")
            log.info("Going on with what was begun: %d parts are there.", len(answer["parts"]))
            return answer["transfer"], set(answer["parts"])
        except Failed as error:
            log.info("What was begun cannot be gone on with: %s", error)
    transfer = site.say({"whole": "begin"}, "transfer")["transfer"]
    state.note(content=content, transfer=transfer)
    return transfer, set()


def records_in(folder: pathlib.Path) -> "list[dict]":
    """All records of the folder's .json and .csv files. Raises Failed."""
    files = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in (".json", ".csv") and path.name[0] not in ".~"
    )
    if not files:
        raise Failed(f"There is no .json and no .csv file in {folder}. Nothing was sent.")
    return [record for path in files for record in _records_of(path)]


def _records_of(path: pathlib.Path) -> "list[dict]":
    try:
        if path.suffix.lower() == ".csv":
            return _records_of_sheet(path)
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        return found["records"] if isinstance(found, dict) else list(found)
    except UnicodeDecodeError as error:
        raise Failed(f"{path} is no UTF-8 text ({error}). Save it as “CSV UTF-8”; nothing was sent.") from error
    except (ValueError, KeyError, TypeError, RecursionError, csv.Error) as error:
        raise Failed(f"{path} cannot be read ({error}). It may still be written; nothing was sent.") from error


def _records_of_sheet(path: pathlib.Path) -> "list[dict]":
    """A record for each row. Rows under one id are one course at the site, with the runs of all of them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        marks = file.readline()
        file.seek(0)
        # Strict: quotation marks that nobody closes would make one row of many, and the site would withdraw the others.
        rows = list(csv.DictReader(file, delimiter=max(",;\t", key=marks.count), restkey="", strict=True))
    rows = [row for row in rows if any(_cell_of(cell) for cell in row.values())]
    if rows and None in rows[-1].values():
        raise Failed(f"{path} ends in the middle of a row. It may still be written; nothing was sent.")
    columns = [
        _column(path.name, name, [_cell_of(row[name]) for row in rows]) for name in (rows[0] if rows else ()) if name
    ]
    columns = [(target, cells) for target, cells in columns if target]
    columns = [(_with_language(target, cells, columns), cells) for target, cells in columns]
    has_ids = any(target == "id" for target, _ in columns)
    records = []
    for number, row in enumerate(rows):
        if row.get(""):
            log.warning(
                "%s: row %d has more cells than the sheet has columns; they were left out.", path.name, number + 2
            )
        record: dict = {}
        for target, cells in columns:
            _put(record, target, cells[number])
        if not has_ids and "code" in record:
            record["id"] = record["code"]
        if record:
            records.append(record)
    return records


def _cell_of(cell: "str | list[str] | None") -> str:
    """Without what DOS wrote at the end of a file; ="00123" keeps Excel from making a number of 00123."""
    text = ";".join(cell) if isinstance(cell, list) else cell or ""
    return re.sub(r'^="([^"]*)"$', r"\1", text.strip("\x1a").strip())


def _column(sheet: str, heading: str, cells: "list[str]") -> "tuple[str, list[str]]":
    """The field that a column is, "" where it is left out, and its cells without words for nothing."""
    target = _field_of(heading)
    if target.partition(".")[0] != "title":
        cells = ["" if cell.casefold() in NOTHING else cell for cell in cells]
    if not target:
        target = _unknown(sheet, " ".join(heading.split()), [cell for cell in cells if cell])
    return target, _as_days(cells) if target.rpartition(".")[2] in DATED else cells


def _field_of(heading: str) -> str:
    """By the template's words, or by the name of a field of a record or of one of its offerings."""
    words = {name.casefold(): target for name, target in TEMPLATE.items()}
    name = " ".join(heading.split())
    if name.casefold() in words:
        return words[name.casefold()]
    head, _, tail = name.partition(".")
    head = head.casefold()
    if head in FIELDS and not tail:
        return head
    if tail and head in ("title", "description", "extra", "people", "subjects"):
        return f"{head}.{tail}"
    own = (tail if head == "offering" else name).casefold()
    return f"offering.{own}" if own in OFFERING_FIELDS else ""


def _unknown(sheet: str, name: str, filled: "list[str]") -> str:
    """What no field is called by is kept under its own name, as where a sheet is uploaded, unless it is no fact of a
    course."""
    if not filled:
        return ""
    if sum(bool(PRIVATE.fullmatch(cell)) for cell in filled) * 2 > len(filled):
        log.warning("%s: the column “%s” holds addresses or telephone numbers; it was left out.", sheet, name)
    elif len(filled) > 2 and all(cell.rstrip(".").isdecimal() for cell in filled) and _counts(filled):
        log.warning("%s: the column “%s” only counts the rows; it was left out.", sheet, name)
    else:
        log.warning("%s: the column “%s” is none of the template; it is kept under its own name.", sheet, name)
        return f"extra.{name[:60]}"
    return ""


def _counts(cells: "list[str]") -> bool:
    numbers = [int(cell.rstrip(".")) for cell in cells]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _as_days(cells: "list[str]") -> "list[str]":
    """In the format that reads most of a column before others; what none reads stands as it is, and the site tells."""
    some = [cell for cell in cells if cell][:200]
    forms = sorted(DATE_FORMATS, key=lambda form: -sum(bool(_day_in(cell, form)) for cell in some))
    return [next((day for form in forms if (day := _day_in(cell, form))), cell) for cell in cells]


def _day_in(cell: str, form: str) -> str:
    try:
        return datetime.datetime.strptime(cell, form).date().isoformat()
    except ValueError:
        return ""


def _with_language(target: str, cells: "list[str]", columns: "list[tuple[str, list[str]]]") -> str:
    """A title beside titles in other languages says its own; one in another script than Latin letters too."""
    if target not in ("title", "description"):
        return target
    filled = [cell for cell in cells if cell]
    counts = {tag: sum(bool(script.search(cell)) for cell in filled) for tag, script in SCRIPTS.items()}
    tag = max(counts, key=lambda one: counts[one])
    beside = {other: any(texts) for other, texts in columns if other.startswith(f"{target}.")}
    is_said = counts[tag] * 2 > len(filled) and (tag != "en" or any(beside.values()))
    return f"{target}.{tag}" if is_said and f"{target}.{tag}" not in beside else target


def _put(record: dict, target: str, cell: str) -> None:
    if not cell:
        return
    head, _, tail = target.partition(".")
    if head == "offering":
        value = _parts(cell) if tail in OFFERING_LISTS else cell
        record.setdefault("offerings", [{}])[0][tail] = value
    elif head in ("title", "description"):
        record.setdefault(head, {})[tail or "und"] = cell
    elif head == "extra":
        record.setdefault(head, {})[tail] = cell
    elif head == "people":
        record.setdefault(head, []).extend({"name": name, "role": tail} for name in _parts(cell))
    else:
        record[target] = _parts(cell) if head in LISTS else cell


def _parts(cell: str) -> "list[str]":
    return [part.strip() for part in cell.split(";") if part.strip()]


def records_of_moodle(address: str, token: str) -> "list[dict]":
    """The visible courses of a Moodle by its web service core_course_get_courses; teachers' names are left out."""
    asked = {"wstoken": token, "wsfunction": "core_course_get_courses", "moodlewsrestformat": "json"}
    url = address.rstrip("/") + "/webservice/rest/server.php"
    try:
        status, _, text = _asked(url, urllib.parse.urlencode(asked).encode(), {})
        courses = json.loads(text)
    except (Unreachable, ValueError, RecursionError) as error:
        raise Failed(f"The Moodle at {address} cannot be read ({error}).") from error
    if isinstance(courses, dict):  # an error comes with status 200
        raise Failed(f"The Moodle says: {courses.get('message', courses)} ({courses.get('errorcode', 'no code')}).")
    if status != 200 or not isinstance(courses, list) or not all(isinstance(one, dict) for one in courses):
        raise Failed(f"What answered at {url} (status {status}) is no list of a Moodle's courses.")
    return [_of_moodle(address, one) for one in courses if one.get("visible", 1) and one.get("format") != "site"]


def _of_moodle(address: str, course: dict) -> dict:
    offering = {name: _day(course.get(key)) for name, key in (("starts_on", "startdate"), ("ends_on", "enddate"))}
    offering = {name: day for name, day in offering.items() if day}
    key = course.get("id") or ""
    record = {
        "id": str(key),
        "code": course.get("idnumber") or course.get("shortname", ""),
        "title": course.get("fullname", ""),  # without one the site refuses this course alone
        "description": course.get("summary", ""),
        "url": f"{address.rstrip('/')}/course/view.php?id={key}",
        "offerings": [{"id": "1", **offering}] if offering else [],
    }
    return {name: value for name, value in record.items() if value}


def _day(seconds: "int | None") -> str:
    try:
        return datetime.datetime.fromtimestamp(seconds).date().isoformat() if seconds else ""
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def _json_of(text: bytes) -> dict:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _key_in(path: pathlib.Path) -> "tuple[str, bytes]":
    lines = _text_of(path).split()
    if len(lines) != 2:
        raise Failed(f"{path} must hold two lines: the key id and its secret.")
    try:
        return lines[0], base64.urlsafe_b64decode(lines[1] + "=" * (-len(lines[1]) % 4))
    except ValueError as error:
        raise Failed(f"The second line of {path} is no secret ({error}). Copy it whole, or make a new key.") from error


def _text_of(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise Failed(f"{path} holds letters that no key or token has ({error}). Copy it again.") from error


def main() -> int:
    asked = _arguments()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    while True:
        try:
            site = Site(asked.site, asked.college, asked.feed, *_key_in(asked.key_file))
            if asked.moodle:
                records = records_of_moodle(asked.moodle, _text_of(asked.moodle_token_file))
            else:
                records = records_in(asked.folder)
            push_whole(site, State(asked.state), records)
            failed = False
        except (Failed, OSError) as error:
            log.error("%s", error)
            failed = True
        if not asked.every:
            return int(failed)
        time.sleep(asked.every)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True, help="such as https://tantu.example.org")
    parser.add_argument("--college", required=True, help="the college's short name, as in its address")
    parser.add_argument("--feed", required=True, help="the feed's short name")
    parser.add_argument("--key-file", required=True, type=pathlib.Path)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--folder", type=pathlib.Path, help="where another system puts its .json or .csv files")
    source.add_argument("--moodle", help="the address of a Moodle")
    parser.add_argument("--moodle-token-file", type=pathlib.Path)
    parser.add_argument("--state", type=pathlib.Path, default=pathlib.Path("push-state.json"))
    parser.add_argument("--every", type=int, help="seconds between two rounds; without it one round is made")
    asked = parser.parse_args()
    if asked.moodle and not asked.moodle_token_file:
        parser.error("--moodle needs --moodle-token-file")
    return asked


if __name__ == "__main__":
    sys.exit(main())
