import re
from itertools import pairwise
from pathlib import Path

import pytest

from app.foundation.errors import Invalid, NotFound
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, PhraseBank, Slot, SlotKind, Topic, search
from app.sms.reading_level import reading_level
from app.sms.segments import measure
from app.sms.template import Template
from app.sms.wording_check import MOST_GRADE, carrier_words_offered

BANK = PhraseBank.load()

SHARED = """
[budget]
en = 1
es = 1
[slots.child]
kind = "child"
longest = "Maximiliano"
[slots.date]
kind = "date"
longest = { en = "Wednesday, September 30", es = "miércoles, 30 de septiembre" }
"""
GOOD = """
[title]
en = "Weather"
es = "Clima"
[phrases.closed]
en = "There is no school on {date}, {child}."
es = "El {date} no hay clases, {child}."
"""


def bank_of(directory: Path, content: str, shared: str = SHARED) -> PhraseBank:
    (directory / "_bank.toml").write_text(shared, encoding="utf-8")
    (directory / "weather.toml").write_text(content, encoding="utf-8")
    return PhraseBank.load(directory, languages=("en", "es"))


def own_phrase(english: str, spanish: str, topic: Topic | None = None) -> Phrase:
    return Phrase(english, topic, {"en": Template(english), "es": Template(spanish)}, {})


def longest(phrase: Phrase, language: str) -> str:
    values = {name: slot.longest_in(language) for name, slot in phrase.slots.items()}
    return phrase.wordings[language].fill(**{name: value for name, value in values.items() if value})


def spanish() -> list[str]:
    return [phrase.wordings["es"].text for phrase in BANK.phrases]


def test_every_phrase_that_we_ship_may_be_offered() -> None:
    assert BANK.problems() == []


def test_there_are_enough_phrases_to_teach_a_year_with() -> None:
    assert len(BANK.phrases) >= 120
    assert len({phrase.id for phrase in BANK.phrases}) == len(BANK.phrases)
    assert {topic.id for topic in BANK.topics} >= {
        *("absence", "pick_up", "good_news", "missing_work", "field_trip", "sick_or_hurt"),
        *("conferences", "your_language", "thanks", "open_questions"),
    }


def test_every_phrase_is_worded_once_in_every_language() -> None:
    for language in family_languages():
        texts = [phrase.wordings[language].text for phrase in BANK.phrases]
        assert len(set(texts)) == len(BANK.phrases)


def test_every_phrase_fills_the_same_slots_in_every_language() -> None:
    for phrase in BANK.phrases:
        for language in family_languages():
            assert set(phrase.wordings[language].slots) == set(phrase.slots), phrase.id


@pytest.mark.parametrize(("language", "budget"), [("en", 1), ("es", 2)])
def test_every_phrase_is_short_with_the_longest_values(language: str, budget: int) -> None:
    assert [p.id for p in BANK.phrases if measure(longest(p, language)).segments > budget] == []


def test_a_child_whose_name_has_an_accent_costs_a_spanish_family_no_third_segment() -> None:
    accented = [longest(phrase, "es").replace("Maximiliano", "José Ángel") for phrase in BANK.phrases]
    assert [text for text in accented if measure(text).segments > 2] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_phrases_together_read_far_below_the_sixth_grade(language: str) -> None:
    passage = "\n".join(re.sub(r"\{\w+\}", "Ana", p.wordings[language].text) for p in BANK.phrases)
    level = reading_level(passage, language)
    assert level is not None
    assert level.grade < MOST_GRADE


def test_no_phrase_offers_a_carrier_word_as_an_answer() -> None:
    texts = [wording.text for phrase in BANK.phrases for wording in phrase.wordings.values()]
    assert [text for text in texts if carrier_words_offered(text)] == []


def test_choices_are_numbered_from_one_and_as_many_in_every_language() -> None:
    for phrase in BANK.phrases:
        numbers = {tuple(re.findall(r"(\d)\)", wording.text)) for wording in phrase.wordings.values()}
        assert len(numbers) == 1, phrase.id
        assert [int(n) for n in numbers.pop()] in ([], [1, 2], [1, 2, 3], [1, 2, 3, 4])


