"""How many rows has a reading read so far? One number in a file, which costs neither process anything."""

from pathlib import Path

_FILE = "rows-read"


def note_rows(folder: Path, rows: int) -> None:
    """Called by the reading process, once a block. Whoever looks sees a whole number, the old or the new."""
    draft = folder / f"{_FILE}.draft"
    draft.write_text(str(rows))
    draft.replace(folder / _FILE)


def rows_read(folder: Path) -> int:
    """Called by its parent; 0 where nothing is noted yet."""
    try:
        said = (folder / _FILE).read_text()
    except FileNotFoundError:
        return 0
    return int(said) if said.isdecimal() else 0
