from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.report.progress import progress_of
from app.demo.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    DIAZ,
    HELEN,
    JORGE,
    LEE,
    LUIS,
    MAYA,
    OKAFOR,
    PAT,
    ROSA,
    RUIZ,
    STRANGER,
    Colleague,
)
from app.demo.conversation import HAPPENINGS
from app.demo.deeds import Drafts, Replies, Texts
from app.demo.moments import next_school_morning, school_day_before
from app.demo.past import make_past
from app.demo.phones import PHONES, past_texts
from app.events.event import Event, EventDate, EventState
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventTextKind, Mailing
from app.events.need_task import NeedState, NeedTask
from app.events.reading.reply import Doubt, Need
from app.foundation.database import Database
from app.foundation.errors import Forbidden
from app.foundation.migrations import migrate
from app.inbox.inbox import ThreadEvent, ThreadEventKind
from app.inbox.queries import Sight, sight_of
from app.inbox.queues import Queue, count_queues, list_threads
from app.inbox.reply import reply
from app.inbox.translation_check import checks_for
from app.interpreting.names import names_of_school
from app.interpreting.queries import NOTHING, beside, waiting_translations
from app.interpreting.translation import Maker
from app.messages.claim import claim
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Message, MessageKind
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.queries import all_schools
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.ideas.idea import Consent, FamilyIdea, IdeaStanding
from app.tips.reactions import TipReaction
from app.translation.detect import language_of
from app.translation.locks import mask
from tests.demo.whole_sentences import knows_whole

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # a Tuesday, half past ten in the morning at the school


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo's school as it stands when the demo begins, made once for all tests that leave it as it is."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('past') / 'puente.db'}"
    else:
        url = request.getfixturevalue("postgres").create_database(
            next(request.getfixturevalue("postgres_names"))
        )
    with closing(Database(url)) as database:
        migrate(database)
        make_past(database, now=NOW)
        yield database


@pytest.fixture
def session(begun: Database) -> Iterator[Session]:
    with begun.writing() as session:
        yield session
        session.rollback()


def the_school(session: Session) -> School:
    return all_schools(session)[0]


def person(session: Session, colleague: Colleague) -> StaffMember:
    return session.scalars(select(StaffMember).where(StaffMember.email == colleague.email)).one()


def sight(session: Session, colleague: Colleague) -> Sight:
    return sight_of(session, the_school(session), person(session, colleague))


def numbers_in(session: Session, colleague: Colleague, queue: Queue) -> list[str]:
    rows, _ = list_threads(session, sight(session, colleague), queue, now=NOW)
    return [row.number.e164 for row in rows]


def thread_of(session: Session, number: str, colleague: Colleague) -> Thread:
    return session.scalars(
        select(Thread)
        .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
        .where(PhoneNumber.e164 == number, Thread.inbox_id.in_(sight(session, colleague).member_of))
    ).one()


def last_text(session: Session, number: str, colleague: Colleague) -> Message:
    return session.get_one(Message, thread_of(session, number, colleague).last_message_id)


def test_ms_lee_finds_four_families_waiting_the_newest_first(session: Session) -> None:
    assert numbers_in(session, LEE, Queue.WAITING) == [
        ROSA.number,
        LUIS.number,
        MAYA.number,
        CARMEN.number,
    ]
    rows, _ = list_threads(session, sight(session, LEE), Queue.WAITING, now=NOW)
    waiting = [NOW - row.thread.waiting_since for row in rows if row.thread.waiting_since]
    assert [round(wait.total_seconds() / 60) for wait in waiting[:3]] == [25, 110, 190]
    assert waiting[3] > timedelta(hours=12)


