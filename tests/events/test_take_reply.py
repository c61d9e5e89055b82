"""What a family's answer to an invitation brings about, from its text to what it is told."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.demo.cast import SCHOOL_NAME, Cast
from app.events.event import Event, EventState
from app.events.reading.reply import Doubt, Need
from app.interpreting.translation import Translation
from app.messages.message import Message, MessageKind, RoutedBy
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.sms.segments import measure
from tests.events.party import Party, guest_of
from tests.support.cast import AMINA, CARMEN, MAIN, MAYA, MR_DIAZ, MS_LEE, ORTEGAS, ROSA, new_sid

RIDE_AND_CHILDCARE = (Need.RIDE, Need.CHILDCARE)
OPENING = f"{SCHOOL_NAME}: Family dinner."
APERTURA = f"{SCHOOL_NAME}: Cena en familia."
CHANGE = "To change your answer, text CHANGE."
CAMBIAR = "Para cambiar su respuesta, escriban CAMBIAR."


def test_a_clean_answer_takes_its_seats_and_is_said_back(party: Party) -> None:
    party.invite(MAYA)
    message_id = party.say(MAYA, "Yes, 4 of us!")
    assert party.seats(MAYA) == [(1, "coming", 4)]
    assert party.told(MAYA) == [f"{OPENING} See you on March 12! We have a place for 4. {CHANGE}"]
    assert not party.is_waiting(MAYA), "there is nothing left to say"
    assert party.live(MAYA) == []
    (reply,) = party.replies()
    assert (reply.message_id, reply.doubt, reply.needs_person) == (message_id, None, False)
    assert reply.read_as == {"1": "coming", "people": 4}
    guest = party.do(lambda s, _: guest_of(s, MAYA))
    assert (guest.people, guest.answered_at) == (4, party.now)


def test_a_spanish_family_is_answered_in_spanish_and_staff_read_it_in_english(party: Party) -> None:
    party.invite(CARMEN)
    party.say(CARMEN, "sí vamos 3")
    (answer,) = party.answers(CARMEN)
    assert answer.body == f"{APERTURA} ¡Les esperamos el 12 de marzo! Les guardamos lugar para 3. {CAMBIAR}"
    beside = party.do(lambda s, _: s.scalars(select(Translation.body)).all())
    assert [body for body in beside if CHANGE in body]


def test_a_family_whose_language_nobody_knows_is_answered_in_every_one(party: Party) -> None:
    party.invite(AMINA)
    party.say(AMINA, "1")
    (told,) = party.told(AMINA)
    assert CHANGE in told
    assert CAMBIAR in told


def test_one_reply_answers_a_whole_series(party: Party) -> None:
    party.invite(CARMEN, dates=3)
    party.say(CARMEN, "1,3 somos 5")
    assert party.seats(CARMEN) == [(1, "coming", 5), (3, "coming", 5)]
    (told,) = party.told(CARMEN)
    assert "¡Les esperamos el 12 de marzo y 26 de marzo! Les guardamos lugar para 5." in told


def test_by_phone_is_confirmed_with_how_to_join(party: Party) -> None:
    party.invite(MAYA, by_phone=True)
    party.say(MAYA, "2 please, I work until 7")
    assert party.seats(MAYA) == [(1, "by_phone", 1)]
    assert party.told(MAYA) == [
        f"{OPENING} You will join by phone on March 12. Call 206 555 0100. {CHANGE}",
    ]
    assert party.do(lambda s, _: guest_of(s, MAYA).note) == "I work until 7"
    assert party.is_waiting(MAYA), "what it says beyond is for a person"


def test_a_maybe_is_taken_kindly_and_may_become_a_yes(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "not sure yet")
    assert party.seats(MAYA) == [(1, "maybe", 1)]
    assert "We hope you can come on March 12. Just text us when you know." in party.told(MAYA)[0]
    party.wait(days=1)
    party.say(MAYA, "yes we can come")
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_who_cannot_come_is_asked_what_would_help_and_may_still_say_so(party: Party) -> None:
    party.invite(CARMEN, offers=(*RIDE_AND_CHILDCARE, Need.DIET), by_phone=True)
    party.say(CARMEN, "no podemos")
    assert party.seats(CARMEN) == [(1, "cannot", 1)]
    assert party.told(CARMEN)[0] == (
        f"{APERTURA} Gracias por avisarnos que no pueden venir el 12 de marzo. "
        "¿Les ayuda algo de esto: transporte, cuidado de niños? "
        f"Solo nos dicen. ¿O les queda mejor por teléfono? {CAMBIAR}"
    )
    party.say(CARMEN, "transporte")
    assert party.needs(CARMEN) == [("ride", "open", "transporte")]
    assert party.told(CARMEN)[1] == (
        f"{APERTURA} Vamos a ver si lo conseguimos y les avisamos: transporte. "
        "¿Pueden venir? Solo nos falta saber eso."
    )
    party.say(CARMEN, "sí, así sí vamos")
    assert party.seats(CARMEN) == [(1, "coming", 1)]
    assert party.needs(CARMEN) == [("ride", "open", "transporte")]


def test_where_nothing_was_offered_nothing_is_promised(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "we can't")
    assert "Is there something that would help you come? Just tell us." in party.told(MAYA)[0]


def test_a_need_alone_is_noted_and_the_question_stays_open(party: Party) -> None:
    party.invite(MAYA, offers=RIDE_AND_CHILDCARE)
    party.say(MAYA, "we need a ride")
    assert party.needs(MAYA) == [("ride", "open", "we need a ride")]
    assert not party.is_waiting(MAYA)
    assert party.told(MAYA) == [
        f"{OPENING} We will see about this and text you: a ride. Can you come? Please tell us too."
    ]
    party.say(MAYA, "yes")
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_a_need_that_the_school_has_not_offered_goes_to_a_person_too(party: Party) -> None:
    party.invite(MAYA, offers=[Need.CHILDCARE])
    party.say(MAYA, "yes, need a ride")
    assert party.needs(MAYA) == [("ride", "open", "need a ride")]
    assert party.is_waiting(MAYA)


def test_people_alone_change_how_many_come(party: Party) -> None:
    party.invite(CARMEN, dates=2)
    party.say(CARMEN, "1 somos 3")
    party.say(CARMEN, "CAMBIAR")
    party.say(CARMEN, "somos 5")
    assert party.seats(CARMEN) == [(1, "coming", 5)]


def test_a_question_beside_an_answer_goes_to_a_person_who_is_announced(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "Yes! Is there parking?")
    assert party.seats(MAYA) == [(1, "coming", 1)]
    assert party.is_waiting(MAYA)
    assert "Someone will answer your question soon." in party.told(MAYA)[0]
    assert party.replies()[0].needs_person


@pytest.mark.parametrize("words", ["si puedo dejar a los niños", "ok", "yes and no", "¿a qué hora es?"])
def test_a_doubtful_answer_says_nothing_about_coming_and_waits_for_a_person(party: Party, words: str) -> None:
    party.invite(CARMEN)
    party.say(CARMEN, words)
    assert party.seats(CARMEN) == []
    assert party.told(CARMEN) == []
    assert party.is_waiting(CARMEN)
    (reply,) = party.replies()
    assert reply.doubt is not None
    assert reply.needs_person
    assert len(party.live(CARMEN)) == 1, "the question stays open"


def test_a_text_that_says_nothing_about_it_is_an_ordinary_text(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "Leo has a fever")
    assert party.replies() == []
    assert party.is_waiting(MAYA)
    assert len(party.live(MAYA)) == 1


def test_where_two_invitations_fit_both_organisers_see_it_and_a_person_decides(party: Party) -> None:
    dinner = party.invite(MAYA)
    breakfast = party.invite(MAYA, title="Breakfast")
    party.say(MAYA, "yes")
    assert party.seats(MAYA) == []
    assert party.told(MAYA) == []
    assert {(reply.event_id, reply.doubt, reply.needs_person) for reply in party.replies()} == {
        (dinner, Doubt.SEVERAL_MEANINGS, True),
        (breakfast, Doubt.SEVERAL_MEANINGS, True),
    }
    assert party.is_waiting(MAYA)


def test_the_older_of_two_invitations_gives_way_after_three_days(party: Party) -> None:
    party.invite(MAYA)
    party.wait(days=4)
    breakfast = party.invite(MAYA, title="Breakfast")
    party.say(MAYA, "yes")
    assert party.seats(MAYA, breakfast) == [(1, "coming", 1)]
    assert len(party.seats(MAYA)) == 1


def test_a_text_that_the_provider_repeats_changes_nothing(party: Party) -> None:
    party.invite(MAYA)
    sid = new_sid()
    party.say(MAYA, "Yes, 4 of us", sid=sid)
    assert party.say(MAYA, "Yes, 4 of us", sid=sid) is None
    assert len(party.replies()) == 1
    assert len(party.told(MAYA)) == 1


def test_an_event_that_was_called_off_is_answered_by_a_person(party: Party) -> None:
    event = party.invite(MAYA)
    off = {"state": EventState.CALLED_OFF, "called_off_at": party.now}
    party.do(lambda s, _: s.execute(update(Event).where(Event.id == event).values(off)))
    party.say(MAYA, "yes")
    assert party.seats(MAYA) == []
    assert party.is_waiting(MAYA)


def test_change_puts_the_question_anew_and_the_dish_stays(party: Party) -> None:
    party.invite(MAYA, is_potluck=True)
    party.say(MAYA, "yes 3 people")
    assert "If you can, please bring a main dish." in party.told(MAYA)[0]
    party.wait(days=1)
    party.say(MAYA, "Change!")
    assert not party.is_waiting(MAYA)
    assert "1) we are coming 2) we cannot come" in party.told(MAYA)[1]
    party.say(MAYA, "2")
    assert party.seats(MAYA) == [(1, "cannot", 3)]
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "1")
    assert party.seats(MAYA) == [(1, "coming", 3)]
    assert "please bring a main dish" in party.told(MAYA)[-1]


def test_change_concerns_only_whoever_is_invited_to_what_is_ahead(party: Party) -> None:
    party.invite(MAYA)
    party.wait(days=10)
    party.say(MAYA, "CHANGE")
    assert party.told(MAYA) == []
    assert party.is_waiting(MAYA), "it is an ordinary text"


@pytest.mark.parametrize("number", [ROSA, ORTEGAS, MAYA, AMINA])
def test_every_family_is_answered_within_two_segments_in_each_language(party: Party, number: str) -> None:
    party.invite(number, offers=tuple(Need), by_phone=True, dates=3)
    party.say(number, "1 y 2 somos 4 necesito ride")
    (told,) = party.told(number)
    for part in told.split("\n"):
        assert measure(part).segments <= 2, part


def test_an_invitation_draws_no_other_text_into_its_conversation(party: Party) -> None:
    """Both teachers of Rosa's children write from one number: not all that she writes for weeks is about a dinner."""
    party.do(lambda s, _: s.execute(delete(PhoneLine).where(PhoneLine.e164 != MAIN)))
    party.invite(ROSA, inbox=MR_DIAZ)
    party.do(lambda s, c: _write_to_ms_lee(s, c, party))
    party.wait(days=4)
    other, answer = party.say(ROSA, "Leo tiene fiebre"), party.say(ROSA, "sí vamos 3")
    steps = party.do(lambda s, _: [s.get_one(Message, one).routed_by for one in (other, answer)])
    assert steps == [RoutedBy.ASKED, RoutedBy.PROMPT]
    assert party.seats(ROSA) == [(1, "coming", 3)]