def test_spanish_opens_every_question_and_exclamation() -> None:
    for text in spanish():
        assert text.count("?") == text.count("¿"), text
        assert text.count("!") == text.count("¡"), text


@pytest.mark.parametrize(
    "mistake",
    [
        r"\blas? \{time\}",  # "las 1:15"
        r"\{time\}\.",  # "3:15 p.m.."
        r"\b[yo] \{(child|name)\}",  # "y Isabel", "o Óscar"
        r"(?<!\b[Ee]l )(?<!\bdel )\{date\}",  # a day wants its article
        r"\b(al|del) \{(child|name)\}",
        r"\{number\} \w+s\b",  # "1 libros"
        r"/[ao]\b|\w@\b|\([ao]\)",  # "listo/a"
        r"(?i)\b(él|ella|contigo|tus)\b",  # the child's gender is not known, and the family is usted
    ],
)
def test_spanish_reads_right_whatever_fills_the_slots(mistake: str) -> None:
    assert [text for text in spanish() if re.search(mistake, text)] == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("missed", "absence.missed_today"),
        ("extrañamos", "absence.missed_today"),
        ("extran", "absence.missed_today"),
        ("EXTRAÑ hoy", "absence.missed_today"),
        ("autobus tarde", "bus.running_late"),
        ("bus late", "bus.running_late"),
        ("interp", "your_language.interpreter"),
        ("recoger hoy", "pick_up.who_today"),
        ("love to do", "open_questions.loves_to_do"),
        ("encanta hacer", "open_questions.loves_to_do"),
        ("fiebre", "sick_or_hurt.fever"),
        ("grac av", "absence.thanks_for_telling"),
        ("absent", "absence.missed_today"),
        ("lonche", "lunch_and_money.food_for_home"),
    ],
)
def test_a_phrase_is_found_while_typing_in_either_language(typed: str, found: str) -> None:
    assert found in [phrase.id for phrase in BANK.search(typed, limit=12)]


def test_the_name_of_a_child_does_not_hide_what_is_looked_for() -> None:
    without = BANK.search("fever")
    assert without
    assert BANK.search("Xiomara fever") == without
    assert BANK.search("Xiomara") == []


def test_every_known_word_narrows_the_search() -> None:
    counts = [len(BANK.search(typed, limit=999)) for typed in ("send", "send coat", "send coat extra")]
    assert all(wider > narrower > 0 for wider, narrower in pairwise(counts))


def test_nothing_typed_finds_nothing() -> None:
    assert BANK.search("") == BANK.search(" ¿? ") == []


def test_no_more_is_found_than_asked_for() -> None:
    assert len(BANK.search("a", limit=3)) == 3


def test_the_best_fit_comes_first() -> None:
    by_topic = own_phrase("We met.", "Nos vimos.", Topic("x", {"en": "Snow day", "es": "Nieve"}))
    by_beginning = own_phrase("It is a snowy day.", "Cae nieve.")
    long = own_phrase("There will be much snow all over our town.", "Va a nevar mucho.")
    short = own_phrase("We have snow.", "Hay nieve.")
    assert search([by_topic, by_beginning, long, short], "snow", limit=9) == [
        short,
        long,
        by_beginning,
        by_topic,
    ]


def test_the_phrases_of_a_school_are_found_among_ours() -> None:
    own = own_phrase("The garden club meets today.", "Hoy se reúne el club del huerto.")
    assert search([*BANK.phrases, own], "huerto", limit=5) == [own]
    assert search([*BANK.phrases, own], "garden cl", limit=5) == [own]


def test_a_slot_is_not_a_word_to_be_found() -> None:
    own = Phrase("x", None, {"en": Template("Bring {child}.")}, {"child": Slot(SlotKind.CHILD, "Ana")})
    assert search([own], "child", limit=5) == []


