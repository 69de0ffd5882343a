"""How is a description typed by a person who writes no HTML, and by one who does?"""

import re

_PLAIN = re.compile(r"(?:<p>[^<]+(?:<br>[^<]+)*</p>\s*)+")
# "R&amp;D" is plain; "&lt;b&gt;" and "&amp;lt;" would not come back from plain text as they were.
_ODD = re.compile(r"&(?!amp;(?!#?\w+;))")
_BLOCKS = re.compile(
    r"(</(?:p|h[34]|li|[uo]l|caption|t[rdh]|thead|tbody|tfoot|table)>|<(?:[uo]l|table|thead|tbody|tr)>)(?=<)"
)


def typed(text: str) -> str:
    """Paragraphs with an empty line between them, where there is nothing else; or HTML, each block on its line."""
    if _PLAIN.fullmatch(text) and not _ODD.search(text):
        paragraphs = [
            part.replace("<br>", "\n").replace("&amp;", "&") for part in re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
        ]
        return "\n\n".join(paragraphs)
    return text if "\n" in text else _BLOCKS.sub(r"\1\n", text)


def stated(text: str, was: str) -> str:
    """What was typed, as a feed would state it; to the letter what was there, where nothing was altered."""
    text = text.replace("\r\n", "\n").strip()
    return was if text == typed(was).strip() else text
