"""Where a text is cut into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.translation.sentences import split_into_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hello! ", "This is Ms. Carter, Mateo's teacher. ", "Is everything okay? 😀 ", "Bye"],
        ["¿Puede venir? ", "¡Gracias! ", "Nos vemos a las 6 p.m. en el gimnasio. ", "Traiga agua."],
        ["La Sra. Ruiz y el Sr. Díaz vienen. ", "El Dr. Kim no."],
        ["We meet at 6 p.m. ", "Bring water."],
        ["Well... maybe... ", "Yes… no"],
        ["Wow!!! ", "What?! ", "ok"],
        ["Can you come? ", "1) Yes ", "2) No"],
        ["No. 5 is open. ", "No. ", "She left."],
        ["no. ", "ella no"],
        ["Hola 😀 ", "¿Cómo está? ", "Bien 🙏🏽 ", "Nos vemos 🇲🇽"],
        ["Dear family,\n\n", "Thank you.\n", "Ms. Lee"],
        ["1. Coat\n", "2. Hat\n", "- Water"],
        ["J. Smith came. ", "OK"],
        ["jaja ok. ", "nos vemos mañana"],
        ["Bring pens, paper, etc. to class. ", "Thanks"],
        ["He said “Stop.” ", "Then (it ended.) ", "Good"],
        ["See school.example/a.html for more. ", "It costs 3.50 today."],
        ["你好。 ", "再见"],
        ["One sentence without an end"],
        ["   "],
        ["\n hi"],
    ],
)
def test_a_text_is_cut_at_the_ends_of_its_sentences(sentences: list[str]) -> None:
    assert split_into_sentences("".join(sentences)) == sentences


def test_an_empty_text_has_no_sentences() -> None:
    assert split_into_sentences("") == []


_BITS = st.sampled_from(
    [
        "Ms.",
        "p.m.",
        "No.",
        "1)",
        "2.",
        ".",
        "...",
        "?!",
        "¿",
        "¡",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\t",
        "hola",
        "Ana",
        "😀",
        "“",
        "”",
        "…",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_BITS, max_size=30).map("".join)))
def test_joined_the_sentences_are_the_text_again(text: str) -> None:
    pieces = split_into_sentences(text)
    assert "".join(pieces) == text
    assert all(piece.strip() for piece in pieces) or not text.strip()
