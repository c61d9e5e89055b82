# ruff: noqa: RUF001 - look-alikes are the subject
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms.encoding import (
    GSM7_BASIC,
    GSM7_EXTENSION,
    Encoding,
    encoding_of,
    forcing_characters,
    replacements,
    with_plain_punctuation,
)


def test_the_alphabet_has_the_size_the_standard_gives_it() -> None:
    assert len(GSM7_BASIC) == 127
    assert len(GSM7_EXTENSION) == 10
    assert not GSM7_BASIC & GSM7_EXTENSION


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("", Encoding.GSM7),
        ("Mañana no hay clases. ¿Quién es usted? ¡Qué bueno! PINGÜINO", Encoding.GSM7),
        ("Mañana no habrá clases", Encoding.UCS2),
        ("Cuesta 5€ [por niño]", Encoding.GSM7),
        ("Don’t be late", Encoding.UCS2),
        ("1.º de mayo", Encoding.UCS2),
        ("a\tb", Encoding.UCS2),
        ("line\r\nline", Encoding.GSM7),
        ("😀", Encoding.UCS2),
    ],
)
def test_the_alphabet_follows_from_the_characters(text: str, encoding: Encoding) -> None:
    assert encoding_of(text) == encoding


def test_forcing_characters_come_once_in_order_and_whole() -> None:
    assert forcing_characters("Él está aquí 👩🏽‍🏫, sí, allá 👩🏽‍🏫 n\u0303") == (
        "á",
        "í",
        "👩🏽‍🏫",
        "n\u0303",
    )


def test_a_text_in_gsm7_has_no_forcing_characters() -> None:
    assert forcing_characters("Mañana no hay clases\r\n€ {}") == ()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("“Don’t” – she said… ‘ok’", "\"Don't\" - she said... 'ok'"),
        ("«¿Vienen?»", '"¿Vienen?"'),
        ("a\u00a0b\u202fc\td", "a b c d"),
        ("no\u200bspace\ufeff", "nospace"),
        ("one\u2028two", "one\ntwo"),
        ("• milk — eggs −3", "- milk - eggs -3"),
        ("Don´t, don`t", "Don't, don't"),
        ("left\u200e to right", "left to right"),
    ],
)
def test_typographic_marks_become_typewriter_marks(typed: str, plain: str) -> None:
    assert with_plain_punctuation(typed) == plain
    assert encoding_of(plain) is Encoding.GSM7


@pytest.mark.parametrize(
    "text",
    [
        "Papá está aquí, mamá también. ¿Cómo? ¡Sí! Año, pingüino, ÁÉÍÓÚÑÜ",
        "1.º y 2.ª, 30°",
        "👨‍👩‍👧‍👦 ❤️",
        "می‌خواهم",
        "שלום \u200fabc",
        "你好，世界",
    ],
)
def test_letters_emoji_and_other_scripts_stay_as_they_are(text: str) -> None:
    assert with_plain_punctuation(text) == text


def test_an_accent_typed_as_a_mark_of_its_own_is_joined_to_its_letter() -> None:
    assert with_plain_punctuation("man\u0303ana, cafe\u0301") == "mañana, café"


def test_replacements_are_told_once_each() -> None:
    assert replacements("“Hi” — it’s “me”\u200b") == (
        ("“", '"'),
        ("”", '"'),
        ("—", "-"),
        ("’", "'"),
        ("\u200b", ""),
    )
    assert replacements("Papá está aquí") == ()


@given(st.text())
def test_plain_punctuation_is_plain_after_one_pass(text: str) -> None:
    plain = with_plain_punctuation(text)
    assert with_plain_punctuation(plain) == plain
    assert replacements(plain) == ()