@pytest.mark.parametrize(
    ("colleague", "expected"),
    [
        (LEE, {Queue.WAITING: 4, Queue.STOP: 1, Queue.FAILED: 2, Queue.SNOOZED: 1}),
        (DIAZ, {Queue.WAITING: 1, Queue.FAILED: 1}),
        (RUIZ, {Queue.WAITING: 2, Queue.UNASSIGNED: 1, Queue.UNKNOWN: 2}),
        (OKAFOR, {Queue.STOP: 1, Queue.UNASSIGNED: 1, Queue.UNKNOWN: 2, Queue.FAILED: 3, Queue.SNOOZED: 1}),
    ],
)
def test_everybody_who_signs_in_finds_something_to_do(
    session: Session, colleague: Colleague, expected: dict[Queue, int]
) -> None:
    counts = count_queues(session, sight(session, colleague), now=NOW)
    assert counts[Queue.WAITING] > 0
    assert {queue: counts[queue] for queue in expected} == expected


def test_a_worker_that_starts_finds_nothing_to_send(session: Session) -> None:
    assert claim(session, worker="test", limit=10, now=NOW) == []
    in_doubt = {DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN, DeliveryStatus.HELD, DeliveryStatus.ACCEPTED}
    assert session.scalar(select(func.count(Message.id)).where(Message.status.in_(in_doubt))) == 0
    assert session.scalars(select(MessageMedia.state)).all() == [MediaState.STORED]


def test_one_answer_waits_for_the_next_school_morning(session: Session) -> None:
    morning = next_school_morning(the_school(session), now=NOW)
    assert morning > NOW
    [text] = claim(session, worker="test", limit=10, now=morning + timedelta(seconds=1))
    assert text.to == DANIEL.number


def test_jorge_has_stopped_texts_and_was_told_so_once(session: Session) -> None:
    kinds = session.scalars(
        select(Message.kind).where(Message.thread_id == thread_of(session, JORGE.number, DIAZ).id)
    ).all()
    assert kinds.count(MessageKind.OPT_OUT_CONFIRMATION) == 1
    thread = thread_of(session, JORGE.number, DIAZ)
    assert thread.closed_at is not None
    with pytest.raises(Forbidden):
        reply(
            session,
            the_school(session),
            thread,
            "¿Sigue ahí?",
            by=person(session, DIAZ),
            now=NOW,
            seen_message_id=thread.last_message_id or 0,
        )


@pytest.mark.parametrize(("number", "colleague"), [(HELEN.number, DIAZ), (PAT.number, LEE)])
def test_a_number_that_no_text_reaches_asks_for_attention(
    session: Session, number: str, colleague: Colleague
) -> None:
    text = last_text(session, number, colleague)
    assert text.status is DeliveryStatus.UNDELIVERED
    assert text.attention_at is not None


def test_the_two_homes_of_one_child_are_two_conversations(session: Session) -> None:
    maya, daniel = (thread_of(session, adult.number, LEE) for adult in (MAYA, DANIEL))
    assert maya.id != daniel.id
    bodies = session.scalars(select(Message.body).where(Message.thread_id == daniel.id)).all()
    assert not any("Maya" in body for body in bodies)


def texts_with(session: Session, number: str, colleague: Colleague) -> list[Message]:
    thread = thread_of(session, number, colleague)
    return list(session.scalars(select(Message).where(Message.thread_id == thread.id).order_by(Message.id)))


def test_ms_lee_reads_every_text_in_english_and_sra_ruiz_in_spanish(session: Session) -> None:
    assert person(session, LEE).languages == {"en"}
    texts = session.scalars(select(Message).where(Message.language.is_not(None))).all()
    stands = beside(session, [text.id for text in texts])
    for text in texts:
        spoken = {text.language, *stands.get(text.id, NOTHING).translations}
        assert {"en", "es"} <= spoken, text.body
    assert waiting_translations(session) == (0, None)


