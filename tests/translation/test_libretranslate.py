"""Asking LibreTranslate, and what is made of its silence, its refusals and its nonsense."""

import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.translation.libretranslate import MOST_CHARACTERS, MOST_TEXTS, LibreTranslate
from app.translation.port import EngineDown, EngineRefused
from tests.translation.pretend_engine import PretendEngine, mangled

WORDS = "Mateo tiene fiebre"
KEY = "a-key-of-this-test"


@pytest.fixture
def engine(pretend: PretendEngine) -> LibreTranslate:
    return LibreTranslate(pretend.url, timeout_seconds=2)


def into_english(engine: LibreTranslate, *texts: str) -> list[str]:
    return engine.translate(texts, source="es", target="en")


def test_texts_come_back_in_order_from_one_question(engine: LibreTranslate, pretend: PretendEngine) -> None:
    assert into_english(engine, "hola", "¿qué día es?", "🎒") == ["en: hola", "en: ¿qué día es?", "en: 🎒"]
    assert len(pretend.calls) == 1


def test_the_question_is_the_one_that_libretranslate_documents(pretend: PretendEngine) -> None:
    into_english(LibreTranslate(pretend.url + "/", key=KEY), WORDS)
    (call,) = pretend.calls
    assert (call.method, call.path) == ("POST", "/translate")
    assert call.question == {
        "q": [WORDS],
        "source": "es",
        "target": "en",
        "format": "text",
        "api_key": KEY,
    }


def test_no_key_is_sent_where_none_is_needed(engine: LibreTranslate, pretend: PretendEngine) -> None:
    into_english(engine, WORDS)
    assert "api_key" not in pretend.calls[0].question


def test_blank_texts_are_not_asked_about(engine: LibreTranslate, pretend: PretendEngine) -> None:
    assert into_english(engine, "", "hola", " \n") == ["", "en: hola", " \n"]
    assert pretend.calls[0].texts == ["hola"]
    assert into_english(engine, "", " ") == ["", " "]
    assert into_english(engine) == []
    assert len(pretend.calls) == 1


