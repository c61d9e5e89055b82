"""A family's own idea, from its text to the phones of the class."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.prompts.ask import Choice, ask
from app.prompts.prompt import Prompt
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.school import School
from app.tips.delivery import Reason
from app.tips.ideas.consent import possible_answers
from app.tips.ideas.idea import Consent, FamilyIdea, IdeaStanding, IdeaText
from app.tips.ideas.offer import (
    ForClass,
    approve_idea,
    ask_again,
    offer_idea,
    read_as_answer,
    reword_idea,
)
from app.tips.ideas.queries import idea_line
from app.tips.ideas.send import send_ideas
from app.tips.ideas.share import When, let_idea_go, withdraw_idea
from app.tips.wishes import TipWish
from tests.support.cast import (
    CARMEN,
    CATALOG,
    DANIEL,
    DIAZ,
    JORGE,
    LEE,
    MAYA,
    MS_LEE,
    OKAFOR,
    ORTEGAS,
    PAT,
    ROSA,
)
from tests.tips.year import POST, Year

T = TypeVar("T")
MONDAY = date(2026, 1, 12)
WORDS = {
    "en": "On the bus we look for letters on signs, and say whose name begins with them.",
    "es": "En el bus buscamos letras en los letreros y decimos de quién es el nombre que empieza así.",
}


@dataclass
class Shared:
    """A school, and what is done there with one idea."""

    year: Year
    idea_id: int = 0

    def text_in(self, sender: str, body: str) -> int:
        message = self.year.text_in(sender, body)
        assert message is not None
        return message

    def offer(self, message_id: int, words: dict[str, str] = WORDS, *, by: str = LEE) -> None:
        def deed(session: Session, cast: Cast) -> int:
            room = session.scalars(select(Section).where(Section.name == "Room 4")).one()
            to = ForClass(room, cast.inboxes[MS_LEE].id)
            message = session.get_one(Message, message_id)
            return offer_idea(
                session,
                cast.school,
                message,
                to,
                words,
                by=cast.staff[by],
                catalog=CATALOG,
                now=self.year.now,
            ).id

        self.idea_id = self.year.do(deed)

    def from_family(self, number: str = CARMEN, body: str = "En el bus buscamos letras") -> "Shared":
        """That family's text has been offered by its teacher."""
        self.offer(self.text_in(number, body))
        return self

    def act(self, deed: Callable[..., T], *things: Any, by: str = LEE, **more: Any) -> T:  # noqa: ANN401 - as the deed takes them
        return self.year.do(lambda s, c: deed(s, c.school, self.idea_id, *things, by=c.staff[by], **more))

    def reword(self, by: str = LEE, **words: str) -> None:
        self.act(reword_idea, WORDS | words, by=by, catalog=CATALOG, now=self.year.now)

    def let_go(self, when: When = When.NOW) -> None:
        self.act(let_idea_go, when, now=self.year.now)

    def send(self) -> int:
        return send_ideas(self.year.town, POST, clock=self.year.clock)

    def read(self) -> FamilyIdea:
        return self.year.do(lambda s, _: s.get_one(FamilyIdea, self.idea_id))

    def standing(self) -> IdeaStanding:
        return self.year.do(lambda s, _: idea_line(s, s.get_one(FamilyIdea, self.idea_id)).standing)

    def outcome(self, number: str) -> Reason | str | None:
        """What became of it for a phone; None for one that it was never meant for."""
        rows = self.year.do(
            lambda s, c: s.scalars(
                select(IdeaText).where(
                    IdeaText.idea_id == self.idea_id, IdeaText.phone_number_id == c.phones[number].id
                )
            ).all()
        )
        return next((row.reason or row.state.value for row in rows), None)

    def said_to(self, number: str, kind: MessageKind = MessageKind.TIP) -> list[str]:
        return [message.body for message in self.year.texts(number, kind)]

    def add_home(self, child: str, *, has_court_order: bool = False) -> None:
        """Another adult on another phone raises the child too."""

        def deed(session: Session, cast: Cast) -> None:
            number = PhoneNumber(school_id=cast.school.id, e164="+12065550150", created_at=self.year.now)
            guardian = Guardian(school_id=cast.school.id, name="Otto Vega", language="en")
            session.add_all([number, guardian])
            session.flush()
            student = session.scalars(select(Student).where(Student.first_name == child)).one()
            session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=number.id))
            session.add(
                Guardianship(
                    student_id=student.id,
                    guardian_id=guardian.id,
                    relation=Relation.FATHER,
                    has_court_order=has_court_order,
                )
            )

        self.year.do(deed)


