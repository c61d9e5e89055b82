"""The composer counts in the browser what the carrier will count: both say the same of every text."""

import random
from dataclasses import asdict

import pytest
from playwright.sync_api import Page

from app.dashboard.assets import assets
from app.dashboard.text_size import alphabet
from app.sms.encoding import INVISIBLE, PLAIN_PUNCTUATION, replacements, with_plain_punctuation
from app.sms.segments import measure
from tests.sms.generated_texts import generated_texts, younger_texts

SPANISH = "¿Cómo está? Mañana hay reunión a las 5:30 en el salón. ¡La esperamos! "
PIECES = [
    *("a", "é", "ñ", "ü", "¿", "ç", "Ç", "\n", " ", "€", "[", "]", "{", "}", "\\", "^", "~", "|"),
    *(
        "á",
        "í",
        "ó",
        "Á",
        "\u2014",
        "\u2019",
        "\u201c",
        "\u2026",
        "e\u0301",
        "n\u0303",
        "\u200d",
        "\ufeff",
        "\t",
    ),
    *("👩🏽‍🏫", "👨‍👩‍👧‍👦", "🇲🇽", "👍🏿", "❤️", "שלום", "中文", "한국어", "नमस्ते", "ไทย"),
]
PLAIN_PIECES = PIECES[:18]


def texts() -> list[str]:
    """Edges of every size and a few hundred mixtures, the same at every run."""
    edges = [
        letter * count
        for letter in ("a", "€", "á", "👩🏽‍🏫", "é")
        for count in (0, 1, 34, 35, 67, 69, 70, 71, 76, 77, 134, 135, 153, 159, 160, 161, 306, 307)
    ]
    chance = random.Random(20261123)
    mixtures = ["".join(chance.choices(PIECES, k=chance.randint(1, 220))) for _ in range(300)]
    plain = ["".join(chance.choices(PLAIN_PIECES, k=chance.randint(1, 330))) for _ in range(100)]
    return [*edges, *mixtures, *plain, *(SPANISH * count for count in range(6))]


@pytest.fixture
def composer(page: Page) -> Page:
    """A page that counts as the composer's does."""
    page.add_script_tag(content=assets()["measure.js"].content.decode() + "; window.Puente = Puente;")
    page.evaluate("alphabet => Puente.useAlphabet(JSON.parse(alphabet))", alphabet())
    return page


@pytest.mark.browser
def test_the_browser_counts_as_the_server_does(composer: Page) -> None:
    given = [*texts(), *generated_texts(20261123, 1300), *younger_texts(20261123, 200)]
    counted = composer.evaluate("texts => texts.map(Puente.measure)", given)
    for text, browser in zip(given, counted, strict=True):
        server = asdict(measure(text))
        server["left"] = server.pop("units_left_in_segment")
        server["forcing"] = list(server["forcing"])
        assert browser == server, repr(text)


@pytest.mark.browser
def test_the_browser_shows_the_text_as_the_server_sends_it(composer: Page) -> None:
    swapped = [*PLAIN_PUNCTUATION, *INVISIBLE]
    chance = random.Random(20261124)
    typographic = [
        "".join(chance.choices([*swapped, *PLAIN_PIECES], k=chance.randint(1, 60))) for _ in range(300)
    ]
    mixtures = ["".join(chance.choices([*swapped, *PIECES], k=chance.randint(1, 60))) for _ in range(300)]
    given = [*typographic, *mixtures, *texts(), *generated_texts(20261124, 1300)]
    answers = composer.evaluate(
        "texts => texts.map((text) => [Puente.plain(text), Puente.replacements(text)])", given
    )
    for text, (plain, swaps) in zip(given, answers, strict=True):
        assert plain == with_plain_punctuation(text), repr(text)
        assert swaps == [list(pair) for pair in replacements(text)], repr(text)


@pytest.mark.browser
def test_spanish_letters_stay_as_they_are_typed(composer: Page) -> None:
    letters = "¿áéíóúüñ ÁÉÍÓÚÜÑ! ¡1.º y 2.ª!"
    assert composer.evaluate("text => Puente.plain(text)", letters) == letters
