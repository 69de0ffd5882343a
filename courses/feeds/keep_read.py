"""What did a run read? The very bytes are kept, once for each content, before anything of them is written."""

import logging
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files import File

from courses.feeds.exchange import Answer, Answers, Request
from courses.feeds.models import Feed, KeptFile, Run

logger = logging.getLogger(__name__)
_BLOCK = 1_048_576
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of ZIP's time: the same pages make the same archive whenever they came


def keep_read(run: Run, answers: Answers, content_hash: str, folder: Path) -> KeptFile | None:
    """The answers of a feed that was read by address or file: one file, or an archive of several.

    Known content is not written again. None where the disk is full or FEED_KEEP_FILES_DAYS is 0: a catalogue that is
    in step is worth more than a copy of what it was read from.
    """
    if run.file is not None and run.file.use != KeptFile.Use.READ:
        return run.file  # a person gave it
    if not settings.FEED_KEEP_FILES_DAYS or not answers:
        return None
    if known := read_before(run.feed, content_hash):
        return known
    try:
        if len(answers) == 1:
            [(request, answer)] = answers
            return _keep(run.feed, name_of(request.address), Path(answer.path), content_hash)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".zip") as archive:
            digest = _pack(answers, Path(archive.name))
            return _keep(run.feed, f"{run.feed.source.name}.zip", Path(archive.name), digest)
    except OSError as error:
        logger.warning("run %s: what it read could not be kept (%s)", run.pk, error)
        return None


def read_before(feed: Feed, content_hash: str) -> KeptFile | None:
    """What is kept of an earlier run that read the same."""
    runs = Run.objects.filter(feed=feed, content_hash=content_hash, file__use=KeptFile.Use.READ).exclude(
        content_hash=""
    )
    earlier = runs.select_related("file").order_by("-pk").first()
    return earlier.file if earlier else None


def name_of(address: str) -> str:
    """What a person calls it: the last part of its address."""
    last = PurePosixPath(unquote(urlsplit(address).path)).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return shown[-255:] or "catalogue"


def _keep(feed: Feed, name: str, path: Path, digest: str) -> KeptFile:
    same = KeptFile.objects.filter(feed=feed, sha256=digest).first()
    if same and same.use == KeptFile.Use.READ:
        return same
    kept = KeptFile(feed=feed, use=KeptFile.Use.READ, name=name, size=path.stat().st_size, sha256=digest)
    if same:
        kept.content.name = same.content.name  # a person gave the same bytes
    else:
        with path.open("rb") as content:
            kept.content.save(digest, File(content), save=False)
    kept.save()
    return kept


def _pack(answers: Answers, path: Path) -> str:
    """One file for each page in order, with a list of what was asked. Returns the archive's hash."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, _, answer in _pages(answers):
            if not answer.path:
                continue  # it was not found, which is allowed
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as page, Path(answer.path).open("rb") as source:
                while block := source.read(_BLOCK):
                    page.write(block)
        with archive.open(zipfile.ZipInfo("pages.txt", _BEGINNING), "w") as listed:
            for name, request, answer in _pages(answers):
                listed.write(f"{name}\t{answer.status}\t{request.address}\n".encode())
    with path.open("rb") as packed:
        digest = sha256()
        while block := packed.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _pages(answers: Answers) -> Iterator[tuple[str, Request, Answer]]:
    """Each with its name in the archive."""
    for number, (request, answer) in enumerate(answers, start=1):
        yield f"{number:04}-{name_of(request.address)[-80:]}", request, answer