EITHER = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)
"""What touches how rows are locked, counted or kept is tried on either database."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(getattr(request, "param", "sqlite_url"))
    return url


@pytest.fixture
def shared(year: Year) -> Shared:
    year.begin()
    year.turn(MONDAY, 12)
    return Shared(year)


@pytest.fixture
def agreed(shared: Shared) -> Shared:
    """The grandmother of Sofía has agreed to be named."""
    shared.from_family(CARMEN)
    shared.text_in(CARMEN, "1")
    return shared


# Asking the family


def test_the_family_is_asked_in_its_language_with_the_very_words_and_the_name(shared: Shared) -> None:
    shared.from_family(CARMEN)
    (asked,) = shared.year.texts(CARMEN, MessageKind.REPLY)
    assert asked.body == (
        f'A Ms. Lee le gustaría compartir su idea con las familias de la clase: "{WORDS["es"]}" ¿Nos da permiso?'
        " Responda con un número: 1) con su nombre (Una idea de Carmen, la abuela de Sofía), 2) sin nombre,"
        " 3) mejor no"
    )
    assert asked.language == "es"
    assert shared.standing() is IdeaStanding.ASKED


def test_nothing_is_shared_before_the_family_agrees(shared: Shared) -> None:
    shared.from_family(CARMEN)
    with pytest.raises(Conflict, match="has not agreed"):
        shared.let_go()
    assert shared.said_to(MAYA) == []


@pytest.mark.parametrize(
    ("body", "answer", "thanks"),
    [
        ("1", Consent.WITH_NAME, "Una idea de Carmen, la abuela de Sofía"),
        ("Sí, con mi nombre", Consent.WITH_NAME, "Una idea de Carmen, la abuela de Sofía"),
        ("2 por favor", Consent.WITHOUT_NAME, "sin su nombre"),
        ("sin nombre", Consent.WITHOUT_NAME, "sin su nombre"),
        ("3", Consent.REFUSED, "no la vamos a compartir"),
        ("Mejor no", Consent.REFUSED, "no la vamos a compartir"),
    ],
)
def test_a_number_or_words_that_mean_it_are_an_answer_and_are_thanked_for(
    shared: Shared, body: str, answer: Consent, thanks: str
) -> None:
    shared.from_family(CARMEN)
    message_id = shared.text_in(CARMEN, body)
    assert (shared.read().answer, shared.read().answer_message_id) == (answer, message_id)
    assert thanks in shared.said_to(CARMEN, MessageKind.AUTO_REPLY)[-1]


@EITHER
@pytest.mark.parametrize("body", ["1 pero sin lo del bus", "1 gracias sin mi nombre", "sí", "¿Cuál idea?"])
def test_whatever_says_more_or_less_is_no_consent_until_a_person_reads_it(shared: Shared, body: str) -> None:
    shared.from_family(CARMEN)
    shared.text_in(CARMEN, body)
    assert shared.read().answer is None
    assert shared.year.do(lambda s, _: any(s.scalars(select(Thread.waiting_since))))


@EITHER
def test_a_person_may_read_such_a_text_as_the_answer(shared: Shared) -> None:
    shared.from_family(CARMEN)
    message_id = shared.text_in(CARMEN, "1 gracias sin mi nombre")
    (offered,) = shared.year.do(lambda s, _: possible_answers(s, s.get_one(FamilyIdea, shared.idea_id)))
    assert offered.id == message_id
    shared.act(read_as_answer, message_id, Consent.WITHOUT_NAME, catalog=CATALOG, now=shared.year.now)
    assert (shared.read().answer, shared.read().read_by) == (Consent.WITHOUT_NAME, shared.read().offered_by)
    shared.text_in(CARMEN, "1")
    assert shared.read().answer is Consent.WITHOUT_NAME, "the question is answered"


def test_what_was_written_before_the_question_or_by_others_is_no_answer(shared: Shared) -> None:
    other = shared.text_in(ROSA, "Sí, claro")
    shared.from_family(CARMEN)
    own = shared.read().message_id
    for message_id in (other, own):
        with pytest.raises(DomainError):
            shared.act(read_as_answer, message_id, Consent.WITH_NAME, catalog=CATALOG, now=shared.year.now)


def test_where_another_question_is_open_a_number_is_taken_for_neither(shared: Shared) -> None:
    shared.from_family(CARMEN)
    shared.year.do(lambda s, c: _put_question(s, c, shared.year))
    shared.text_in(CARMEN, "1")
    assert shared.read().answer is None


def test_after_the_teacher_wrote_something_else_a_no_may_answer_that(shared: Shared) -> None:
    shared.from_family(CARMEN)
    shared.year.do(lambda s, c: _reply(s, c, shared.year))
    shared.text_in(CARMEN, "no")
    assert shared.read().answer is None
    assert shared.year.do(lambda s, _: any(s.scalars(select(Thread.waiting_since))))


def test_after_two_weeks_a_number_is_an_ordinary_text_and_the_family_can_be_asked_again(
    shared: Shared,
) -> None:
    shared.from_family(CARMEN)
    shared.year.turn(MONDAY + timedelta(days=15), 12)
    shared.text_in(CARMEN, "1")
    assert shared.read().answer is None
    shared.act(ask_again, catalog=CATALOG, now=shared.year.now)
    shared.text_in(CARMEN, "1")
    assert shared.read().answer is Consent.WITH_NAME


def test_a_family_that_refused_is_left_in_peace(shared: Shared) -> None:
    shared.from_family(CARMEN)
    shared.text_in(CARMEN, "3")
    for deed in (shared.let_go, shared.reword):
        with pytest.raises(Conflict):
            deed()
    with pytest.raises(Conflict):
        shared.act(ask_again, catalog=CATALOG, now=shared.year.now)
    assert shared.standing() is IdeaStanding.REFUSED


def test_a_family_that_wants_no_texts_is_not_asked(shared: Shared) -> None:
    message_id = shared.text_in(CARMEN, "En el bus buscamos letras")
    shared.text_in(CARMEN, "ALTO")
    with pytest.raises(Forbidden):
        shared.offer(message_id)


def test_one_question_at_a_time(shared: Shared) -> None:
    shared.from_family(CARMEN)
    with pytest.raises(Conflict, match="another idea"):
        shared.from_family(CARMEN, "Y en casa contamos tortillas")


def test_a_text_is_offered_once(shared: Shared) -> None:
    shared.from_family(CARMEN)
    with pytest.raises(Conflict, match="already"):
        shared.offer(shared.read().message_id)


@pytest.mark.parametrize(
    "words",
    [
        {"en": "Look for letters."},
        {"en": "x" * 301, "es": "Busquen."},
        {"en": "Reply STOP", "es": "Busquen."},
    ],
)
def test_words_that_lack_a_language_or_cannot_be_sent_are_refused(
    shared: Shared, words: dict[str, str]
) -> None:
    message_id = shared.text_in(CARMEN, "En el bus buscamos letras")
    with pytest.raises(Invalid):
        shared.offer(message_id, words)
    assert shared.year.texts(CARMEN, MessageKind.REPLY) == []


def test_a_phone_of_which_nobody_knows_what_is_read_there_is_asked_in_every_language(shared: Shared) -> None:
    shared.year.change(Guardian, Guardian.name == "Carmen Vega", language=None)
    shared.year.change(PhoneNumber, PhoneNumber.e164 == CARMEN, language_asked_at=shared.year.now)
    shared.from_family(CARMEN)
    (asked,) = shared.year.texts(CARMEN, MessageKind.REPLY)
    assert WORDS["en"] in asked.body
    assert WORDS["es"] in asked.body
    shared.text_in(CARMEN, "2")
    assert "without a name" in shared.said_to(CARMEN, MessageKind.AUTO_REPLY)[-1]
    assert shared.read().unapproved == ("es",), "nobody knows which of the two the family has read"


# The name


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        (ROSA, "An idea from Rosa, Ana's mom", "Una idea de Rosa, la mamá de Ana"),
        (CARMEN, "An idea from Carmen, Sofía's grandma", "Una idea de Carmen, la abuela de Sofía"),
        (PAT, "An idea from Pat in Jun's home", "Una idea de Pat, de la familia de Jun"),
        (ORTEGAS, "An idea from Diego's home", "Una idea de la familia de Diego"),
    ],
)
def test_only_first_names_and_what_somebody_is_to_the_child(
    shared: Shared, number: str, english: str, spanish: str
) -> None:
    shared.from_family(number)
    assert shared.read().credit == {"en": english, "es": spanish}


@pytest.mark.parametrize("number", [MAYA, JORGE])
def test_a_child_with_two_homes_or_of_another_class_is_named_to_nobody(shared: Shared, number: str) -> None:
    shared.from_family(number)
    assert shared.read().credit == {}
    (asked,) = shared.year.texts(number, MessageKind.REPLY)
    assert "3)" not in asked.body
    shared.text_in(number, "1")
    assert shared.read().answer is Consent.WITHOUT_NAME


def test_where_a_court_has_spoken_nobody_is_named(shared: Shared) -> None:
    shared.add_home("Sofía", has_court_order=True)
    shared.from_family(CARMEN)
    assert shared.read().credit == {}


def test_a_second_home_that_comes_to_be_known_later_takes_the_name_away(agreed: Shared) -> None:
    agreed.let_go()
    agreed.add_home("Sofía")
    agreed.send()
    assert "Carmen" not in agreed.said_to(MAYA)[0]
    assert "(An idea from a family of our class)" in agreed.said_to(MAYA)[0]


# The words


def test_the_family_stands_by_its_own_language_and_the_teacher_by_hers(shared: Shared) -> None:
    shared.from_family(CARMEN)
    assert shared.read().unapproved == ("es",)
    shared.text_in(CARMEN, "1")
    assert shared.read().unapproved == ()
    assert shared.standing() is IdeaStanding.READY


def test_a_language_that_neither_of_them_reads_waits_for_a_colleague(shared: Shared) -> None:
    shared.from_family(PAT)
    shared.text_in(PAT, "1")
    assert shared.standing() is IdeaStanding.AGREED
    with pytest.raises(Conflict, match="approve"):
        shared.let_go()
    with pytest.raises(Forbidden):
        shared.act(approve_idea, "es")
    shared.act(approve_idea, "es", by=DIAZ)
    assert shared.standing() is IdeaStanding.READY


@EITHER
def test_other_words_in_its_language_are_asked_for_anew(agreed: Shared) -> None:
    agreed.reword(es="En el bus buscamos letras.")
    assert agreed.standing() is IdeaStanding.ASKED
    assert "En el bus buscamos letras." in agreed.said_to(CARMEN, MessageKind.REPLY)[-1]
    agreed.text_in(CARMEN, "2")
    assert agreed.read().answer is Consent.WITHOUT_NAME


def test_other_words_in_a_language_that_it_does_not_read_are_not(agreed: Shared) -> None:
    agreed.reword(en="On the bus we look for letters.")
    assert agreed.standing() is IdeaStanding.READY
    assert len(agreed.said_to(CARMEN, MessageKind.REPLY)) == 1


def test_whoever_changes_words_they_do_not_read_leaves_them_to_a_colleague(shared: Shared) -> None:
    shared.from_family(PAT)
    shared.text_in(PAT, "1")
    shared.act(approve_idea, "es", by=DIAZ)
    shared.reword(es="Busquen letras.")
    assert shared.read().unapproved == ("es",)


# To the class


@EITHER
def test_each_home_reads_it_in_its_language_and_the_author_does_not_get_it(agreed: Shared) -> None:
    agreed.let_go()
    assert agreed.standing() is IdeaStanding.GOING
    agreed.send()
    english = f"{WORDS['en']} (An idea from Carmen, Sofía's grandma)"
    spanish = f"{WORDS['es']} (Una idea de Carmen, la abuela de Sofía)"
    for number, words in ((MAYA, english), (DANIEL, english), (ROSA, spanish), (ORTEGAS, spanish)):
        (text,) = agreed.said_to(number)
        assert text.startswith(words)
    assert agreed.outcome(CARMEN) is None
    assert agreed.outcome(JORGE) is None, "another class"
    assert agreed.standing() is IdeaStanding.SHARED
    (tip,) = agreed.year.texts(MAYA)
    assert (tip.kind, tip.status, tip.batch_id) == (
        MessageKind.TIP,
        DeliveryStatus.QUEUED,
        agreed.read().batch_id,
    )


def test_a_phone_that_was_never_texted_learns_who_writes_and_how_to_stop(agreed: Shared) -> None:
    agreed.let_go()
    agreed.send()
    assert agreed.said_to(MAYA)[0].endswith(
        "Alameda Bilingual School shares ideas of families with you. For no more texts, reply STOP."
    )


@EITHER
def test_a_second_worker_sends_nothing_again(agreed: Shared) -> None:
    agreed.let_go()
    assert agreed.send() == 5
    assert agreed.send() == 0
    assert len(agreed.said_to(MAYA)) == 1


@EITHER
def test_who_may_not_or_would_rather_not_be_texted_is_left_out_with_the_reason(agreed: Shared) -> None:
    year = agreed.year
    agreed.let_go()
    agreed.text_in(MAYA, "STOP")
    year.change(PhoneNumber, PhoneNumber.e164 == DANIEL, health=NumberHealth.LANDLINE)
    year.do(lambda s, c: _wish(s, c, ROSA, year, per_week=2))
    year.do(lambda s, c: _wish(s, c, ORTEGAS, year, paused_until=MONDAY + timedelta(days=9)))
    year.change(Student, Student.first_name == "Jun", left_at=year.now)
    agreed.send()
    assert [agreed.outcome(number) for number in (MAYA, DANIEL, ROSA, ORTEGAS, PAT)] == [
        Reason.STOPPED,
        Reason.UNREACHABLE,
        Reason.FEWER,
        Reason.PAUSED,
        Reason.NOT_THEIRS,
    ]


def test_it_counts_towards_the_weekly_allowance(agreed: Shared) -> None:
    agreed.year.change(School, weekly_allowance=0)
    agreed.let_go()
    agreed.send()
    assert agreed.outcome(MAYA) is Reason.NO_ROOM
    assert agreed.said_to(MAYA) == []


@EITHER
def test_what_is_paused_waits_and_grows_stale_with_its_day(agreed: Shared) -> None:
    agreed.let_go()
    agreed.year.do(
        lambda s, c: s.execute(update(Batch).values(paused_at=agreed.year.now, paused_by=c.staff[LEE].id))
    )
    assert agreed.send() == 0
    agreed.year.turn(MONDAY, 23)
    agreed.send()
    assert agreed.outcome(MAYA) is Reason.HELD


def test_what_nobody_sent_on_its_day_is_not_sent_on_the_next(agreed: Shared) -> None:
    agreed.let_go()
    agreed.year.turn(MONDAY + timedelta(days=1), 12)
    agreed.send()
    assert agreed.outcome(MAYA) is Reason.TOO_LATE


def test_it_may_wait_for_the_usual_hour_of_the_next_day_of_school(agreed: Shared) -> None:
    agreed.year.turn(date(2026, 4, 3), 18)
    agreed.let_go(When.USUAL)
    due = agreed.read().due_at
    assert due is not None
    assert due.astimezone(agreed.year.do(lambda _, c: c.school.zone)).strftime("%a %b %d %H:%M") == (
        "Mon Apr 13 17:30"
    )
    assert agreed.send() == 0


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 1, 17), 12), (MONDAY, 23)])
def test_now_is_refused_where_no_tips_leave(agreed: Shared, day: date, hour: int) -> None:
    agreed.year.turn(day, hour)
    with pytest.raises(Invalid, match="usual hour"):
        agreed.let_go()


# Afterwards


@EITHER
def test_it_can_be_withdrawn_until_it_has_left(agreed: Shared) -> None:
    agreed.let_go(When.USUAL)
    agreed.act(withdraw_idea, by=OKAFOR, now=agreed.year.now)
    assert agreed.standing() is IdeaStanding.WITHDRAWN
    agreed.year.turn(MONDAY, 18)
    agreed.send()
    assert agreed.said_to(MAYA) == []
    assert agreed.outcome(MAYA) is Reason.WITHDRAWN


def test_one_that_is_withdrawn_takes_no_answer(shared: Shared) -> None:
    shared.from_family(CARMEN)
    shared.act(withdraw_idea, now=shared.year.now)
    shared.text_in(CARMEN, "1")
    assert shared.read().answer is None


@EITHER
def test_what_waits_in_the_outbox_has_not_left(agreed: Shared) -> None:
    agreed.let_go()
    agreed.send()
    agreed.act(withdraw_idea, now=agreed.year.now)
    assert {text.status for text in agreed.year.texts(MAYA)} == {DeliveryStatus.CANCELLED}
    assert agreed.outcome(MAYA) is Reason.WITHDRAWN
    assert agreed.standing() is IdeaStanding.WITHDRAWN
    agreed.text_in(ROSA, "1")
    line = agreed.year.do(lambda s, _: idea_line(s, s.get_one(FamilyIdea, agreed.idea_id)))
    assert (line.sent, line.tried) == (0, 0)


@EITHER
def test_one_that_has_begun_to_leave_cannot_be_withdrawn(agreed: Shared) -> None:
    agreed.let_go()
    agreed.send()
    (first,) = agreed.year.texts(MAYA)
    agreed.year.change(Message, Message.id == first.id, status=DeliveryStatus.SENDING)
    with pytest.raises(Conflict, match="left already"):
        agreed.act(withdraw_idea, now=agreed.year.now)
    assert DeliveryStatus.CANCELLED not in {text.status for text in agreed.year.texts(ROSA)}


def test_a_phone_that_only_ever_had_an_idea_may_want_fewer_or_none_for_a_while(agreed: Shared) -> None:
    agreed.let_go()
    agreed.send()
    agreed.text_in(ROSA, "MENOS")
    agreed.text_in(MAYA, "pause")
    assert agreed.said_to(ROSA, MessageKind.AUTO_REPLY)
    assert agreed.said_to(MAYA, MessageKind.AUTO_REPLY)


@EITHER
def test_a_family_that_tried_it_says_so_with_a_one(agreed: Shared) -> None:
    agreed.let_go()
    agreed.send()
    agreed.text_in(ROSA, "1")
    line = agreed.year.do(lambda s, _: idea_line(s, s.get_one(FamilyIdea, agreed.idea_id)))
    assert (line.sent, line.tried) == (5, 1)


def _put_question(session: Session, cast: Cast, year: Year) -> None:
    phone = cast.phones[CARMEN].id
    thread = session.scalars(select(Thread).where(Thread.phone_number_id == phone)).one()
    question = session.scalars(select(Message).where(Message.thread_id == thread.id).limit(1)).one()
    ask(session, thread, "rsvp", [Choice(1, ())], question=question, lives=timedelta(days=1), now=year.now)
    assert len(session.scalars(select(Prompt).where(Prompt.cancelled_at.is_(None))).all()) == 2


def _reply(session: Session, cast: Cast, year: Year) -> None:
    phone = cast.phones[CARMEN].id
    thread = session.scalars(select(Thread).where(Thread.phone_number_id == phone)).one()
    asked = "¿Viene Sofía mañana?"
    kind, author = MessageKind.REPLY, cast.staff[LEE]
    enqueue(session, cast.school, thread, asked, kind=kind, author=author, now=year.now)


def _wish(
    session: Session,
    cast: Cast,
    number: str,
    year: Year,
    *,
    per_week: int = 3,
    paused_until: date | None = None,
) -> None:
    session.add(
        TipWish(
            school_id=cast.school.id,
            phone_number_id=cast.phones[number].id,
            per_week=per_week,
            paused_until=paused_until,
            days="",
            updated_at=year.now,
        )
    )
