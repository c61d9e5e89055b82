"""Asking apertium-apy."""

from collections.abc import Callable

import pytest

from app.translation.apertium import Apertium
from app.translation.port import EngineDown, EngineRefused
from tests.translation.pretend_engine import PretendEngine


@pytest.fixture
def engine(pretend: PretendEngine) -> Apertium:
    return Apertium(pretend.url, timeout_seconds=2)


def test_its_words_are_only_a_gist(engine: Apertium) -> None:
    assert engine.is_gist
    assert engine.name == "Apertium"


def test_texts_come_back_in_order_one_question_for_each(engine: Apertium, pretend: PretendEngine) -> None:
    texts = ["hola & adiós", "", "100 % + <b>"]
    assert engine.translate(texts, source="es", target="en") == ["en: hola & adiós", "", "en: 100 % + <b>"]
    assert [call.texts for call in pretend.translations] == [["hola & adiós"], ["100 % + <b>"]]


def test_the_question_is_the_one_that_apy_documents(engine: Apertium, pretend: PretendEngine) -> None:
    engine.translate(["hola"], source="es", target="en")
    (call,) = pretend.translations
    assert call.method == "POST"
    assert call.question == {"langpair": "spa|eng", "q": "hola", "markUnknown": "no", "format": "txt"}


def test_it_speaks_the_pairs_that_the_server_lists(engine: Apertium, pretend: PretendEngine) -> None:
    assert engine.speaks("es", "en")
    assert engine.speaks("en", "es")
    assert not engine.speaks("es", "so")
    assert not engine.speaks("es", "es")
    assert [call.path for call in pretend.calls] == ["/listPairs"]


def test_a_server_that_lists_nothing_is_asked_by_our_own_codes(pretend: PretendEngine) -> None:
    pretend.says(b'{"responseData": {"translatedText": "hello"}}')
    engine = Apertium(pretend.url)
    assert engine.speaks("es", "en")
    assert engine.translate(["hola"], source="es", target="en") == ["hello"]
    assert pretend.translations[0].question["langpair"] == "es|en"


def test_a_pair_that_is_not_installed_is_refused(engine: Apertium) -> None:
    with pytest.raises(EngineRefused, match="HTTP 400"):
        engine.translate(["hola"], source="es", target="so")


@pytest.mark.parametrize(
    "body",
    [b"null", b"[]", b"{}", b'{"responseData": null}', b'{"responseData": {"translatedText": 7}}', b"hola"],
)
def test_an_answer_of_another_shape_is_no_answer(
    engine: Apertium, pretend: PretendEngine, body: bytes
) -> None:
    pretend.says(body)
    with pytest.raises(EngineDown):
        engine.translate(["hola"], source="es", target="en")


def busy(pretend: PretendEngine) -> None:
    pretend.fails_with(503)


@pytest.mark.parametrize(
    "misbehave", [busy, PretendEngine.hangs_up, PretendEngine.trickles, PretendEngine.stop]
)
def test_an_engine_that_does_not_answer_is_down(
    pretend: PretendEngine, misbehave: Callable[[PretendEngine], None]
) -> None:
    engine = Apertium(pretend.url, timeout_seconds=0.3)
    misbehave(pretend)
    with pytest.raises(EngineDown):
        engine.translate(["hola"], source="es", target="en")
