# ruff: noqa: RUF001 - phones type look-alikes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms.keywords import (
    PROVIDER_DEFAULT_WORDS,
    Keyword,
    is_carrier_word,
    is_courtesy,
    looks_like_stop,
    normalise,
    provider_acts_on,
    read_keyword,
)


@pytest.mark.parametrize(
    ("text", "keyword", "language"),
    [
        ("STOP", Keyword.STOP, "en"),
        (" stop \n", Keyword.STOP, "en"),
        ("Stop!!!", Keyword.STOP, "en"),
        ("stop 🙏🏽", Keyword.STOP, "en"),
        ("“STOP”", Keyword.STOP, "en"),
        ("S.T.O.P.", Keyword.STOP, "en"),
        ("ＳＴＯＰ", Keyword.STOP, "en"),
        ("STOPALL", Keyword.STOP, "en"),
        ("unsubscribe", Keyword.STOP, "en"),
        ("END", Keyword.STOP, "en"),
        ("quit.", Keyword.STOP, "en"),
        ("cancel", Keyword.STOP, "en"),
        ("Revoke", Keyword.STOP, "en"),
        ("optout", Keyword.STOP, "en"),
        ("Opt-out", Keyword.STOP, "en"),
        ("opt  out", Keyword.STOP, "en"),
        ("ALTO", Keyword.STOP, "es"),
        ("¡Alto!", Keyword.STOP, "es"),
        ("alto por favor", Keyword.STOP, "es"),
        ("Parar", Keyword.STOP, "es"),
        ("PARE", Keyword.STOP, "es"),
        ("baja", Keyword.STOP, "es"),
        ("Cancelar", Keyword.STOP, "es"),
        ("detener", Keyword.STOP, "es"),
        ("NO MAS", Keyword.STOP, "es"),
        ("No más.", Keyword.STOP, "es"),
        ("START", Keyword.START, "en"),
        ("unstop", Keyword.START, "en"),
        ("Iniciar", Keyword.START, "es"),
        ("EMPEZAR", Keyword.START, "es"),
        ("alta", Keyword.START, "es"),
        ("help?", Keyword.HELP, "en"),
        ("INFO", Keyword.HELP, "en"),
        ("¡Ayuda!", Keyword.HELP, "es"),
        ("ESPAÑOL", Keyword.LANGUAGE, "es"),
        ("espanol", Keyword.LANGUAGE, "es"),
        ("¿En español, por favor?", Keyword.LANGUAGE, "es"),
        ("Castellano", Keyword.LANGUAGE, "es"),
        ("Spanish please 🙏", Keyword.LANGUAGE, "es"),
        ("in Spanish", Keyword.LANGUAGE, "es"),
        ("English", Keyword.LANGUAGE, "en"),
        ("en inglés", Keyword.LANGUAGE, "en"),
        ("INGLES", Keyword.LANGUAGE, "en"),
        ("fewer", Keyword.FEWER, "en"),
        ("MENOS", Keyword.FEWER, "es"),
        ("More!", Keyword.MORE, "en"),
        ("MAS", Keyword.MORE, "es"),
        ("más", Keyword.MORE, "es"),
        ("Pause", Keyword.PAUSE, "en"),
        ("¡PAUSA!", Keyword.PAUSE, "es"),
    ],
)
def test_a_keyword_is_known_however_it_is_written(text: str, keyword: Keyword, language: str) -> None:
    match = read_keyword(text)
    assert match is not None
    assert (match.keyword, match.language) == (keyword, language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "yes",
        "Sí",
        "si",
        "no",
        "1",
        "STOP 12345",
        "Stop. Thank you",
        "stop please",
        "CANCELAR la cita",
        "fin",
        "no más tarea?",
        "más o menos",
        "un poco más",
        "fewer kids came",
        "la pausa fue larga",
        "mi hijo es muy alto",
        "help me find the bus",
        "ayuda con la tarea",
        "start time?",
        "le dieron de alta",
        "hablo español",
        "Is there a Spanish class?",
        "¿Tienen clases de inglés?",
        "no English",
        "1 English",
    ],
)
def test_a_keyword_within_other_words_does_not_act(text: str) -> None:
    assert read_keyword(text) is None


