"""Which files of a ZIP archive may be read, and what do they hold? Nothing is ever unpacked to the disk."""

import codecs
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from courses.feeds.exchange import NotReadable

MOST_ENTRIES = 2_000
MOST_BYTES = 400_000_000
RATIO = 200
_SMALL = 10_000_000
_ENCRYPTED = 1


class Archive:
    """An archive whose files are asked for by the name that its manifest is beside; others are never opened."""

    def __init__(self, archive: zipfile.ZipFile, beside: str) -> None:
        self._archive = archive
        entries = [one for one in archive.infolist() if not one.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise _too_large(f"it holds {len(entries)} files")
        folder = _folder_of(beside, entries)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if entry.filename.startswith(folder) and "/" not in (name := entry.filename[len(folder) :]):
                if name.lower() in self._entries:
                    raise NotReadable("unreadable", f"The archive holds {name} twice. Have it exported anew.")
                self._entries[name.lower()] = entry

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a file; raises NotReadable (too_large, truncated, unreadable)."""
        entry = self._entries[name.lower()]
        if entry.flag_bits & _ENCRYPTED:
            raise NotReadable("unreadable", "The archive is locked with a password. Have it exported without one.")
        if entry.file_size > MOST_BYTES or (entry.file_size > _SMALL and entry.file_size > entry.compress_size * RATIO):
            raise _too_large(f"{name} unpacks to {entry.file_size // 1_000_000} MB")
        with _named_failures(), self._archive.open(entry) as source:
            yield source


@contextmanager
def open_archive(path: str, beside: str) -> Iterator[Archive]:
    """The archive at a path; `beside` is the file that must be in it, and beside which all others are."""
    _must_be_one(path)
    with _named_failures(), zipfile.ZipFile(path) as archive:
        yield Archive(archive, beside)


def _must_be_one(path: str) -> None:
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        begins = source.read(64).removeprefix(codecs.BOM_UTF8)
    if not begins.strip():
        raise NotReadable("empty", "The file is empty. Nothing was changed; ask the college what happened to it.")
    if not begins.startswith(b"PK"[: len(begins)]):
        raise NotReadable("not_a_feed", "The file is no ZIP archive. Check the address and the format.")


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        message = f"The archive is broken or not whole ({error}). Nothing was changed; it is read again later."
        raise NotReadable("truncated", message) from error
    except NotImplementedError as error:
        raise NotReadable("unreadable", f"The archive is packed in an unusual way ({error}). Use ZIP.") from error


def _folder_of(name: str, entries: list[zipfile.ZipInfo]) -> str:
    """Where the named file is: at the top, or in the one folder that the export was packed with."""
    found = [one.filename for one in entries if one.filename.rpartition("/")[2].lower() == name.lower()]
    if len(found) != 1:
        what = f"no {name}" if not found else f"{len(found)} files {name}"
        raise NotReadable("not_a_feed", f"The archive holds {what}. Check that it is the export that was expected.")
    return found[0][: len(found[0]) - len(name)]


def _too_large(why: str) -> NotReadable:
    return NotReadable("too_large", f"The archive is too large: {why}. State it in smaller parts.")