def test_what_ms_lee_wrote_in_english_left_in_spanish(session: Session) -> None:
    asked = session.scalars(
        select(FamilyIdea.question_message_id)
    ).all()  # worded in both languages from the start
    sent = [
        text
        for text in texts_with(session, ROSA.number, LEE)
        if text.kind is MessageKind.REPLY and text.id not in asked
    ]
    stands = beside(session, [text.id for text in sent])
    assert len(sent) > 2
    for text in sent:
        original = stands[text.id].original
        assert (text.language, original and original.language) == ("es", "en")
        assert stands[text.id].translations["es"].engine == "Demo engine"


def test_a_wrong_translation_was_put_right_by_somebody_who_reads_both(session: Session) -> None:
    corrected = [
        translation
        for one in beside(session, [text.id for text in texts_with(session, CARMEN.number, LEE)]).values()
        for translation in one.translations.values()
        if translation.maker is Maker.PERSON
    ]
    assert [(t.body, t.reviewed_by) for t in corrected] == [
        ("Oh, how sweet. My mother used to sing me that song.", person(session, RUIZ).id)
    ]


def test_an_important_text_waits_for_a_colleague_until_a_promised_time(session: Session) -> None:
    [text] = [t for t in texts_with(session, LUIS.number, LEE) if t.status is DeliveryStatus.DRAFT]
    review = beside(session, [text.id])[text.id].reviews["es"]
    assert "inhaler" in review.source
    assert review.promised_at > review.asked_at
    for colleague, sees_it in ((RUIZ, True), (DIAZ, True), (LEE, False), (OKAFOR, False)):
        checks = checks_for(session, the_school(session), person(session, colleague))
        assert [check.review.id for check in checks] == ([review.id] if sees_it else [])


def test_amina_whose_language_nobody_knows_is_texted_in_both(session: Session) -> None:
    [answer] = [t for t in texts_with(session, AMINA.number, DIAZ) if t.kind is MessageKind.REPLY]
    assert answer.language is None
    assert "Hello, Amina!" in answer.body
    assert "¡Hola, Amina!" in answer.body
    asked = [t.body for t in texts_with(session, AMINA.number, DIAZ) if t.kind is MessageKind.AUTO_REPLY]
    assert len(asked) == 1
    assert "1) English 2) Español" in asked[0]


def test_every_word_of_the_demo_is_known_to_its_engine_as_whole_sentences(session: Session) -> None:
    names = names_of_school(session, the_school(session).id)
    for _, deed in HAPPENINGS:
        if not isinstance(deed, Texts | Replies | Drafts):
            continue
        language = language_of(deed.body, among=("en", "es"))
        if language is not None:
            masked = mask(deed.body, language=language, names=names)
            assert knows_whole(masked.for_engine, source=language), deed.body


def test_tips_have_gone_out_and_more_are_on_their_way(session: Session) -> None:
    tips = session.scalars(select(Message).where(Message.kind == MessageKind.TIP)).all()
    assert {text.status for text in tips} == {DeliveryStatus.DELIVERED}
    assert {text.language for text in tips} == {"en", "es", None}
    assert not any(text.attention_at for text in tips)
    [rosa, *_] = [t for t in texts_with(session, ROSA.number, LEE) if t.kind is MessageKind.TIP]
    assert "Ana o Leo" in rosa.body
    ahead = texts_ahead(session)
    assert len({at.date() for at in ahead}) >= 2, "this week goes on"
    reasons = set(session.scalars(select(TipDelivery.reason)))
    assert {None, Reason.STOPPED, Reason.UNREACHABLE} == reasons


def texts_ahead(session: Session) -> list[datetime]:
    return list(
        session.scalars(
            select(TipDelivery.due_at).where(
                TipDelivery.state == DeliveryState.PLANNED, TipDelivery.due_at > NOW
            )
        )
    )


def test_maya_has_told_that_she_tried_one(session: Session) -> None:
    [reaction] = session.scalars(select(TipReaction)).all()
    delivery = session.get_one(TipDelivery, reaction.delivery_id)
    tip = session.get_one(Message, delivery.message_id)
    assert tip.thread_id == thread_of(session, MAYA.number, LEE).id
    assert session.get_one(Message, reaction.message_id).body == "1"