@pytest.mark.parametrize(
    ("text", "keyword", "language", "name"),
    [
        ("JOIN ROBOTS", Keyword.JOIN, "en", "robots"),
        ("join the Robots!", Keyword.JOIN, "en", "robots"),
        ("Join robots please", Keyword.JOIN, "en", "robots"),
        ("UNIRME ROBOTS.", Keyword.JOIN, "es", "robots"),
        ("¿Unirme a «Fútbol», por favor?", Keyword.JOIN, "es", "futbol"),
        ("unirme al coro", Keyword.JOIN, "es", "coro"),
        ("LEAVE ROBOTS", Keyword.LEAVE, "en", "robots"),
        ("Salirme de robots", Keyword.LEAVE, "es", "robots"),
        ("salir robots", Keyword.LEAVE, "es", "robots"),
    ],
)
def test_some_keywords_are_followed_by_a_name(text: str, keyword: Keyword, language: str, name: str) -> None:
    match = read_keyword(text)
    assert match is not None
    assert (match.keyword, match.language, match.name) == (keyword, language, name)


@pytest.mark.parametrize(
    "text",
    ["join", "JOIN THE", "unirme a", "join please", "join us for dinner", "robots", "leave", "I join robots"],
)
def test_without_a_name_or_with_more_than_one_word_they_are_none(text: str) -> None:
    assert read_keyword(text) is None


def test_leaving_without_a_group_may_still_ask_to_stop() -> None:
    assert read_keyword("salir") == read_keyword("SALIR.")
    assert read_keyword("salir").keyword is Keyword.STOP  # type: ignore[union-attr]
    assert looks_like_stop("leave me alone")


@pytest.mark.parametrize(
    ("text", "acted"),
    [
        ("STOP", Keyword.STOP),
        (" stop\n", Keyword.STOP),
        ("OptOut", Keyword.STOP),
        ("yes", Keyword.START),
        ("unstop", Keyword.START),
        ("info", Keyword.HELP),
        ("stop.", None),
        ("stop please", None),
        ("opt out", None),
        ("ALTO", None),
        ("", None),
    ],
)
def test_the_provider_acts_on_its_own_single_words_only(text: str, acted: Keyword | None) -> None:
    assert provider_acts_on(text) is acted


def test_what_the_provider_stops_we_stop_too() -> None:
    assert {read_keyword(w) is not None for w in PROVIDER_DEFAULT_WORDS - {"YES"}} == {True}
    assert all(read_keyword(w).keyword is provider_acts_on(w) for w in PROVIDER_DEFAULT_WORDS - {"YES"})  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "word", ["stop", "End", "YES", "cancelar", "¡ayuda!", "info", "No más", "español", "English"]
)
def test_a_carrier_word_is_not_free_for_other_use(word: str) -> None:
    assert is_carrier_word(word)


@pytest.mark.parametrize("word", ["1", "JOIN", "sí", "no", ""])
def test_other_words_are_free(word: str) -> None:
    assert not is_carrier_word(word)


def test_a_stop_looks_like_a_stop_and_help_does_not() -> None:
    assert looks_like_stop("ALTO")
    assert not looks_like_stop("help")
    assert not looks_like_stop("in Spanish")


@pytest.mark.parametrize(
    ("words", "is_polite"),
    [
        ("", True),
        ("🙏", True),
        ("por favor", True),
        ("Gracias. ¿A qué hora es la junta?", True),
        ("please!", True),
        ("of my kids are ill", False),
        ("hijos enfermos", False),
        ("okapis", False),
    ],
)
def test_politeness_beside_a_number_is_told_from_words_that_matter(words: str, is_polite: bool) -> None:
    assert is_courtesy(words) is is_polite


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  ¡No   MÁS!  ", "no mas"),
        ("don’t", "dont"),
        ("don´t", "dont"),
        ("Straße", "strasse"),
        ("1️⃣ sí 👍🏽", "1 si"),
        ("ST\u200bOP", "stop"),
        ("Стоп!", "стоп"),
    ],
)
def test_only_letters_and_digits_matter(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_keyword(text)
    provider_acts_on(text)
    looks_like_stop(text)
