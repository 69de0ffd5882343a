#!/usr/bin/env python3
"""Pushes a college's catalogue to Tantu: from a folder that another system exports into, or from a Moodle on the LAN.

One file, Python 3.9 or later, nothing to install. docs/push.md says how to get a key and what a record holds.

    python3 push_client.py --site https://tantu.example.org --college tapi --feed register \\
        --key-file /etc/tantu/key --folder /srv/export --every 3600
    python3 push_client.py … --moodle http://moodle.local --moodle-token-file /etc/tantu/wstoken

The key file holds two lines: the key id and its secret. What was sent is noted in --state, so that after a power cut
only what is missing is sent. The whole catalogue is sent each time it changed: what is no longer in it is withdrawn.
"""

import argparse
import base64
import csv
import datetime
import hashlib
import hmac
import json
import logging
import os
import pathlib
import random
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PART = 250
LONGEST_PAUSE = 300
TRIES = 8
log = logging.getLogger("push")


class Failed(Exception):
    """What cannot go on by itself; the message says what to mend."""


class Site:
    """Where to push, and how to sign."""

    def __init__(self, site: str, college: str, feed: str, key_id: str, secret: bytes) -> None:
        self._path = f"/api/v1/colleges/{college}/feeds/{feed}/push"
        self._url = site.rstrip("/") + self._path
        self._key_id, self._secret = key_id, secret

    def say(self, message: dict) -> dict:
        """Send one message, again where that helps; every try is signed anew, with one Idempotency-Key for all."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        once = secrets.token_urlsafe(24)
        for number in range(1, TRIES + 1):
            status, answer, wait = self._once(body, once)
            if status < 300:
                return answer
            told = answer.get("message", f"the site answered {status}")
            if status not in (0, 409, 429, 500, 502, 503, 504) or answer.get("error") == "not_complete":
                raise Failed(f"{told} (status {status}, {answer.get('error', 'no reason given')})")
            if number < TRIES:
                seconds = wait or min(LONGEST_PAUSE, 2**number) * random.uniform(0.5, 1)
                log.info("%s Trying again in %.0f s.", told, seconds)
                time.sleep(seconds)
        raise Failed(f"{told} Given up after {TRIES} tries; it is tried again at the next round.")

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
            with urllib.request.urlopen(urllib.request.Request(self._url, body, headers), timeout=120) as answer:
                return answer.status, json.load(answer), 0
        except urllib.error.HTTPError as error:
            wait = error.headers.get("Retry-After", "")
            return error.code, _json_of(error.read()), float(wait) if wait.isdecimal() else 0
        except OSError as error:
            return 0, {"message": f"The site cannot be reached ({error})."}, 0


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
    content = hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()
    if state.noted.get("committed") == content:
        log.info("%d records, as they were sent before. Nothing to do.", len(records))
        return False
    parts = [records[start : start + PART] for start in range(0, len(records), PART)]
    transfer, there = _transfer_of(site, state, content)
    for number, part in enumerate(parts, 1):
        if number in there:
            continue
        answer = site.say({"transfer": transfer, "part": number, "records": part})
        refused = [one for one in answer["results"] if one["status"] == "refused"]
        log.info("Part %d of %d: %d records, %d refused.", number, len(parts), len(part), len(refused))
        for one in refused:
            for problem in one["problems"]:
                log.warning("Record %s: %s. %s", one["id"] or one["record"], problem["reason"], problem["remedy"])
    run = site.say({"whole": "commit", "transfer": transfer, "parts": len(parts)})["run"]
    state.note(committed=content)
    log.info(
        "All %d records are there. Run %s reads them; its page in the CMS says what changed.", len(records), run["run"]
    )
    return True


def _transfer_of(site: Site, state: State, content: str) -> "tuple[str, set[int]]":
    if state.noted.get("content") == content:
        try:
            answer = site.say({"whole": "status", "transfer": state.noted["transfer"]})
            log.info("Going on with what was begun: %d parts are there.", len(answer["parts"]))
            return answer["transfer"], set(answer["parts"])
        except Failed as error:
            log.info("What was begun cannot be gone on with: %s", error)
    transfer = site.say({"whole": "begin"})["transfer"]
    state.note(content=content, transfer=transfer)
    return transfer, set()


def records_in(folder: pathlib.Path) -> "list[dict]":
    """All records of the folder's .json and .csv files; the columns of a .csv are named as in the template."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".json", ".csv"))
    if not files:
        raise Failed(f"There is no .json and no .csv file in {folder}. Nothing was sent.")
    return [record for path in files for record in _records_of(path)]


def _records_of(path: pathlib.Path) -> "list[dict]":
    try:
        if path.suffix.lower() == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            return [{name: text for name, text in row.items() if name and text} for row in rows]
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        return found["records"] if isinstance(found, dict) else list(found)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise Failed(f"{path} cannot be read ({error}). It may still be written; nothing was sent.") from error


def records_of_moodle(address: str, token: str) -> "list[dict]":
    """The visible courses of a Moodle by its web service core_course_get_courses; teachers' names are left out."""
    asked = {"wstoken": token, "wsfunction": "core_course_get_courses", "moodlewsrestformat": "json"}
    url = address.rstrip("/") + "/webservice/rest/server.php"
    try:
        with urllib.request.urlopen(url, urllib.parse.urlencode(asked).encode(), timeout=120) as answer:
            courses = json.load(answer)
    except (OSError, ValueError) as error:
        raise Failed(f"The Moodle at {address} cannot be read ({error}).") from error
    if isinstance(courses, dict):  # an error comes with status 200
        raise Failed(f"The Moodle says: {courses.get('message', courses)} ({courses.get('errorcode', 'no code')}).")
    return [_of_moodle(address, one) for one in courses if one.get("visible", 1) and one.get("format") != "site"]


def _of_moodle(address: str, course: dict) -> dict:
    offering = {name: _day(course.get(key)) for name, key in (("starts_on", "startdate"), ("ends_on", "enddate"))}
    offering = {name: day for name, day in offering.items() if day}
    record = {
        "id": str(course["id"]),
        "code": course.get("idnumber") or course.get("shortname", ""),
        "title": course["fullname"],
        "description": course.get("summary", ""),
        "url": f"{address.rstrip('/')}/course/view.php?id={course['id']}",
        "offerings": [{"id": "1", **offering}] if offering else [],
    }
    return {name: value for name, value in record.items() if value}


def _day(seconds: "int | None") -> str:
    return datetime.datetime.fromtimestamp(seconds).date().isoformat() if seconds else ""


def _json_of(text: bytes) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _key_in(path: pathlib.Path) -> "tuple[str, bytes]":
    lines = path.read_text().split()
    if len(lines) != 2:
        raise Failed(f"{path} must hold two lines: the key id and its secret.")
    return lines[0], base64.urlsafe_b64decode(lines[1] + "=" * (-len(lines[1]) % 4))


def main() -> int:
    asked = _arguments()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    while True:
        try:
            site = Site(asked.site, asked.college, asked.feed, *_key_in(asked.key_file))
            if asked.moodle:
                records = records_of_moodle(asked.moodle, asked.moodle_token_file.read_text().strip())
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
