"""How many segments a text costs, counted as the provider's published calculator counts.

A short text travels whole. A longer one is cut, and every piece gives up room for the header by which the
phone joins them again. What a reader sees as one character is never cut in two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.sms.encoding import (
    FIRST_COMBINING_MARK,
    GSM7_EXTENSION,
    Encoding,
    characters_of,
    encoding_of,
    forcing_among,
)

WITH_PICTURE = 1
"""Words beside a picture (MMS) leave whole, however long: paced and billed as one message, at a price of their own."""

_WHOLE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_PIECE = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a text, as a composer shows it while somebody types.

    Units are what the carrier counts: septets in GSM7 (two for € and brackets), or UTF-16 code units.
    """

    encoding: Encoding
    characters: int
    units: int
    segments: int
    units_left_in_segment: int
    forcing: tuple[str, ...]


def measure(text: str) -> Measure:
    encoding = encoding_of(text)
    characters = characters_of(text)
    if _are_all_single(text, encoding):
        units = len(text)
        segments = 1 if units <= _WHOLE[encoding] else -(-units // _PIECE[encoding])
        room = _WHOLE[encoding] if segments == 1 else _PIECE[encoding]
        left = room * segments - units
    else:
        sizes = _sizes(_uncuttable(characters, encoding), encoding)
        starts = _segment_starts(sizes, encoding)
        units, segments = sum(sizes), len(starts)
        left = _room(sizes, encoding) - sum(sizes[starts[-1] :])
    return Measure(
        encoding=encoding,
        characters=len(characters),
        units=units,
        segments=segments,
        units_left_in_segment=left,
        forcing=() if encoding is Encoding.GSM7 else forcing_among(characters),
    )


def split_into_segments(text: str) -> tuple[str, ...]:
    """The pieces a text travels in; joined, they are the text again."""
    encoding = encoding_of(text)
    parts = _uncuttable(characters_of(text), encoding)
    starts = _segment_starts(_sizes(parts, encoding), encoding)
    ends = [*starts[1:], len(parts)]
    return tuple("".join(parts[start:end]) for start, end in zip(starts, ends, strict=True))


def _are_all_single(text: str, encoding: Encoding) -> bool:
    """Whether each character is one unit, so that counting them is enough: so is almost every text of a school."""
    if encoding is Encoding.GSM7:
        return GSM7_EXTENSION.isdisjoint(text)
    return max(text) < FIRST_COMBINING_MARK


def _uncuttable(characters: list[str], encoding: Encoding) -> list[str]:
    """The characters, except that one with so many marks that no piece holds it comes apart."""
    too_long = {c for c in set(characters) if _units(c, encoding) > _PIECE[encoding]}
    if not too_long:
        return characters
    return [part for c in characters for part in (c if c in too_long else (c,))]


def _sizes(parts: list[str], encoding: Encoding) -> list[int]:
    size_of = {part: _units(part, encoding) for part in set(parts)}
    return [size_of[part] for part in parts]


def _units(part: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if part in GSM7_EXTENSION else 1
    return len(part) + sum(c > "\uffff" for c in part)


def _room(sizes: Sequence[int], encoding: Encoding) -> int:
    """What one segment holds: less when the text needs several."""
    return _WHOLE[encoding] if sum(sizes) <= _WHOLE[encoding] else _PIECE[encoding]


def _segment_starts(sizes: Sequence[int], encoding: Encoding) -> list[int]:
    """The index of the first part of each segment, when each is filled as far as it goes."""
    room = _room(sizes, encoding)
    starts, used = [0], 0
    for index, size in enumerate(sizes):
        if used + size > room:
            starts.append(index)
            used = 0
        used += size
    return starts