def test_a_phrase_is_had_by_its_id() -> None:
    assert BANK.get("pick_up.who_today").wordings["en"].text == "Who will pick up {child} today?"
    assert BANK.get("pick_up.who_today").slots["child"].kind is SlotKind.CHILD
    with pytest.raises(NotFound, match=r"pick_up\.nobody"):
        BANK.get("pick_up.nobody")


def test_a_topic_has_its_title_in_the_language_of_staff_and_english_where_there_is_none() -> None:
    topic = next(topic for topic in BANK.topics if topic.id == "absence")
    assert (topic.title("en"), topic.title("es"), topic.title("vi")) == ("Absence", "Ausencias", "Absence")
    assert BANK.get("absence.missed_today") in BANK.of_topic("absence")


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, GOOD)
    assert bank.problems() == []
    assert [phrase.id for phrase in bank.phrases] == ["weather.closed"]


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('es = "El {date} no hay clases, {child}."', "", "weather.closed: has no wording in 'es'"),
        ('es = "Clima"', "", "weather: has no title in 'es'"),
        ("El {date} no", "Mañana no", "weather.closed: es: does not fill 'date' as another language does"),
        ("{child}", "{pupil}", "weather.closed: en: fills 'pupil', of which nobody has said what it holds"),
        ("no hay", "“no” hay", "weather.closed: es: write '\"' instead of '“'"),
        ("no hay", "no va a haber " + "más " * 8, "weather.closed: es: takes up to 2 segments, budget 1"),
        ("There is", "Reply YES. There is", "weather.closed: en: 'YES' means something to the carrier"),
        (
            "There is",
            "Please reply yes. There is",
            "weather.closed: en: 'yes' means something to the carrier",
        ),
        ("no hay", "1) sí 2) salir. No hay", "weather.closed: es: 'salir' means something to the carrier"),
        (
            "There is no school on",
            "Educational activities are temporarily discontinued following meteorological observations before",
            "weather.closed: en: reads at grade",
        ),
        (
            "no hay clases",
            "quedarán suspendidas temporalmente las actividades educativas",
            "weather.closed: es: reads at grade",
        ),
    ],
)
def test_a_mistake_in_a_phrase_is_told_in_a_sentence(
    tmp_path: Path, written: str, instead: str, problem: str
) -> None:
    problems = bank_of(tmp_path, GOOD.replace(written, instead)).problems()
    assert any(p.startswith(problem) for p in problems), problems


def test_short_texts_that_are_a_little_too_hard_are_refused_together(tmp_path: Path) -> None:
    title = '[title]\nen = "Forms"\nes = "Formularios"\n'
    one = '[phrases.a{n}]\nen = "{n}: we sent it."\nes = "Formularios para matemáticas y lectura."\n'
    problems = bank_of(tmp_path, title + "".join(one.format(n=n) for n in range(20))).problems()
    assert all("together" in problem or "grade" in problem for problem in problems)
    assert any(problem.startswith("weather: es: all texts together read at grade") for problem in problems)


def test_a_slot_needs_a_longest_value_in_every_language(tmp_path: Path) -> None:
    shared = SHARED.replace(', es = "miércoles, 30 de septiembre"', "")
    assert bank_of(tmp_path, GOOD, shared).problems() == [
        "weather.closed: es: nobody has said how long 'date' may get"
    ]


@pytest.mark.parametrize(
    ("content", "shared", "named"),
    [
        ("[title", SHARED, "weather.toml"),
        (GOOD.replace("[title]", "[head]"), SHARED, "weather.toml"),
        (GOOD.replace("{child}", "{child"), SHARED, "weather.toml"),
        (GOOD, SHARED.replace('"child"', '"pupil"'), "_bank.toml"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str, shared: str, named: str) -> None:
    with pytest.raises((ValueError, KeyError, Invalid)) as failure:
        bank_of(tmp_path, content, shared)
    assert named in str(failure.value.__notes__)