def the_dinners(session: Session) -> Event:
    return session.scalars(
        select(Event).where(Event.state == EventState.OPEN).options(selectinload(Event.dates))
    ).one()


def seats_at(session: Session, date: EventDate) -> dict[str, tuple[Seat, int, int | None]]:
    rows = session.execute(
        select(PhoneNumber.e164, Rsvp.seat, Rsvp.people, Rsvp.arrived_people)
        .join(Guest, Guest.phone_number_id == PhoneNumber.id)
        .join(Rsvp, Rsvp.guest_id == Guest.id)
        .where(Rsvp.event_date_id == date.id)
    )
    return {number: (seat, people, arrived) for number, seat, people, arrived in rows}


def test_families_have_answered_the_dinners_in_their_own_words(session: Session) -> None:
    held, following, last = the_dinners(session).dates
    arrived = {number: people for number, (_, _, people) in seats_at(session, held).items() if people}
    assert arrived == {ROSA.number: 4, CARMEN.number: 2, LUIS.number: 4}
    assert seats_at(session, following) == {
        ROSA.number: (Seat.COMING, 4, None),
        DANIEL.number: (Seat.BY_PHONE, 3, None),
        JORGE.number: (Seat.CANNOT, 1, None),
        LUIS.number: (Seat.WAITING, 5, None),
        AMINA.number: (Seat.COMING, 3, None),
    }
    assert len(seats_at(session, last)) == 7
    answers = session.scalars(select(EventReply)).all()
    assert [one.doubt for one in answers if one.needs_person] == [Doubt.DOUBTFUL]
    assert len(answers) == 8


def test_of_what_families_need_some_is_arranged_and_one_is_nobody_s_task(session: Session) -> None:
    needs = session.scalars(select(NeedTask).order_by(NeedTask.id)).all()
    assert [(one.need, one.state, one.owner_id is None) for one in needs] == [
        (Need.RIDE, NeedState.MET, False),
        (Need.RIDE, NeedState.MET, False),
        (Need.CHILDCARE, NeedState.OPEN, False),
        (Need.INTERPRETER, NeedState.OPEN, True),
    ]
    assert all(one.due_on >= NOW.date() for one in needs if one.state is NeedState.OPEN)


def test_a_draft_waits_for_its_spanish_and_an_idea_may_go_to_the_class(session: Session) -> None:
    draft = session.scalars(select(Event).where(Event.state == EventState.DRAFT)).one()
    assert draft.missing == ("es",)
    idea = session.scalars(select(FamilyIdea)).one()
    assert idea.standing(waiting=0) is IdeaStanding.READY
    assert idea.answer is Consent.WITH_NAME


def test_the_stranger_was_told_that_a_person_will_read(session: Session) -> None:
    answer = last_text(session, STRANGER, RUIZ)
    assert (answer.kind, answer.status) == (MessageKind.AUTO_REPLY, DeliveryStatus.DELIVERED)


def test_amina_s_conversation_was_handed_to_the_principal_with_a_note(session: Session) -> None:
    thread = thread_of(session, AMINA.number, DIAZ)
    assert thread.assigned_to == person(session, OKAFOR).id
    kinds = session.scalars(select(ThreadEvent.kind).where(ThreadEvent.thread_id == thread.id)).all()
    assert kinds == [ThreadEventKind.NOTE, ThreadEventKind.ASSIGNED]


def test_the_phones_show_what_the_school_has(session: Session) -> None:
    texts = past_texts(session)
    drawn = [phone.number for phone in PHONES]
    travelled = session.scalars(
        select(Message.provider_sid)
        .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
        .where(PhoneNumber.e164.in_(drawn), Message.provider_sid.is_not(None))
    ).all()
    assert sorted(str(text["sid"]) for text in texts) == sorted(str(sid) for sid in travelled)
    assert [text["at"] for text in texts] == sorted(str(text["at"]) for text in texts)
    assert len([text for text in texts if text["media"]]) == 1


