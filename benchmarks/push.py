"""How fast are signed messages of 500 records answered, beside the floor of the same rows?"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from django.test import Client, override_settings

from benchmarks import floor
from benchmarks.catalogue import PUSHING, Record, records, write_csv
from benchmarks.fed import feed_of, measure_in_turn, owner_of, words_of_profile
from benchmarks.figures import Figure
from benchmarks.same import check_same
from benchmarks.stage import Stage
from courses.feeds.push.keys import make_key
from courses.feeds.push.message import MOST_RECORDS
from courses.feeds.push.signature import signature_of

MARK = 0.5
MESSAGES = 20
Send = Callable[[], None]


def measure(stage: Stage) -> Iterator[Figure]:
    """Each message and its rows of the floor, one after the other; who is first takes turns."""
    count, words = min(stage.records, MESSAGES * MOST_RECORDS), words_of_profile()
    message = _Pushing().message
    for edition, what, write in ((1, "created", floor.write_new), (2, "changed", floor.write_changed)):
        floors, products = [], []
        for number, some in enumerate(_batches(records(count, edition=edition))):
            path = write_csv(Path(stage.folder) / "message.csv", some)
            steps = [
                (floors, partial(write, stage.floor_url, str(path), owner_of(PUSHING), words)),
                (products, message(some, what)),
            ]
            measure_in_turn(number, steps)
        check_same(stage.floor_url, feed_of(PUSHING).source_id)
        yield Figure(
            f"push of {len(some):,} records in a message, {what}, of the floor's speed",
            stage.database,
            median(floors) / median(products),
            "",
            MARK,
            "least",
            {"floor seconds": floors, "product seconds": products},
        )


def _batches(rows: Iterator[Record]) -> Iterator[list[Record]]:
    while some := list(islice(rows, MOST_RECORDS)):
        yield some


class _Pushing:
    """A college's system with a key of its own; its messages go through all middleware."""

    def __init__(self) -> None:
        key = make_key(feed_of(PUSHING))
        self._key, self._secret = key.key.key_id, base64.urlsafe_b64decode(key.secret + "=")
        self._path = f"/api/v1/colleges/{PUSHING.casefold()}/feeds/register/push"
        self._client = Client()

    def message(self, some: list[Record], what: str) -> Send:
        """Signed, and as yet unsent; raises RuntimeError where not all of it was `what` was to be done."""
        body = json.dumps({"records": [_as_pushed(record) for record in some]}, ensure_ascii=False).encode()
        now, nonce = str(int(time.time())), secrets.token_urlsafe(18)
        signature = signature_of(self._secret, now, nonce, "POST", self._path, body)
        headers = {
            "Tantu-Key": self._key,
            "Tantu-Time": now,
            "Tantu-Nonce": nonce,
            "Tantu-Signature": signature,
            "Idempotency-Key": nonce,
        }

        def send() -> None:
            with override_settings(PUSH_PER_MINUTE=1_000):
                response = self._client.post(self._path, body, "application/json", headers=headers)
            said = response.json()
            if response.status_code != 200 or any(result["status"] != what for result in said["results"]):
                raise RuntimeError(f"a push answered {response.status_code}: {response.content[:500]!r}")

        return send


def _as_pushed(record: Record) -> dict[str, object]:
    """The record under our own names, its words as the college has them."""
    offering = {
        "id": record["starts"],
        "starts_on": record["starts"],
        "ends_on": record["ends"],
        "places": record["places"],
        "places_taken": record["taken"],
    }
    return {
        "id": record["id"],
        "code": record["code"],
        "title": record["title"],
        "description": record["about"],
        "type": record["type"],
        "level": record["level"],
        "disciplines": [record["discipline"]],
        "modes": [record["mode"]],
        "languages": [record["language"]],
        "credits": record["credits"],
        "open_to": record["open to"],
        "people": [{"name": record["teacher"]}],
        "intake": record["seats"],
        "offerings": [offering] if record["starts"] else [],
    }
