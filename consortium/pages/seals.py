"""What does an organisation's seal look like? Drawn from its slug and nothing else: one tied-and-dyed square."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

CELLS = 9
MIDDLE = CELLS // 2
SEED, DOT, RING = 1, 2, 3

# Two distances from the axes, the larger first, say whether a cell belongs to the shape.
_SHAPES: tuple[Callable[[int, int], bool], ...] = (
    lambda far, near: far + near == 4,  # diamond
    lambda far, _near: far == 3,  # square
    lambda _far, near: near == 0,  # cross
    lambda far, near: far == near,  # saltire
    lambda far, near: 5 <= far * far + near * near <= 10,  # ring
    lambda far, near: far + near == 6,  # corners
    lambda far, near: far - near == 2,  # petals
)
_SEED_OR_NOTHING = (0, 0, SEED, SEED)


class Stroke(NamedTuple):
    """A path of zero-length lines with round ends: its dots. A hole is drawn in the dye again."""

    width: str
    path: str
    is_hole: bool = False


@lru_cache(maxsize=2_000)
def strokes(slug: str) -> tuple[Stroke, ...]:
    """At most four strokes in a square of 72 units."""
    marks = _marks(slug)
    drawn = (
        Stroke("1.8", _path(marks, SEED)),
        Stroke("3.9", _path(marks, DOT)),
        Stroke("6.4", _path(marks, RING)),
        Stroke("2.8", _path(marks, RING), is_hole=True),
    )
    return tuple(stroke for stroke in drawn if stroke.path)


def _path(marks: dict[tuple[int, int], int], mark: int) -> str:
    return "".join(f"M{x * 8 + 4} {y * 8 + 4}h0" for (x, y), found in marks.items() if found == mark)


def _marks(slug: str) -> dict[tuple[int, int], int]:
    """An eighth of the square, mirrored: rings and dots on two shapes of seven, seeds between, a tied centre."""
    bits = int.from_bytes(sha256(slug.encode()).digest()[1:9], "big")
    bits, first = divmod(bits, len(_SHAPES))
    bits, step = divmod(bits, len(_SHAPES) - 1)
    is_ring, is_dot = _SHAPES[first], _SHAPES[(first + 1 + step) % len(_SHAPES)]
    eighth: dict[tuple[int, int], int] = {}
    for far in range(MIDDLE + 1):
        for near in range(far + 1):
            between = _SEED_OR_NOTHING[bits & 3]
            eighth[far, near] = RING if is_ring(far, near) else DOT if is_dot(far, near) else between
            bits >>= 2
    eighth[0, 0] = RING
    return {
        (x, y): eighth[max(abs(x - MIDDLE), abs(y - MIDDLE)), min(abs(x - MIDDLE), abs(y - MIDDLE))]
        for y in range(CELLS)
        for x in range(CELLS)
    }
