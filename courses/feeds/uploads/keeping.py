"""How is a file that somebody gave kept, and opened again?"""

import re
import unicodedata
from hashlib import sha256
from typing import IO

from django.conf import settings
from django.core.files import File

from consortium.people.models import User
from courses.feeds.disk import is_full
from courses.feeds.fetch import Given
from courses.feeds.fetch.spool import BLOCK, megabytes
from courses.feeds.formats import ARCHIVE, TEXT, WORKBOOK, Format, format_of
from courses.feeds.models import Feed, KeptFile
from courses.feeds.uploads.kinds import kind_of

_NAMES = {TEXT: "a text file", WORKBOOK: "a workbook", ARCHIVE: "a ZIP archive"}
_NAME_LIMIT = 255


class CannotKeep(ValueError):
    """Says what is wrong with the file, and what to give instead."""


def keep(feed: Feed, name: str, file: IO[bytes], by: User | None = None, use: str = KeptFile.Use.UPLOAD) -> KeptFile:
    """Keep a file that can be sought. Raises CannotKeep; then nothing is kept."""
    if use == KeptFile.Use.UPLOAD or format_of(feed.format).takes:
        _check_kind(feed, kind_of(file))
    try:
        return kept_as(feed, name, file, settings.FEED_MAX_UPLOAD_BYTES, by, use)
    except OSError as error:
        if not is_full(error):
            raise
        message = "There is no room for this file on the site's disk. Tell its operators, and give it again later."
        raise CannotKeep(message) from error


def kept_as(
    feed: Feed, name: str, file: IO[bytes], most: int, by: User | None = None, use: str = KeptFile.Use.UPLOAD
) -> KeptFile:
    """Keep a file of at most so many bytes, whatever its kind. Raises CannotKeep."""
    size, digest = _measured(file, most)
    found = KeptFile.objects.filter(feed=feed, sha256=digest).first()
    kept = KeptFile(feed=feed, use=use, name=clean_name(name), size=size, sha256=digest, created_by=by)
    if found and found.content.storage.exists(str(found.content.name)):
        kept.content.name = found.content.name  # the same bytes are stored once
    else:
        file.seek(0)
        kept.content.save(digest, File(file), save=False)
    kept.save()
    return kept


def opened(kept: KeptFile) -> Given:
    """For a run: read through the storage, which may be of another machine."""
    storage, name = kept.content.storage, str(kept.content.name)
    return Given(kept.size, lambda: storage.open(name, "rb"))


def clean_name(name: str) -> str:
    """What the giver called it, as a person may read it again: no folders, no marks that cannot be seen."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    if len(shown) > _NAME_LIMIT:
        stem, dot, ending = shown.rpartition(".")
        tail = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        shown = shown[: _NAME_LIMIT - len(tail)] + tail
    return shown or "file"


def _measured(file: IO[bytes], most: int) -> tuple[int, str]:
    size, digest = 0, sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        size += len(block)
        if size > most:
            limit = megabytes(most)
            raise CannotKeep(f"This file holds more than {limit}. Leave out what is no course, or give it in parts.")
        digest.update(block)
    if not size:
        raise CannotKeep("This file is empty. Export it again, and look at it before you give it.")
    return size, digest.hexdigest()


def _check_kind(feed: Feed, kind: str) -> None:
    form = format_of(feed.format)
    if kind in form.takes:
        return
    raise CannotKeep(f"This is {_NAMES.get(kind, kind)}. {_wanted(form)}")


def _wanted(form: Format) -> str:
    if not form.takes:
        return f"{form.title} is asked from a server and cannot be given as a file."
    wanted = " or ".join(_NAMES[kind] for kind in form.takes)
    return f"This catalogue is read as {form.title}: give {wanted}, as the system that holds the courses exports it."