@pytest.mark.parametrize(
    ("lengths", "questions"),
    [
        ([5] * MOST_TEXTS, 1),
        ([5] * (MOST_TEXTS + 1), 2),
        ([MOST_CHARACTERS // 2] * 2, 1),
        ([MOST_CHARACTERS // 2] * 3, 2),
        ([MOST_CHARACTERS // 2, MOST_CHARACTERS], 2),
        ([3 * MOST_CHARACTERS], 1),
    ],
)
def test_what_is_too_much_for_one_question_is_asked_in_several(
    engine: LibreTranslate, pretend: PretendEngine, lengths: list[int], questions: int
) -> None:
    texts = [chr(ord("a") + place) * length for place, length in enumerate(lengths)]
    assert into_english(engine, *texts) == [f"en: {text}" for text in texts]
    assert len(pretend.calls) == questions


@pytest.mark.parametrize("status", [301, 302, 401, 403, 404, 408, 425, 429, 500, 502, 503, 504, 204])
def test_these_answers_mean_try_later(engine: LibreTranslate, pretend: PretendEngine, status: int) -> None:
    pretend.fails_with(status, b"", location=f"{pretend.url}/elsewhere")
    with pytest.raises(EngineDown, match=f"HTTP {status}"):
        into_english(engine, WORDS)
    assert [call.path for call in pretend.calls] == ["/translate"]


@pytest.mark.parametrize("status", [400, 405, 413, 422])
def test_these_answers_mean_never(engine: LibreTranslate, pretend: PretendEngine, status: int) -> None:
    pretend.fails_with(status)
    with pytest.raises(EngineRefused, match=f"HTTP {status}"):
        into_english(engine, WORDS)


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), (" 60 ", 60.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)]
)
def test_how_long_it_asks_to_be_left_alone_is_passed_on(
    engine: LibreTranslate, pretend: PretendEngine, header: str, seconds: float | None
) -> None:
    pretend.fails_with(429, retry_after=header)
    with pytest.raises(EngineDown) as down:
        into_english(engine, WORDS)
    assert down.value.retry_after_seconds == seconds


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Mateo tiene fiebre</html>",
        b"null",
        b"[]",
        b'"Mateo tiene fiebre"',
        b"{}",
        b'{"translatedText": null}',
        b'{"translatedText": "Mateo has a fever"}',
        b'{"translatedText": []}',
        b'{"translatedText": ["one", "two"]}',
        b'{"translatedText": [7]}',
        b'{"translatedText": [null]}',
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b'{"translatedText": ["' + b"a" * 1_100_000 + b'"]}',
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_an_answer_of_another_shape_is_no_answer(
    engine: LibreTranslate, pretend: PretendEngine, body: bytes
) -> None:
    pretend.says(body)
    with pytest.raises(EngineDown):
        into_english(engine, WORDS)


def falls_asleep(pretend: PretendEngine) -> None:
    pretend.delay_seconds = 5


@pytest.mark.parametrize(
    "misbehave", [falls_asleep, PretendEngine.hangs_up, PretendEngine.trickles, PretendEngine.stop]
)
def test_an_engine_that_does_not_answer_is_down(
    pretend: PretendEngine, misbehave: Callable[[PretendEngine], None]
) -> None:
    engine = LibreTranslate(pretend.url, timeout_seconds=0.3)
    misbehave(pretend)
    with pytest.raises(EngineDown):
        into_english(engine, WORDS)


def test_many_questions_together_take_no_longer_than_three_may(pretend: PretendEngine) -> None:
    engine = LibreTranslate(pretend.url, timeout_seconds=0.3)
    pretend.delay_seconds = 0.2
    with pytest.raises(EngineDown):
        into_english(engine, *["x" * MOST_CHARACTERS] * 10)
    assert 3 <= len(pretend.calls) <= 5


def test_an_engine_that_is_back_is_heard_at_once(pretend: PretendEngine) -> None:
    engine = LibreTranslate(pretend.url)
    pretend.stop()
    with pytest.raises(EngineDown):
        into_english(engine, WORDS)
    pretend.start()
    assert into_english(engine, WORDS) == [f"en: {WORDS}"]


def test_no_failure_tells_the_words_or_the_key(pretend: PretendEngine) -> None:
    engine = LibreTranslate(pretend.url, key=KEY)
    told = ""
    for body in (b"<p>Mateo tiene fiebre a-key-of-this-test", b'{"translatedText": "Mateo tiene fiebre"}'):
        for status in (200, 400, 500):
            pretend.fails_with(status, body)
            try:
                into_english(engine, WORDS)
            except (EngineDown, EngineRefused) as failure:
                told += "".join(traceback.format_exception(failure)) + repr(vars(failure))
    assert "HTTP 400" in told
    assert "Mateo" not in told
    assert KEY not in told


def test_no_log_tells_the_words_or_the_key(pretend: PretendEngine, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "httpx", "httpcore"):  # whatever another test has quieted
        caplog.set_level(logging.DEBUG, logger=name)
    into_english(LibreTranslate(pretend.url, key=KEY), WORDS)
    assert "/translate" in caplog.text
    assert "Mateo" not in caplog.text
    assert KEY not in caplog.text


def test_an_engine_of_the_schools_own_is_not_asked_through_a_proxy(
    pretend: PretendEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert into_english(LibreTranslate(pretend.url), "hola") == ["en: hola"]


def test_it_speaks_what_the_server_lists(engine: LibreTranslate, pretend: PretendEngine) -> None:
    assert engine.speaks("es", "en")
    assert engine.speaks("en", "es")
    assert not engine.speaks("so", "en")
    assert not engine.speaks("en", "so")
    assert [call.path for call in pretend.calls] == ["/languages"]


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"code": "es"}]', b"null", b"no"])
def test_while_nobody_knows_what_it_speaks_it_may_be_asked(
    engine: LibreTranslate, pretend: PretendEngine, body: bytes
) -> None:
    pretend.says(body)
    assert engine.speaks("so", "en")
    pretend.stop()
    assert engine.speaks("so", "en")


def test_a_language_that_it_lacks_is_refused(engine: LibreTranslate) -> None:
    with pytest.raises(EngineRefused):
        engine.translate(["haa"], source="so", target="en")


def test_several_threads_may_ask_at_once(engine: LibreTranslate, pretend: PretendEngine) -> None:
    pretend.answer = mangled
    texts = [f"texto {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda text: into_english(engine, text)[0], texts))
    assert answers == [mangled(text, "es", "en") for text in texts]


def test_it_is_called_as_the_operator_says(pretend: PretendEngine) -> None:
    assert LibreTranslate(pretend.url).name == "LibreTranslate"
    assert LibreTranslate(pretend.url, name="Our engine").name == "Our engine"
    assert not LibreTranslate(pretend.url).is_gist
