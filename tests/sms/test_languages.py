"""A language is data: a folder with its words, and a wording in each file of our texts."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.foundation.errors import NotFound
from app.foundation.i18n import LOCALES, language_name, waiting_words, when_words
from app.sms.catalog import Catalog
from app.sms.keywords import Keyword, KeywordMatch, keyword_list, normalise
from app.sms.languages import family_languages, language_files

PORTUGUESE = """
stop = ["pare", "parar", "sair", "cancelar"]
start = ["começar", "iniciar"]
help = ["ajuda"]
this_language = ["português", "em português", "portuguese", "portugués", "português por favor"]
this_language_when_asked = ["falo português"]
courtesy = ["por favor", "obrigado", "obrigada"]
looks_like_stop = ['\\bnao quero (?:mais )?(?:receber )?mensagens\\b', '^(?:pare|parar)(?: por favor| obrigad[oa])+$']
"""
GREETING = """
sent_when = "A test asks for it."
[budget]
en = 1
es = 1
pt = 1
both = 1
[slots]
child = "Maximiliano"
[text]
en = "Hi, {child}. We see you soon."
es = "Hola, {child}"
pt = "Olá, {child}"
both = "Hi / Hola / Olá {child}"
"""

AddLanguage = Callable[..., Path]


@pytest.fixture
def with_language(tmp_path: Path) -> AddLanguage:
    """English, Spanish and the languages of a test, in a folder of its own."""

    def add(**words: str) -> Path:
        shipped = {
            file.parent.name: file.read_text(encoding="utf-8") for file in LOCALES.glob("*/keywords.toml")
        }
        for language, content in {**shipped, **words}.items():
            (tmp_path / language).mkdir()
            (tmp_path / language / "keywords.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return add


def asks(match: KeywordMatch | None) -> tuple[Keyword, str | None] | None:
    return (match.keyword, match.language) if match else None


# What ships


def test_english_and_spanish_families_are_texted_in_their_own_language() -> None:
    assert family_languages() == ("en", "es")


@pytest.mark.parametrize(("language", "word"), [("en", "ENGLISH"), ("es", "ESPAÑOL")])
def test_the_word_that_we_tell_families_to_send_asks_for_that_language(language: str, word: str) -> None:
    (spoken,) = (s for s in language_files() if s.language == language)
    assert spoken.word_to_send == word
    assert asks(keyword_list().read(word)) == (Keyword.LANGUAGE, language)


def test_what_chooses_a_language_when_asked_asks_for_nothing_by_itself() -> None:
    for spoken in language_files():
        assert [w for w in spoken.this_language_when_asked if keyword_list().read(w)] == []


def test_no_words_choose_two_languages_when_asked() -> None:
    said = [normalise(words) for spoken in language_files() for words in spoken.this_language_when_asked]
    assert len(said) == len(set(said))


def test_where_all_languages_are_offered_each_has_its_own_number() -> None:
    offered = Catalog.load().wording("unknown_number", None).text
    for number, language in enumerate(family_languages(), 1):
        words, _, rest = offered.partition(f" {number}.")
        assert rest, f"nobody is told to reply {number}"
        assert language_name(language, language).casefold() in words.casefold()


# A third language, as data alone


def test_a_folder_with_its_words_makes_a_family_language(with_language: AddLanguage) -> None:
    assert family_languages(with_language(pt=PORTUGUESE, aa=PORTUGUESE)) == ("en", "aa", "es", "pt")


@pytest.mark.parametrize(
    ("text", "keyword", "language"),
    [
        ("SAIR", Keyword.STOP, "pt"),
        ("¡Alto!", Keyword.STOP, "es"),
        ("parar", Keyword.STOP, None),  # Spanish and Portuguese: no hint of either
        ("Começar", Keyword.START, "pt"),
        ("iniciar", Keyword.START, None),
        ("ajuda", Keyword.HELP, "pt"),
        ("Português", Keyword.LANGUAGE, "pt"),
        ("portugues!", Keyword.LANGUAGE, "pt"),
        ("español", Keyword.LANGUAGE, "es"),
    ],
)
def test_its_keywords_act_beside_the_others(
    with_language: AddLanguage, text: str, keyword: Keyword, language: str | None
) -> None:
    assert asks(keyword_list(with_language(pt=PORTUGUESE)).read(text)) == (keyword, language)


def test_its_own_way_of_asking_for_no_more_texts_is_noticed(with_language: AddLanguage) -> None:
    words = keyword_list(with_language(pt=PORTUGUESE))
    assert words.looks_like_stop("Bom dia. Não quero mais receber mensagens!")
    assert words.looks_like_stop("PARE obrigada")
    assert words.looks_like_stop("please stop texting me")
    assert not words.looks_like_stop("Ele não quer comer")


def test_its_politeness_is_known(with_language: AddLanguage) -> None:
    words = keyword_list(with_language(pt=PORTUGUESE))
    assert words.begins_politely("obrigado")
    assert not words.begins_politely("filhos doentes")


def test_its_wordings_are_chosen_and_owed(with_language: AddLanguage) -> None:
    folder = with_language(pt=PORTUGUESE)
    (folder / "greeting.toml").write_text(GREETING, encoding="utf-8")
    catalog = Catalog.load(folder, languages=family_languages(folder))
    assert catalog.wording("greeting", "pt").fill(child="Ana") == "Olá, Ana"
    assert catalog.wording("greeting", None).fill(child="Ana") == "Hi / Hola / Olá Ana"
    assert catalog.problems() == []


def test_a_text_that_nobody_has_worded_in_it_is_never_sent_in_english_alone(
    with_language: AddLanguage,
) -> None:
    folder = with_language(pt=PORTUGUESE)
    (folder / "greeting.toml").write_text(GREETING.replace('pt = "Olá, {child}"', ""), encoding="utf-8")
    catalog = Catalog.load(folder, languages=family_languages(folder))
    assert not catalog.speaks("greeting", "pt")
    assert catalog.problems() == ["greeting: has no wording in 'pt'"]
    with pytest.raises(NotFound, match="pt"):
        catalog.wording("greeting", "pt")


def test_its_dates_and_plurals_need_no_words_of_ours() -> None:
    moment = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
    zone = ZoneInfo("America/Los_Angeles")
    said = when_words(moment, zone=zone, now=datetime(2026, 11, 20, tzinfo=UTC), language="pt")
    assert "24 de nov" in said
    assert waiting_words(2 * 3600, language="pt") == "2 horas"
    assert waiting_words(36 * 3600, language="pt") == "2 dias"
    assert waiting_words(50, language="pt") == "50 segundos"
    assert language_name("pt", "pt") == "Português"


# Mistakes in a file


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({'["ajuda"]': '["ajuda", "alta"]'}, "'alta' asks for start in {es} and for help in {pt}"),
        ({'["ajuda"]': '["ajuda", "sair"]'}, "'sair' asks for stop in {pt} and for help in {pt}"),
        ({'"portuguese"': '"Español"'}, "'espanol' asks for language in {es} and for language in {pt}"),
        ({'"portuguese"': '"help"'}, "'help' asks for help in {en} and for language in {pt}"),
        ({'"ajuda"': '"🛟"'}, "'🛟' in {pt} has neither letters nor digits"),
        ({'help = ["ajuda"]': ""}, "{pt}: says nothing for help"),
        ({'["ajuda"]': "[]"}, "{pt}: says nothing for help"),
        ({'["ajuda"]': '"ajuda"'}, "{pt}: help is not a list of words"),
        ({"help": "halp"}, "{pt}: nothing here is called halp"),
    ],
)
def test_a_mistake_names_the_word_and_the_files(
    with_language: AddLanguage, changed: Mapping[str, str], problem: str
) -> None:
    content = PORTUGUESE
    for written, instead in changed.items():
        content = content.replace(written, instead, 1)
    folder = with_language(pt=content)
    files = {language: folder / language / "keywords.toml" for language in ("en", "es", "pt")}
    with pytest.raises(ValueError, match=r"keywords\.toml") as mistake:
        keyword_list(folder)
    assert str(mistake.value) == problem.format(**files)


def test_a_file_that_cannot_be_read_is_named(with_language: AddLanguage) -> None:
    with pytest.raises(ValueError, match="Expected") as mistake:
        family_languages(with_language(pt="stop"))
    assert "pt/keywords.toml" in str(mistake.value.__notes__)
