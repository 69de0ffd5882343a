"""What of a text from a feed may be stored and shown?"""

import html
import re
from unicodedata import is_normalized, normalize

import nh3

from courses.feeds.reading.wrong import Wrong

TAGS = {
    "p", "ul", "ol", "li", "a", "strong", "em", "br", "h3", "h4",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
SCHEMES = {"https", "mailto"}
HTML_LIMIT = 100_000
COMPARED = 1_000
"""Up to this length a text may be one by which something is known: an id, a code, a title, the name of a run."""

# What never belongs in a text: controls but tab and newline, and marks that turn the direction of what follows.
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060]")
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/!?][^>]*>?")
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|li|h[1-6]|tr|div|caption)\s*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?\s*([a-z][a-z0-9+.\-]*\s*):""", re.IGNORECASE)
_SCRIPT = re.compile(r"<\s*(script|style)\b", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without NUL and other characters that never belong in one."""
    return text if text.isprintable() else _NEVER.sub("", text)


def composed(text: str) -> str:
    """Each letter in its one form (Unicode's NFC), so that what looks alike is alike. Long texts stay as they are: they
    are not compared, and to put marks without end in order would take minutes."""
    return normalize("NFC", text) if len(text) <= COMPARED else text


def identifier(text: str) -> str:
    """What tells a record from others, as a person sees it: every space is one, and nothing in it is invisible."""
    if text.isprintable() and "  " not in text and is_normalized("NFC", text):
        return text.strip()
    return composed(" ".join(_INVISIBLE.sub("", clean(text)).split()))


def line(text: str, limit: int, wrong: list[Wrong]) -> str:
    """One line of plain text, cut at `limit` characters; what was taken out is said in `wrong`."""
    # Most lines are as they should be; to see that at once makes reading faster by a tenth.
    is_plain = text.isprintable() and "<" not in text and "&" not in text and "  " not in text
    if is_plain and len(text) <= limit and is_normalized("NFC", text):
        return text.strip()
    cleaned = clean(text)
    if len(cleaned) != len(text):
        wrong.append(_TURNED)
    if "<" in cleaned and _TAG.search(cleaned[: limit * 10]):
        parted = _BLOCK_END.sub(" ", _CELL_END.sub(" ", cleaned[: limit * 10]))
        cleaned = html.unescape(nh3.clean(parted, tags=set(), attributes={}))
        wrong.append(_TAGS_IN_LINE)
    elif "&" in cleaned and _ENTITY.search(cleaned):
        cleaned = html.unescape(cleaned)
    cleaned = composed(_SPACES.sub(" ", cleaned[: limit * 10]).strip())
    return _cut(cleaned, limit, wrong)


def lines(text: str, limit: int, wrong: list[Wrong]) -> str:
    """Plain text of several lines, cut at `limit` characters."""
    if text.isprintable():
        return line(text, limit, wrong)
    kept = [line(part, limit, wrong) for part in text[: limit * 2].splitlines()]
    return _cut("\n".join(part for part in kept if part), limit, wrong)


def rich(text: str, wrong: list[Wrong]) -> str:
    """HTML of our own tag list: that of the text, or its paragraphs where it is plain."""
    cleaned = clean(text).strip()
    if len(cleaned) > HTML_LIMIT:
        cleaned = _cut(cleaned, HTML_LIMIT, wrong)
    if not _TAG.search(cleaned):
        return _paragraphs(html.unescape(cleaned) if _ENTITY.search(cleaned) else cleaned)
    if _SCRIPT.search(cleaned):
        wrong.append(_SCRIPT_IN_TEXT)
    if any(scheme.strip().lower() not in SCHEMES for scheme in _HREF.findall(cleaned)):
        wrong.append(_LINK_DROPPED)
    return nh3.clean(cleaned, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES).strip()


def plain(text: str) -> str:
    """The words of a text that may be HTML, a line for each of its paragraphs, rows and list entries."""
    cleaned = clean(text)[:HTML_LIMIT]
    if _TAG.search(cleaned):
        parted = _BLOCK_END.sub("\n", _CELL_END.sub(" ", cleaned))
        cleaned = html.unescape(nh3.clean(parted, tags=set(), attributes={}))
    kept = (_SPACES.sub(" ", part).strip() for part in html.unescape(cleaned).splitlines())
    return "\n".join(part for part in kept if part)


def _paragraphs(text: str) -> str:
    if not text:
        return ""
    escaped = html.escape(text, quote=False)
    if "\n" not in escaped:
        return f"<p>{escaped}</p>"
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", escaped.replace("\r\n", "\n")) if part.strip()]
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)


def _cut(text: str, limit: int, wrong: list[Wrong]) -> str:
    if len(text) <= limit:
        return text
    reason = f"is longer than {limit} characters and was cut"
    wrong.append(Wrong(reason, "Shorten it at its source.", "note"))
    return text[: limit - 1].rstrip() + "…"


_TURNED = Wrong(
    "holds characters that cannot be shown or that turn the direction of the text; they were taken out",
    "Take them out at the source.",
    "note",
)
_TAGS_IN_LINE = Wrong("holds HTML where plain text is expected; it was taken out", "State it as plain text.", "note")
_SCRIPT_IN_TEXT = Wrong("holds a script or style; it was taken out", "Take it out at the source.", "note")
_LINK_DROPPED = Wrong(
    "has a link that is neither https nor mailto; the link was dropped", "Link to an https address.", "field"
)
