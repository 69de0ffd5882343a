"""What would become of a stranger's file, from its first byte to the first records as students would see them?"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from consortium.vocabulary.answers import answered_profile
from courses.feeds.exchange import ReaderSettings
from courses.feeds.looking import LookJob, Seen, look_at
from courses.feeds.profile import ProfileError, parse_profile
from courses.feeds.trying import Tried, answer_of, try_reading


@dataclass(frozen=True)
class Verdict:
    """`tried` is None where the columns do not tell id or title; `wanting` then says in words what is missing."""

    seen: Seen
    tried: Tried | None
    wanting: str = ""


def check(path: Path, folder: Path, seconds: int) -> Verdict:
    """Guess and read, as a college's feed would be. Raises CannotLook, ReadingFailed and ReadingCrashed."""
    seen = look_at(
        LookJob(
            str(path),
            answered_profile(),
            is_of_feed=False,
            memory_bytes=settings.FEED_READER_MEMORY_BYTES,
            seconds=seconds,
        ),
        str(folder),
    )
    try:
        profile = parse_profile(seen.profile)
    except ProfileError as error:
        return Verdict(seen, None, " ".join(seen.warnings) or str(error))
    findings = folder / "reading"
    findings.mkdir()
    how = ReaderSettings(str(path), is_file=True, profile=profile)
    tried = try_reading(seen.format, how, (answer_of(path),), findings, seconds=seconds, is_of_feed=False)
    return Verdict(seen, tried)
