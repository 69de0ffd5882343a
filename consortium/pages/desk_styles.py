"""How do our components look right inside Wagtail's CMS, which has classes of the same names?

Every rule is nested in `#main .desk`: it reaches nothing of Wagtail's and wins against what Wagtail says of its own
`.button` or `h2`. `python -m consortium.pages.desk_styles` writes the sheet anew; a test fails where it is out of date.
"""

import re
from pathlib import Path

STYLES = Path(__file__).resolve().parents[1] / "static" / "consortium" / "css"
SHEET = STYLES / "desk-components.css"
PLAIN = ("reset", "tokens", "base", "layout")
COMPONENTS = (
    "bars", "box", "button", "chip", "data-table", "dated-list", "diff", "disclosure", "entry-head", "field",
    "figure", "icon", "index-list", "key-facts", "mapping", "notice", "pagination", "result", "seal", "status",
    "tabs", "terms", "tree", "tried",
)  # fmt: skip
_HEAD = "/* Made of the sheets beside it by `python -m consortium.pages.desk_styles`: change those. */\n"
# In the CMS the wrapper stands where a page of the site has its root and body; Wagtail's theme says light or dark.
_ROOT = re.compile(r"^(?::root|body) \{", re.MULTILINE)
_OUTSIDE = re.compile(r"^html \{.*?^\}\n|^  color-scheme: .*?\n", re.MULTILINE | re.DOTALL)


def desk_styles() -> str:
    """The text of the sheet."""
    sheets = [STYLES / f"{name}.css" for name in PLAIN]
    sheets += [STYLES / "components" / f"{name}.css" for name in COMPONENTS]
    nested = "".join(_nested(sheet.read_text()) for sheet in [*sheets, STYLES / "utilities.css"])
    return f"{_HEAD}#main .desk {{\n{nested}}}\n"


def _nested(text: str) -> str:
    inside = _ROOT.sub("& {", _OUTSIDE.sub("", text))
    return "".join(f"  {line}" if line.strip() else line for line in inside.splitlines(keepends=True))


if __name__ == "__main__":
    SHEET.write_text(desk_styles())
