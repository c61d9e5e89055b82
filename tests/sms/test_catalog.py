from pathlib import Path

import pytest

from app.foundation.errors import NotFound
from app.sms.catalog import Catalog
from app.sms.keywords import Keyword, read_keyword

GOOD = """
sent_when = "A test asks for it."
[budget]
en = 1
es = 1
[slots]
child = "Maximiliano"
[text]
en = "Hello, {child}"
es = "Hola, {child}"
"""


def catalog_of(directory: Path, content: str) -> Catalog:
    (directory / "greeting.toml").write_text(content, encoding="utf-8")
    return Catalog.load(directory)


def test_every_text_that_we_ship_is_complete_and_within_its_budget() -> None:
    assert Catalog.load().problems() == []


def test_the_texts_of_the_first_conversation_are_there() -> None:
    assert set(Catalog.load().names) >= {
        *("opt_out_confirmed", "opt_in_confirmed", "help", "unknown_number"),
        *("who_is_this_for", "media_not_received"),
    }


@pytest.mark.parametrize("language", ["en", "es", None])
def test_every_text_that_we_ship_names_the_school_or_leads_to_the_words_of_a_person(
    language: str | None,
) -> None:
    catalog = Catalog.load()
    in_turn = {name for name in catalog.names if name.startswith(("event_", "idea_", "broadcast_", "voice_"))}
    """What is said in each language in turn where none is known, and so has no wording that speaks them all."""
    parts = {
        name
        for name in catalog.names
        if name.startswith(("idea_credit_", "broadcast_no_child", "voice_keys"))
    }
    """What stands inside another text, or follows a greeting that names the school."""
    for name in set(catalog.names) - parts if language else set(catalog.names) - in_turn:
        assert {"school", "words"} & set(catalog.wording(name, language).slots)


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("help", "en", {"STOP"}),
        ("help", "es", {"ALTO"}),
        ("opt_out_confirmed", "en", {"START"}),
        ("opt_out_confirmed", "es", {"INICIAR", "START"}),
        ("opt_in_confirmed", "en", {"STOP", "HELP"}),
        ("opt_in_confirmed", "es", {"ALTO", "AYUDA"}),
        ("opt_in_confirmed", None, {"STOP", "HELP", "ALTO", "AYUDA"}),
    ],
)
def test_the_words_a_family_is_told_to_send_are_words_that_act(
    name: str, language: str | None, words: set[str]
) -> None:
    text = Catalog.load().wording(name, language).text
    in_capitals = {word.strip(".,/") for word in text.split() if word.strip(".,/").isupper()}
    assert in_capitals == words
    assert all(read_keyword(word) for word in words)


def test_help_says_whom_to_call() -> None:
    for language in ("en", "es", None):
        assert "office_phone" in Catalog.load().wording("help", language).slots
    assert read_keyword("AYUDA").keyword is Keyword.HELP  # type: ignore[union-attr]


def test_a_wording_is_chosen_by_name_and_language(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, GOOD)
    assert catalog.names == ("greeting",)
    assert catalog.wording("greeting", "es").fill(child="Ana") == "Hola, Ana"
    assert catalog.problems() == []


@pytest.mark.parametrize(("name", "language"), [("farewell", "en"), ("greeting", "so"), ("greeting", None)])
def test_what_is_not_worded_is_an_error_and_never_english(
    tmp_path: Path, name: str, language: str | None
) -> None:
    with pytest.raises(NotFound, match=name):
        catalog_of(tmp_path, GOOD).wording(name, language)


def test_an_unknown_language_gets_the_text_that_speaks_both(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, GOOD + 'both = "Hello / Hola {child}"')
    assert catalog.wording("greeting", None).fill(child="Ana") == "Hello / Hola Ana"
    assert catalog.problems() == ["greeting: both: has no segment budget"]


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('es = "Hola, {child}"', "", "has no wording in 'es'"),
        ("Hola, {child}", "Hola", "es: fills [], but [slots] lists ['child']"),
        ("Hola, {child}", "Hola, {nino}", "es: fills ['nino'], but [slots] lists ['child']"),
        ("Hola, {child}", "Hola… {child}", "es: write '...' instead of '…'"),
        ("Maximiliano", "x" * 160, "en: takes up to 2 segments, budget 1"),
        ("Hola", "Está aquí " + "x" * 60, "es: takes up to 2 segments, budget 1"),
        ("[slots]", '[choices]\nen = ["1", "Yes"]\n[slots]', "en: 'Yes' means something to the carrier"),
        ("Hello,", "Reply YES,", "en: 'YES' means something to the carrier and cannot be a choice"),
        ("Hola,", "Responda alto si no,", "es: 'alto' means something to the carrier and cannot be a choice"),
        ("[budget]", 'keywords = ["halt"]\n[budget]', "'halt' is no keyword"),
        (
            "Hello, ",
            "Notification regarding mandatory immunization documentation requirements: ",
            "en: reads at grade",
        ),
        (
            "Hola, ",
            "La documentación correspondiente a la vacunación obligatoria permanece incompleta: ",
            "es: reads at grade",
        ),
    ],
)
def test_a_mistake_in_a_file_is_told_in_a_sentence(
    tmp_path: Path, written: str, instead: str, problem: str
) -> None:
    problems = catalog_of(tmp_path, GOOD.replace(written, instead)).problems()
    assert any(p.startswith(f"greeting: {problem}") for p in problems)


def test_a_message_may_tell_a_family_to_send_the_keywords_that_it_names_and_no_other(tmp_path: Path) -> None:
    tells = GOOD.replace("Hello,", "Reply STOP to end,").replace("[budget]", 'keywords = ["stop"]\n[budget]')
    assert catalog_of(tmp_path, tells).problems() == []
    assert catalog_of(tmp_path, tells.replace("STOP", "HELP")).problems() == [
        "greeting: en: 'HELP' means something to the carrier and cannot be a choice"
    ]


def test_a_language_that_families_read_is_owed_a_wording(tmp_path: Path) -> None:
    catalog_of(tmp_path, GOOD)
    catalog = Catalog.load(tmp_path, languages=("en", "es", "vi"))
    assert catalog.problems() == ["greeting: has no wording in 'vi'"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expected") as failure:
        catalog_of(tmp_path, "sent_when")
    assert "greeting.toml" in str(failure.value.__notes__)
