"""What does a pushed message ask for: a batch, or a step of a whole catalogue in parts?"""

import uuid
from io import BytesIO
from typing import Literal

import msgspec

from courses.feeds.exchange import NotReadable
from courses.feeds.readers.json_items import JsonItems

MOST_RECORDS = 500
MOST_PARTS = 10_000


class NotUnderstood(ValueError):
    """Says what is wrong with the body, and what to send instead."""


class TooMany(ValueError):
    """More records than one message may hold."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`records` alone is a batch. A whole catalogue begins with {"whole": "begin"}, goes on with `transfer`, `part` and
    `records`, and ends with {"whole": "commit", "transfer", "parts"}; {"whole": "status", "transfer"} asks what came.
    """

    records: tuple[msgspec.Raw, ...] | None = None
    whole: Literal["begin", "status", "commit"] | None = None
    transfer: uuid.UUID | None = None
    part: int | None = None
    parts: int | None = None

    @property
    def kind(self) -> Literal["batch", "begin", "status", "part", "commit"]:
        if self.whole is not None:
            return self.whole
        return "part" if self.transfer is not None else "batch"


_decode = msgspec.json.Decoder(Message).decode


def message_in(body: bytes) -> Message:
    """Raises NotUnderstood, TooMany."""
    try:
        message = _read(body)
    except msgspec.ValidationError as error:  # JSON, and another thing than a message: says where
        raise NotUnderstood(f"The body is no such message: {error}. docs/push.md shows each.") from error
    if message.records is not None and len(message.records) > MOST_RECORDS:
        raise TooMany(f"A message holds at most {MOST_RECORDS} records; this one has {len(message.records)}. Split it.")
    _check(message)
    return message


def _read(body: bytes) -> Message:
    """Raises NotUnderstood, msgspec.ValidationError."""
    try:
        return _decode(body)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_apart(body)


def _read_apart(body: bytes) -> Message:
    """Its records cut out one by one, as their reader does it: one that is broken is told as itself, later."""
    items = JsonItems(BytesIO(body), "records")
    try:
        records = tuple(msgspec.Raw(record) for record in items)
    except NotReadable as error:
        wrong = "ends in its middle" if error.reason == "truncated" else "is no JSON, or broken outside its records"
        raise NotUnderstood(f"The body {wrong}. docs/push.md shows each message.") from error
    return msgspec.structs.replace(msgspec.convert(items.beside, Message), records=records)


def _check(message: Message) -> None:
    if message.kind == "batch" and not message.records:
        raise NotUnderstood('There are no records. Send {"records": [{"id": "…", "title": "…"}]}.')
    if message.kind == "part" and (not message.records or message.part is None):
        raise NotUnderstood('A part holds its number and records: {"transfer": "…", "part": 1, "records": […]}.')
    if message.part is not None and not 1 <= message.part <= MOST_PARTS:
        raise NotUnderstood(f"Parts are numbered from 1 to {MOST_PARTS}.")
    if message.kind == "status" and message.transfer is None:
        raise NotUnderstood('Say of which transfer: {"whole": "status", "transfer": "…"}.')
    if message.kind == "commit" and (message.transfer is None or not message.parts):
        raise NotUnderstood(
            'A commit says how many parts there were: {"whole": "commit", "transfer": "…", "parts": 3}.'
        )
    if message.parts is not None and not 1 <= message.parts <= MOST_PARTS:
        raise NotUnderstood(f"A transfer has 1 to {MOST_PARTS} parts.")