def test_what_is_asked_long_after_an_invitation_is_hardly_about_it(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "What time does it start?")
    party.wait(days=4)
    party.say(MAYA, "Is Oliver ok?")
    assert [reply.doubt for reply in party.replies()] == [Doubt.QUESTION]
    assert party.is_waiting(MAYA)


def _write_to_ms_lee(session: Session, cast: Cast, party: Party) -> None:
    thread = open_thread(
        session,
        school_id=cast.school.id,
        phone_number_id=cast.phones[ROSA].id,
        inbox_id=cast.inboxes[MS_LEE].id,
        now=party.now,
    )
    enqueue(session, cast.school, thread, "Ana sings.", kind=MessageKind.TIP, now=party.now)


def test_a_yes_after_a_no_may_be_to_the_help_that_was_offered(party: Party) -> None:
    party.invite(MAYA, offers=RIDE_AND_CHILDCARE, by_phone=True)
    party.say(MAYA, "we can't")
    party.wait(minutes=2)
    party.say(MAYA, "yes please")
    assert party.seats(MAYA) == [(1, "cannot", 1)]
    assert party.is_waiting(MAYA)
    party.say(MAYA, "CHANGE")
    party.wait(minutes=2)
    party.say(MAYA, "yes")
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_a_no_to_the_help_that_was_offered_ends_the_conversation(party: Party) -> None:
    party.invite(MAYA, offers=RIDE_AND_CHILDCARE)
    party.say(MAYA, "we can't")
    party.say(MAYA, "no thank you")
    assert len(party.told(MAYA)) == 1


def test_more_of_a_family_than_the_room_holds_are_for_a_person(party: Party) -> None:
    party.invite(MAYA, capacity=4)
    party.say(MAYA, "we are 6")
    assert party.seats(MAYA) == [(1, "waiting", 6)]
    assert party.is_waiting(MAYA)


def test_an_answer_to_the_thanks_of_one_event_is_none_to_the_invitation_to_another(party: Party) -> None:
    party.invite(MAYA)

    def thank(session: Session, cast: Cast) -> None:
        phone = cast.phones[MAYA]
        thread = session.scalars(select(Thread).where(Thread.phone_number_id == phone.id)).one()
        words = "Thank you for coming! Did you like it?"
        enqueue(session, cast.school, thread, words, kind=MessageKind.EVENT, now=party.now)

    party.do(thank)
    party.say(MAYA, "yes a lot!")
    assert party.seats(MAYA) == []
    assert party.is_waiting(MAYA)


def test_however_long_an_event_is_in_words_a_family_is_answered(party: Party) -> None:
    party.invite(AMINA, title="Dinner " * 210)
    party.say(AMINA, "1")
    assert party.seats(AMINA) == [(1, "coming", 1)]
    assert len(party.told(AMINA)) == 2, "a text for each language"
