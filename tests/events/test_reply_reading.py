"""Reading replies to invitations: the labelled phrases, and what must hold for every text."""

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from app.events.reading.read_reply import ReadBack, read_back, read_reply
from app.events.reading.reply import Asked, Attendance, Doubt, Need, Reading
from app.sms.keywords import normalise

YES, PHONE, NO, MAYBE = Attendance.COMING, Attendance.BY_PHONE, Attendance.CANNOT, Attendance.MAYBE
THURSDAY = date(2025, 10, 16)
ONE = Asked((THURSDAY,), (YES, PHONE, NO))
SERIES = Asked((date(2025, 9, 9), date(2025, 9, 16), date(2025, 9, 23)), may_join_by_phone=True)
INVITATIONS = {
    "one": ONE,
    "yes_or_no": Asked((THURSDAY,), (YES, NO)),
    "seats": Asked((date(2025, 10, 4),)),
    "series": SERIES,
    "weekdays": Asked((date(2025, 10, 6), date(2025, 10, 8), date(2025, 10, 10)), may_join_by_phone=True),
}
LEAST_RIGHT = 0.95


@dataclass(frozen=True)
class Phrase:
    """A text, what it answers, and how a person reads it."""

    text: str
    language: str
    invitation: str
    means: tuple[tuple[int, Attendance], ...]
    people: int | None
    needs: frozenset[Need]
    asks: bool
    person: bool

    def read(self, text: str | None = None) -> Reading:
        """As the product reads it: with the language of the phone as a hint, where there is one."""
        hint = None if self.language == "mixed" else self.language
        return read_reply(self.text if text is None else text, INVITATIONS[self.invitation], language=hint)


@cache
def phrases(file: str) -> tuple[Phrase, ...]:
    groups = tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))["replies"]
    return tuple(phrase for group in groups for phrase in _phrases(**group))


def _phrases(
    texts: list[str],
    language: str,
    invitation: str = "one",
    means: str | dict[str, str] = "",
    people: int | None = None,
    needs: Sequence[str] = (),
    *,
    asks: bool = False,
    person: bool = False,
) -> list[Phrase]:
    by_number = {"1": means} if isinstance(means, str) else means
    meant = tuple((int(number), Attendance(word)) for number, word in by_number.items() if word)
    kinds = frozenset(Need(need) for need in needs)
    return [Phrase(text, language, invitation, meant, people, kinds, asks, person) for text in texts]


def development() -> tuple[Phrase, ...]:
    return phrases("replies.toml")


def held_out() -> list[Phrase]:
    """Those that the word lists cannot have been made with: none that stands among the others too."""
    known = {(normalise(phrase.text), phrase.invitation) for phrase in development()}
    return [p for p in phrases("replies_held_out.toml") if (normalise(p.text), p.invitation) not in known]


def said(reading: Reading) -> tuple[tuple[int, Attendance], ...]:
    return tuple((answer.number, answer.attendance) for answer in reading.attendance)


def is_right(phrase: Phrase, reading: Reading) -> bool:
    if phrase.person:
        finds_question = not phrase.asks or reading.has_question
        finds_needs = not phrase.needs or reading.kinds_of_need == phrase.needs
        return not reading.is_clean and finds_question and finds_needs
    return reading.is_clean and (
        (phrase.means, phrase.people, phrase.needs, phrase.asks)
        == (said(reading), reading.people, reading.kinds_of_need, reading.has_question)
    )


def is_opposite(phrase: Phrase, reading: Reading) -> bool:
    meant = dict(phrase.means)
    return any({meant.get(number), read} == {YES, NO} for number, read in said(reading))


SETS = {"development": development, "held out": held_out}


def test_there_are_as_many_phrases_as_were_promised() -> None:
    written = Counter(phrase.language for phrase in (*development(), *held_out()))
    assert written["en"] >= 250
    assert written["es"] >= 300
    assert written["mixed"] >= 50
    assert len(held_out()) >= 200


@pytest.mark.parametrize("name", SETS)
def test_nearly_all_phrases_are_read_as_a_person_reads_them(name: str) -> None:
    every = SETS[name]()
    missed = [
        f"{phrase.text!r} ({phrase.invitation})" for phrase in every if not is_right(phrase, phrase.read())
    ]
    right = 1 - len(missed) / len(every)
    print(f"{name}: {right:.1%} of {len(every)} right")  # the held-out misses stay unread, unless this fails
    assert right >= LEAST_RIGHT, f"{name}: {right:.1%}, missed: " + "; ".join(missed)