def test_every_text_came_and_went_on_a_line_that_the_phone_has_saved(session: Session) -> None:
    saved = {(phone.number, line.number) for phone in PHONES for line in phone.lines}
    for text in past_texts(session):
        ends = text["from"], text["to"]
        assert ends in saved or ends[::-1] in saved, text


def test_a_school_that_is_there_is_left_as_it_is(begun: Database) -> None:
    assert not make_past(begun, now=NOW + timedelta(days=3))
    with begun.reading() as session:
        assert len(all_schools(session)) == 1
        assert session.scalars(select(func.max(Message.created_at))).one() < NOW


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 8, 20, tzinfo=UTC),  # twenty past midnight at the school
        datetime(2026, 11, 29, 23, 0, tzinfo=UTC),  # a Sunday
        datetime(2027, 1, 1, 17, 0, tzinfo=UTC),
        datetime(2027, 3, 15, 16, 0, tzinfo=UTC),  # the Monday after the clocks went forward
    ],
)
def test_whenever_the_demo_begins_its_past_is_past_and_in_order(sqlite_url: str, now: datetime) -> None:
    with closing(Database(sqlite_url)) as database:
        make_past(database, now=now)
        with database.reading() as session:
            zone = the_school(session).zone
            texts = session.scalars(select(Message).order_by(Message.id)).all()
            moments = [text.created_at for text in texts]
            assert moments == sorted(moments)
            assert moments[-1] < now
            assert now - moments[0] < timedelta(days=17)
            left = [
                t.claimed_at.astimezone(zone) for t in texts if t.kind is MessageKind.REPLY and t.claimed_at
            ]
            assert len(left) > 15
            assert all(moment.weekday() < 5 and 8 <= moment.hour < 20 for moment in left)
            assert count_queues(session, sight(session, LEE), now=now)[Queue.WAITING] == 4
            assert len(session.scalars(select(TipReaction)).all()) == 1
            held, following, _ = the_dinners(session).dates
            assert held.ends_at < now < following.starts_at - timedelta(days=1)
            reminders = select(Mailing.due_at, Mailing.opened_at).where(
                Mailing.kind == EventTextKind.REMINDER
            )
            assert all((due < now) == (opened is not None) for due, opened in session.execute(reminders))


def test_school_days_leave_out_saturday_and_sunday() -> None:
    tuesday = NOW.date()
    assert [school_day_before(tuesday, days).isoformat() for days in (1, 2, 3)] == [
        "2026-11-23",
        "2026-11-20",
        "2026-11-19",
    ]


def test_the_next_school_morning_after_a_friday_is_a_monday(session: Session) -> None:
    friday = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    morning = next_school_morning(the_school(session), now=friday)
    assert morning.isoformat() == "2026-11-30T17:05:00+00:00"


def test_a_poll_was_answered_and_its_families_were_told_what_came_of_it(begun: Database) -> None:
    with begun.reading() as session:
        poll, told = session.scalars(select(Broadcast).order_by(Broadcast.id).limit(2)).all()
        answers = session.scalars(
            select(BroadcastAnswer.choice).where(BroadcastAnswer.broadcast_id == poll.id)
        )
        assert (sorted(answers), told.follows_id, told.state) == ([1, 1, 2, 2], poll.id, BroadcastState.SENT)


def test_news_for_the_whole_school_reached_all_but_those_with_a_reason_and_two_thumbs_came_back(
    begun: Database,
) -> None:
    with begun.reading() as session:
        news = session.scalars(select(Broadcast).where(Broadcast.title == "Picture day")).one()
        progress = progress_of(session, news)
        thumbs = session.scalars(
            select(BroadcastReply.is_thanks).where(BroadcastReply.broadcast_id == news.id)
        )
        assert progress.families == news.expected
        assert sum(thumbs) == 2
