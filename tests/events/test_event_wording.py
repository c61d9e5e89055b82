"""What families read of an event, in each language."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.events.answers.question import choices_of
from app.events.event import Event, EventDate, Words
from app.events.guest import Dish, Seat
from app.events.mailing import EventTextKind
from app.events.reading.read_reply import read_reply
from app.events.reading.reply import Asked, Attendance, Need
from app.events.sending.wording import Telling, bodies, invitation_words
from app.events.sending.words import EventWords
from app.schools.school import School
from app.sms.encoding import Encoding
from app.sms.segments import measure
from tests.support.cast import CATALOG

THURSDAY = datetime(2026, 9, 25, 1, tzinfo=UTC)
"""Six in the evening of the 24th, at the school."""


def school(**details: Any) -> School:  # noqa: ANN401 - any column
    columns = {"name": "Alameda School", "time_zone": "America/Los_Angeles", "office_phone": "(206) 555-0100"}
    return School(**{**columns, **details})


def event(**details: Any) -> Event:  # noqa: ANN401 - any column
    columns: dict[str, Any] = {
        "title": {"en": "Family dinner", "es": "Cena familiar"},
        "place": {"en": "School gym", "es": "Gimnasio"},
        "about": {"en": "Games for all ages.", "es": "Con juegos para todos."},
        "phone_words": {},
        "question": {},
        "offers": ["ride", "childcare", "interpreter"],
        "is_potluck": False,
    }
    return Event(**{**columns, **details})


def evenings(count: int = 1, *, hours: float = 1.5, **details: Any) -> list[EventDate]:  # noqa: ANN401
    starts = [THURSDAY + timedelta(weeks=week) for week in range(count)]
    return [
        EventDate(
            number=n, starts_at=start, ends_at=start + timedelta(hours=hours), **{"place": {}, **details}
        )
        for n, start in enumerate(starts, 1)
    ]


def said(kind: EventTextKind, telling: Telling) -> dict[str, str]:
    return bodies(kind, telling, school(), CATALOG)


BY_PHONE = {"en": "Call (206) 555-0100.", "es": "Llame al (206) 555-0100."}


def test_an_invitation_says_when_and_where_what_the_school_can_do_and_how_to_answer() -> None:
    assert invitation_words(event(), evenings(), school(), CATALOG) == {
        "en": "Alameda School: You are invited! Family dinner. Thursday, September 24, 6:00-7:30 PM, School gym. "
        "Games for all ages. We can help with a ride, childcare, an interpreter: just say so.\n"
        "1) we are coming 2) we cannot come. Text the number and how many you are, like: 1 we are 4",
        "es": "Alameda School: ¡Les invitamos! Cena familiar. Jueves, 24 de septiembre, 6:00-7:30 p.m., Gimnasio. "
        "Con juegos para todos. Podemos ayudarles con transporte, cuidado de niños, intérprete: solo nos dicen.\n"
        "1) vamos 2) no podemos. Contesten 1 o 2 y el total de personas, por ejemplo: 1 somos 4",
    }


def test_a_series_is_one_question_with_a_number_for_every_date() -> None:
    words = invitation_words(event(offers=[]), evenings(3), school(), CATALOG)
    assert "6:00-7:30 PM, School gym" in words["en"]
    assert words["en"].endswith(
        "\n1) Thu, Sep 24 2) Thu, Oct 1 3) Thu, Oct 8"
        "\nText the numbers and how many you are, like: 1,3 we are 5. If you cannot come, just say so."
    )
    assert "\n1) jue, 24 de sept 2) jue, 1 de oct 3) jue, 8 de oct\n" in words["es"]


def test_what_dates_do_not_share_stands_with_each_of_them() -> None:
    dates = evenings(2)
    dates[1].starts_at += timedelta(hours=1)
    dates[1].place = {"en": "Library", "es": "Biblioteca"}
    english = invitation_words(event(), dates, school(), CATALOG)["en"]
    assert "Family dinner. Thu, Sep 24 - Thu, Oct 1. Games" in english
    assert "1) Thu, Sep 24, 6:00-7:30 PM, School gym 2) Thu, Oct 1, 7:00-7:30 PM, Library\n" in english


@pytest.mark.parametrize("phone_words", [{}, BY_PHONE])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_examples_and_numbers_that_families_are_given_mean_what_they_say(
    language: str, count: int, phone_words: Words
) -> None:
    it, dates = event(phone_words=phone_words), evenings(count)
    text = invitation_words(it, dates, school(), CATALOG)[language]
    days = tuple(one.day(school()) for one in dates)
    asked = Asked(days, choices_of(it, dates), may_join_by_phone=it.may_join_by_phone)
    example = {1: "1", 2: "1,2", 3: "1,3"}[count] + {"en": " we are ", "es": " somos "}[language]
    example += "4" if count == 1 else "5"
    assert example in text
    reading = read_reply(example, asked, language=language)
    assert reading.is_clean
    assert reading.people == int(example[-1])
    assert reading.dates_with(Attendance.COMING) == (days if count < 3 else (days[0], days[2]))
    for number, choice in enumerate(asked.choices, 1):
        words = text.split(f"{number}) ")[1].split(".")[0].split(" 2)")[0].split(" 3)")[0]
        for reply in (str(number), words):
            assert read_reply(reply, asked, language=language).dates_with(choice) == days
    if phone_words and count > 1:
        by_phone = {"en": "2 by phone", "es": "2 por teléfono"}[language]
        assert by_phone in text
        assert read_reply(by_phone, asked, language=language).dates_with(Attendance.BY_PHONE) == days[1:2]


def test_an_ordinary_invitation_takes_three_segments_at_most_in_either_language() -> None:
    for dates in (evenings(), evenings(3)):
        words = invitation_words(event(phone_words=BY_PHONE), dates, school(), CATALOG)
        for text in words.values():
            assert measure(text).encoding is Encoding.GSM7
            assert measure(text).segments <= 3


def test_for_one_class_the_family_reads_because_of_which_child() -> None:
    words = said(EventTextKind.INVITATION, Telling(event(), evenings(), children=["Ana", "Isabel"]))
    assert words["en"].startswith("Alameda School: Ana and Isabel's family, please join us! Family dinner.")
    assert words["es"].startswith("Alameda School: ¡Familia de Ana e Isabel, les invitamos! Cena familiar.")


def test_those_who_are_coming_are_reminded_of_when_where_and_what_they_bring() -> None:
    telling = Telling(event(is_potluck=True), evenings(), seat=Seat.COMING, dish=Dish.DESSERT)
    words = said(EventTextKind.REMINDER, telling)
    assert words["en"] == (
        "Alameda School: See you soon! Family dinner. Thursday, September 24, 6:00-7:30 PM, School gym. "
        "If you cannot come any more, just text us. If you can, please bring a dessert."
    )
    assert words["es"].endswith("Si pueden, traigan un postre.")


@pytest.mark.parametrize("kind", [EventTextKind.REMINDER, EventTextKind.MORNING])
def test_those_who_join_by_phone_read_how_and_not_where(kind: EventTextKind) -> None:
    words = said(kind, Telling(event(phone_words=BY_PHONE), evenings(), seat=Seat.BY_PHONE))
    assert words["en"].endswith("6:00-7:30 PM. Call (206) 555-0100.")
    assert words["es"].endswith("6:00-7:30 p.m. Llame al (206) 555-0100.")
    assert "gym" not in words["en"]


def test_a_family_that_said_maybe_is_asked_the_evening_before() -> None:
    words = said(EventTextKind.REMINDER, Telling(event(), evenings(), seat=Seat.MAYBE))
    assert "\n1) we are coming 2) we cannot come" in words["en"]
    assert "\n1) vamos 2) no podemos" in words["es"]


def test_a_change_says_in_full_what_holds_now() -> None:
    telling = Telling(event(), evenings(2), words={"en": "Bring a coat.", "es": "Traigan abrigo."})
    assert said(EventTextKind.CHANGE, telling)["en"] == (
        "Alameda School: There is a change! Family dinner. It is now: Thu, Sep 24; Thu, Oct 1, "
        "6:00-7:30 PM, School gym. Bring a coat."
    )


def test_what_is_called_off_is_named_by_its_day_unless_it_is_a_whole_series() -> None:
    one = said(EventTextKind.CALLED_OFF, Telling(event(), evenings()))
    assert "Cena familiar, jueves, 24 de septiembre: ya no se va a hacer." in one["es"]
    whole = said(EventTextKind.CALLED_OFF, Telling(event(), evenings(2)))
    assert "Family dinner: it will not take place." in whole["en"]


def test_thanks_end_with_the_organiser_s_question_or_the_usual_one() -> None:
    own = event(question={"en": "What did you cook?", "es": "¿Qué cocinaron?"})
    assert said(EventTextKind.THANKS, Telling(own, evenings()))["es"].endswith("ustedes. ¿Qué cocinaron?")
    assert said(EventTextKind.THANKS, Telling(event(), evenings()))["en"].endswith("what can we do better?")


def test_what_became_of_a_need_is_said_by_whoever_sees_to_it_or_by_us() -> None:
    own = Telling(
        event(), evenings(), words={"en": "Mr. Diaz picks you up.", "es": "El Sr. Diaz pasa por ustedes."}
    )
    assert said(EventTextKind.NEED_MET, own)["en"] == "Alameda School: Family dinner: Mr. Diaz picks you up."
    ours = Telling(event(), evenings())
    assert "ya tenemos listo" in said(EventTextKind.NEED_MET, ours)["es"]
    assert "(206) 555-0100" in said(EventTextKind.NEED_NOT_MET, ours)["en"]


def test_every_kind_of_text_names_the_school_and_ends_its_sentences_once() -> None:
    it = event(title={"en": "Come and sing!", "es": "¡A cantar!"}, place={"en": "Gym.", "es": "Patio."})
    for kind in EventTextKind:
        for text in said(kind, Telling(it, evenings())).values():
            assert text.startswith("Alameda School: ")
            assert not any(doubled in text for doubled in ("..", "!.", "?.", "  ", " \n"))


def test_a_language_in_which_something_is_missing_has_no_text_and_no_other_one_in_its_place() -> None:
    assert set(invitation_words(event(about={"en": "Games."}), evenings(), school(), CATALOG)) == {"en"}
    assert set(said(EventTextKind.CHANGE, Telling(event(), evenings(), words={"es": "Frío."}))) == {"es"}
    dates = evenings(place={"en": "Library"})
    assert set(invitation_words(event(), dates, school(), CATALOG)) == {"en"}


def test_every_need_and_every_dish_has_its_words() -> None:
    assert EventWords.load().problems() == []
    assert "needs.ride" in EventWords(needs={}, dishes={}).problems()[0]
    assert len(EventWords(needs={}, dishes={}).problems()) == 2 * (len(Need) + len(Dish))


def test_the_day_is_the_school_s_day() -> None:
    assert evenings()[0].day(school()) == date(2026, 9, 24)
    abroad = school(time_zone="Europe/Madrid")
    assert (
        "Friday, September 25, 3:00-4:30 AM" in invitation_words(event(), evenings(), abroad, CATALOG)["en"]
    )