@pytest.mark.parametrize("name", SETS)
def test_no_phrase_is_read_as_the_opposite_of_what_was_meant(name: str) -> None:
    assert [phrase.text for phrase in SETS[name]() if is_opposite(phrase, phrase.read())] == []


@pytest.mark.parametrize("name", SETS)
def test_no_phrase_is_read_as_its_opposite_where_the_phone_gives_no_hint_or_a_wrong_one(name: str) -> None:
    for phrase in SETS[name]():
        for hint in (None, "en", "es", "xx"):
            reading = read_reply(phrase.text, INVITATIONS[phrase.invitation], language=hint)
            assert not is_opposite(phrase, reading), (phrase.text, hint)


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("¿a qué hora es?", Doubt.QUESTION),
        ("??", Doubt.QUESTION),
        ("can I bring my sister", Doubt.QUESTION),
        ("yes and no", Doubt.SEVERAL_MEANINGS),
        ("1 and 3", Doubt.SEVERAL_MEANINGS),
        ("no creo", Doubt.DOUBTFUL),
        ("si mi esposo llega temprano vamos", Doubt.DOUBTFUL),
        ("ok", Doubt.DOUBTFUL),
        ("STOP", Doubt.DOUBTFUL),
        ("alto", Doubt.DOUBTFUL),
        ("español", Doubt.DOUBTFUL),
        ("Liked “Dinner on Thursday. 1) yes 2) by phone 3) no”", Doubt.DOUBTFUL),
        ("she lost her jacket", Doubt.NOTHING_UNDERSTOOD),
        ("", Doubt.NOTHING_UNDERSTOOD),
    ],
)
def test_a_person_is_told_why_a_reply_is_theirs(body: str, doubt: Doubt) -> None:
    reading = read_reply(body, ONE)
    assert (reading.doubt, reading.attendance, reading.note) == (doubt, (), body)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("si vamos, yo llevo el arroz", "yo llevo el arroz"),
        ("No podemos, mi bebé está enfermo", "mi bebé está enfermo"),
        ("Yes! What should we bring?", "What should we bring"),
        ("we'll be there by 6:30, save us a seat", "by 6:30, save us a seat"),
        ("1 gracias", ""),
        ("sí, somos 4", ""),
    ],
)
def test_what_is_said_beyond_the_answer_stays_in_the_note(body: str, note: str) -> None:
    reading = read_reply(body, ONE)
    assert reading.is_clean
    assert reading.note == note


def test_a_need_is_kept_in_the_words_of_the_family() -> None:
    reading = read_reply("si vamos 4, mi hijo es alérgico al cacahuate y necesitamos ride", ONE)
    assert [(stated.need, stated.words) for stated in reading.needs] == [
        (Need.DIET, "mi hijo es alérgico al cacahuate"),
        (Need.RIDE, "necesitamos ride"),
    ]


def test_a_date_that_nobody_spoke_of_is_not_in_the_reading() -> None:
    reading = read_reply("1 and 3 need ride", SERIES)
    assert reading.dates_with(YES) == (date(2025, 9, 9), date(2025, 9, 23))
    assert reading.kinds_of_need == {Need.RIDE}
    assert [answer.number for answer in reading.attendance] == [1, 3]


def test_a_question_beside_a_clear_answer_leaves_it_clear_and_wants_a_person() -> None:
    reading = read_reply("si vamos 4, a que hora es?", ONE)
    assert reading.is_clean
    assert reading.wants_a_person
    assert reading.people == 4


def test_an_answer_inside_a_question_that_says_otherwise_spoils_it() -> None:
    assert not read_reply("yes what time is it actually no we can't", ONE).is_clean


def test_a_clean_reading_is_said_back_in_the_language_of_the_family() -> None:
    reading = read_reply("1,3 somos 5 y necesito transporte, soy vegetariana", SERIES)
    assert read_back(reading, "es") == ReadBack(
        coming="9 sept y 23 sept",
        by_phone="",
        cannot="",
        maybe="",
        people=5,
        needs=(Need.RIDE, Need.DIET),
        note="",
        has_question=False,
    )
    assert read_back(reading, "en").coming == "Sep 9 and Sep 23"


def test_a_doubtful_reading_is_never_said_back() -> None:
    with pytest.raises(ValueError, match="never said back"):
        read_back(read_reply("ok", ONE), "en")


def test_an_invitation_has_a_date_and_a_series_no_choices_besides_its_dates() -> None:
    with pytest.raises(ValueError, match="has a date"):
        Asked(())
    with pytest.raises(ValueError, match="own choices"):
        Asked(SERIES.dates, (YES, NO))


