"""The numbers expected are those of the provider's calculator (npm sms-segments-calculator 1.3.0)."""

from itertools import pairwise

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from app.sms.encoding import Encoding
from app.sms.segments import Measure, measure, split_into_segments

TEACHER = "👩🏽‍🏫"  # one character, seven UTF-16 units
FAMILY = "👨‍👩‍👧‍👦"  # one character, eleven


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("a" * 159 + "[", "gsm7", 161, 2),
        ("á" * 70, "ucs2", 70, 1),
        ("á" * 71, "ucs2", 71, 2),
        ("á" * 134, "ucs2", 134, 2),
        ("á" * 135, "ucs2", 135, 3),
        ("á" + "[" * 69, "ucs2", 70, 1),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        (TEACHER * 10, "ucs2", 70, 1),
        (FAMILY * 7, "ucs2", 77, 2),
        ("\r\n" * 80, "gsm7", 160, 1),
        ("\r\n" * 81, "gsm7", 162, 2),
        ("a\u0300" * 80, "ucs2", 160, 3),
    ],
)
def test_a_text_takes_as_many_segments_as_the_provider_bills(
    text: str, encoding: str, units: int, segments: int
) -> None:
    measured = measure(text)
    assert (measured.encoding, measured.units, measured.segments) == (encoding, units, segments)


def test_an_empty_text_takes_one_segment_as_the_calculator_says() -> None:
    assert measure("") == Measure(Encoding.GSM7, 0, 0, 1, 160, ())


def test_a_measure_says_all_that_a_composer_shows() -> None:
    assert measure("Sí " + TEACHER) == Measure(Encoding.UCS2, 4, 10, 1, 60, ("í", TEACHER))
    assert measure("a" * 161) == Measure(Encoding.GSM7, 161, 161, 2, 145, ())


def test_an_escaped_pair_is_never_split() -> None:
    assert [len(piece) for piece in split_into_segments("a" * 152 + "[" + "a" * 20)] == [152, 21]


def test_a_family_is_never_split() -> None:
    first, second = split_into_segments("á" * 60 + FAMILY + "á" * 10)
    assert first == "á" * 60
    assert second.startswith(FAMILY)


def test_a_character_too_large_for_any_segment_comes_apart() -> None:
    monster = "x" + "\u0301" * 100
    assert measure(monster).segments == 2
    assert "".join(split_into_segments(monster)) == monster


def test_one_accent_can_triple_the_price() -> None:
    assert measure("a" * 150).segments == 1
    assert measure("a" * 150 + "á").segments == 3


gsm_texts = st.text(alphabet="abc ñé¿\r\n€[]{}|^~\\", max_size=500)
phone_texts = st.lists(
    st.sampled_from(
        ["a", "ñ", "á", "€", "[", "\n", "\r\n", " ", "😀", "🇲🇽", "❤️", TEACHER, FAMILY, "n\u0303", "你"]
    ),
    max_size=300,
).map("".join)
any_texts = st.one_of(gsm_texts, phone_texts, st.text(max_size=300))


def units_of(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return sum(2 if c in "\f^{}\\[~]|€" else 1 for c in text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(any_texts)
def test_the_pieces_are_the_text_and_each_fits(text: str) -> None:
    measured, pieces = measure(text), split_into_segments(text)
    whole, piece = (160, 153) if measured.encoding is Encoding.GSM7 else (70, 67)
    room = whole if len(pieces) == 1 else piece
    sizes = [units_of(p, measured.encoding) for p in pieces]
    assert "".join(pieces) == text
    assert len(pieces) == measured.segments
    assert sum(sizes) == measured.units
    assert max(sizes) <= room
    assert measured.units_left_in_segment == room - sizes[-1]


@given(phone_texts)
def test_a_text_is_cut_between_characters_only(text: str) -> None:
    characters = regex.findall(r"\r|\n|\X", text)
    assert [c for piece in split_into_segments(text) for c in regex.findall(r"\r|\n|\X", piece)] == characters


@given(any_texts)
def test_a_segment_ends_only_where_the_next_character_has_no_room(text: str) -> None:
    measured, pieces = measure(text), split_into_segments(text)
    room = 153 if measured.encoding is Encoding.GSM7 else 67
    for piece, following in pairwise(pieces):
        first = regex.match(r"\r|\n|\X", following)[0]
        assert units_of(piece, measured.encoding) + units_of(first, measured.encoding) > room


@given(any_texts)
def test_without_its_forcing_characters_a_text_is_in_gsm7(text: str) -> None:
    forcing = measure(text).forcing
    rest = "".join(c for c in regex.findall(r"\r|\n|\X", text) if c not in forcing)
    assert measure(rest).encoding is Encoding.GSM7
    assert bool(forcing) == (measure(text).encoding is Encoding.UCS2)


@given(any_texts, any_texts)
def test_adding_to_a_text_never_makes_it_cheaper(text: str, more: str) -> None:
    assert measure(text + more).segments >= measure(text).segments