answered = st.deferred(
    lambda: st.sampled_from([p for p in (*development(), *held_out()) if p.read().is_clean])
)
a_phrase = st.sampled_from([*development(), *held_out()])


def words_of(text: str) -> Counter[str]:
    return Counter(regex.findall(r"[\p{L}\p{N}]+", text))


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def has_same_answer(one: Reading, other: Reading) -> bool:
    return (said(one), one.people, one.kinds_of_need) == (said(other), other.people, other.kinds_of_need)


@given(phrase=answered, ending=st.sampled_from(["", " ", "\n", " 😊", "🙏🏽", " 🎉🎉", "!", " ❤️"]))
def test_blanks_capitals_accents_and_emoji_make_no_difference(phrase: Phrase, ending: str) -> None:
    plain = phrase.read()
    for text in (
        f"  {phrase.text.replace(' ', '  ')}{ending}",
        phrase.text.upper() + ending,
        phrase.text.capitalize(),
        without_accents(phrase.text) + ending,
        unicodedata.normalize("NFD", phrase.text),
    ):
        assert has_same_answer(phrase.read(text), plain), text


@given(
    phrase=answered,
    before=st.sampled_from(["", "Hola, ", "hi, ", "Buenas tardes maestra, ", "Good morning. "]),
    after=st.sampled_from(
        ["", ", gracias", ". Thank you!", ", thanks so much", ". Que tenga buen día", ". God bless"]
    ),
)
def test_courtesy_changes_no_answer(phrase: Phrase, before: str, after: str) -> None:
    text = f"{before}{phrase.text.rstrip(' .!')}{after}"
    polite = phrase.read(text)
    assert not polite.is_clean or has_same_answer(polite, phrase.read()), text
    assert not is_opposite(phrase, polite)


@given(
    phrase=st.sampled_from([p for p in development() if {a for _, a in p.means} == {YES} and not p.person]),
    denial=st.sampled_from(["no ", "ya no ", "nunca ", "no creo que ", "not ", "never ", "i don't think "]),
)
def test_a_denial_before_a_yes_is_never_read_as_a_yes(phrase: Phrase, denial: str) -> None:
    reading = phrase.read(denial + phrase.text)
    assert not reading.is_clean or YES not in dict(said(reading)).values()


ADDED = {
    YES: [" pero no puedo", " but we can't", ", no no vamos"],
    NO: [" pero si vamos", ", yes we will be there"],
}


@given(
    phrase=st.sampled_from(
        [p for p in development() if p.invitation == "one" and not p.asks and not p.person]
    ),
    data=st.data(),
)
def test_an_answer_beside_its_contradiction_is_left_to_a_person(phrase: Phrase, data: st.DataObject) -> None:
    for meant, contradictions in ADDED.items():
        if {attendance for _, attendance in phrase.means} == {meant}:
            text = phrase.text.rstrip(" .!") + data.draw(st.sampled_from(contradictions))
            assert not phrase.read(text).is_clean, text


@given(phrase=a_phrase)
def test_nothing_that_was_written_is_dropped(phrase: Phrase) -> None:
    reading = phrase.read()
    if reading.is_clean:
        kept = Counter[str]()
        for stretch in (reading.note, *reading.understood):
            kept += words_of(stretch)
        assert kept == words_of(phrase.text)
    else:
        assert reading.note == phrase.text.strip()


@settings(max_examples=200)
@given(
    texts=st.lists(st.sampled_from([p.text for p in development()]), min_size=1, max_size=4),
    joint=st.sampled_from([" ", ", ", ". ", " y ", " but ", "\n"]),
    asked=st.sampled_from(list(INVITATIONS.values())),
)
def test_texts_run_together_lose_no_word_and_name_no_date_that_is_not_there(
    texts: list[str], joint: str, asked: Asked
) -> None:
    body = joint.join(texts)
    reading = read_reply(body, asked)
    assert all(asked.dates[answer.number - 1] == answer.on for answer in reading.attendance)
    if reading.is_clean:
        stretches = " ".join((reading.note, *reading.understood))
        assert words_of(stretches) == words_of(body)
    else:
        assert reading.attendance == ()


@given(body=st.text(), asked=st.sampled_from(list(INVITATIONS.values())))
def test_reading_never_fails(body: str, asked: Asked) -> None:
    reading = read_reply(body, asked)
    assert reading.people is None or 1 <= reading.people <= 20
    assert reading.is_clean or not reading.attendance
