"""What the database itself refuses, whatever the code would let through."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Executable, Table, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel, ConsentEntry
from app.consent.record import Evidence, opt_out
from app.events.event import Event, EventDate
from app.events.guest import Guest
from app.messages.batch import Batch
from app.messages.message import Message
from app.roster.group import Group
from app.tables import metadata
from app.tips.curriculum import Step
from app.tips.ideas.idea import FamilyIdea
from app.tips.track import Tip, Track
from tests.migrations.broadcast_rows import (
    BROADCASTS_MANY,
    BROADCASTS_ONCE,
    BROADCASTS_REFUSE,
    broadcast_rows,
)
from tests.support.cast import CARMEN, LEE, MAIN, MAYA, NOON, Stage, new_sid

LATER = NOON + timedelta(hours=1)


def a_tip(stage: Stage) -> Tip:
    """A tip that stands in a track of its own."""
    school = stage.cast.school.id
    track = Track(
        school_id=school, band="toddlers", title={}, grades=["T"], opened_at=NOON, running_since=NOON
    )
    stage.session.add(track)
    stage.session.flush()
    tip = Tip(
        school_id=school,
        track_id=track.id,
        week=1,
        place=1,
        step=Step.FACT,
        skill="talk",
        topic={},
        created_at=NOON,
    )
    stage.session.add(tip)
    stage.session.flush()
    return tip


def an_event(stage: Stage) -> EventDate:
    """A date of an event of its own."""
    school = stage.cast.school.id
    event = Event(
        school_id=school,
        inbox_id=stage.cast.inboxes["Mr. Diaz"].id,
        public_id="first",
        title={},
        place={},
        audience_kind="school",
        created_by=stage.cast.staff[LEE].id,
        created_at=NOON,
        updated_at=NOON,
        dates=[EventDate(school_id=school, number=1, starts_at=NOON, ends_at=LATER)],
    )
    stage.session.add(event)
    stage.session.flush()
    return event.dates[0]


def event_rows(stage: Stage, message_id: int) -> dict[str, dict[str, Any]]:
    """The same of what belongs to events, and of what they are sent with and to."""
    school, lee = stage.cast.school.id, stage.cast.staff[LEE].id
    event_date = an_event(stage)
    guest = Guest(
        school_id=school,
        event_id=event_date.event_id,
        phone_number_id=stage.cast.phones[CARMEN].id,
        made_at=NOON,
    )
    batch = Batch(school_id=school)
    group = Group(school_id=school, name="Newcomers", created_by=lee, created_at=NOON)
    stage.session.add_all([guest, batch, group])
    stage.session.flush()
    of_event = {"school_id": school, "event_id": event_date.event_id}
    return {
        "events": {
            "school_id": school,
            "inbox_id": stage.cast.inboxes["Mr. Diaz"].id,
            "public_id": "second",
            "state": "open",
            "title": {},
            "about": {},
            "place": {},
            "phone_words": {},
            "question": {},
            "audience_kind": "school",
            "audience_ids": [],
            "offers": [],
            "is_potluck": False,
            "needs_due_days": 2,
            "created_by": lee,
            "created_at": NOON,
            "updated_at": NOON,
        },
        "event_dates": of_event
        | {"number": 2, "starts_at": NOON, "ends_at": LATER, "capacity": 30, "place": {}, "revision": 0},
        "event_guests": of_event
        | {"phone_number_id": stage.cast.phones[MAYA].id, "children": [], "note": "", "made_at": NOON},
        "event_rsvps": {
            "guest_id": guest.id,
            "event_date_id": event_date.id,
            "seat": "coming",
            "people": 1,
            "said_at": NOON,
        },
        "event_replies": {
            "event_id": event_date.event_id,
            "guest_id": guest.id,
            "message_id": message_id,
            "read_as": {},
            "needs_person": False,
            "received_at": NOON,
        },
        "event_needs": of_event
        | {
            "guest_id": guest.id,
            "need": "ride",
            "words": "",
            "note": "",
            "due_on": date(2026, 3, 2),
            "state": "open",
            "raised_at": NOON,
        },
        "event_mailings": of_event
        | {
            "kind": "reminder",
            "words": {},
            "batch_id": batch.id,
            "due_at": NOON,
            "not_after": LATER,
            "made_at": NOON,
        },
        "event_texts": of_event
        | {
            "phone_number_id": stage.cast.phones[MAYA].id,
            "kind": "need_met",
            "words": {},
            "due_at": NOON,
            "not_after": LATER,
            "state": "planned",
        },
        "batches": {"school_id": school},
        "groups": {"school_id": school, "name": "Soccer team", "created_by": lee, "created_at": NOON},
        "group_members": {"group_id": group.id, "student_id": 1},
    }


def an_idea(stage: Stage, message: Message) -> FamilyIdea:
    """What a family wrote, offered to its class."""
    idea = FamilyIdea(**idea_row(stage, message))
    stage.session.add(idea)
    stage.session.flush()
    return idea


def idea_row(stage: Stage, message: Message) -> dict[str, Any]:
    """One to which the family has agreed, and which is on its way."""
    batch = Batch(school_id=stage.cast.school.id)
    stage.session.add(batch)
    stage.session.flush()
    return {
        "school_id": stage.cast.school.id,
        "section_id": 1,
        "inbox_id": stage.cast.inboxes["Ms. Lee"].id,
        "phone_number_id": message.phone_number_id,
        "message_id": message.id,
        "offered_by": stage.cast.staff[LEE].id,
        "offered_at": NOON,
        "words": {},
        "approved_by": {},
        "credit": {},
        "asked_at": NOON,
        "asked_words": {},
        "question_message_id": message.id,
        "answer": "without_name",
        "answered_at": NOON,
        "answer_message_id": message.id,
        "batch_id": batch.id,
        "released_by": stage.cast.staff[LEE].id,
        "released_at": NOON,
        "due_at": NOON,
        "not_after": LATER,
    }


def idea_rows(stage: Stage, sent: Message, other: Message) -> dict[str, dict[str, Any]]:
    """The same of families' own ideas."""
    return {
        "family_ideas": idea_row(stage, other),
        "idea_texts": {
            "school_id": stage.cast.school.id,
            "idea_id": an_idea(stage, sent).id,
            "phone_number_id": sent.phone_number_id,
            "state": "sent",
            "decided_at": NOON,
            "message_id": sent.id,
            "tried_at": NOON,
            "tried_message_id": sent.id,
        },
    }


def rows(stage: Stage) -> dict[str, dict[str, Any]]:
    """For each table a row that it takes."""
    school, lee, phone = stage.cast.school.id, stage.cast.staff[LEE].id, stage.cast.phones[MAYA].id
    arrived = stage.text_in(MAYA, "Hello")
    thread, line = arrived.thread_id, stage.line(MAIN).id
    tip = a_tip(stage)
    message = {
        "school_id": school,
        "thread_id": thread,
        "phone_number_id": phone,
        "line_id": line,
        "direction": "out",
        "kind": "reply",
        "status": "queued",
        "body": "Hi",
        "author_id": lee,
        "segments": 1,
        "created_at": NOON,
        "due_at": NOON,
        "not_after": LATER,
        "attempt": 0,
    }
    return {
        "messages": message,
        "opt_outs": {"school_id": school, "e164": MAYA, "source": "keyword", "opened_at": NOON},
        "carrier_blocks": {"line_id": line, "e164": MAYA, "blocked_at": NOON},
        "stop_reviews": {
            "school_id": school,
            "e164": MAYA,
            "thread_id": thread,
            "message_id": arrived.id,
            "opened_at": NOON,
        },
        "threads": {
            "school_id": school,
            "phone_number_id": phone,
            "inbox_id": stage.cast.inboxes["Mr. Diaz"].id,
            "line_id": line,
            "last_message_at": NOON,
            "version": 1,
            "touched_at": NOON,
            "created_at": NOON,
        },
        "delivery_attempts": {"message_id": arrived.id, "number": 1, "worker": "w", "claimed_at": NOON},
        "delivery_reports": {
            "provider_sid": "SM1",
            "status": "sent",
            "error_code": "",
            "received_at": NOON,
        },
        "provider_events": {
            "kind": "inbound",
            "key": "in:SM1",
            "body": b"Body=x",
            "query": "",
            "received_at": NOON,
        },
        "message_media": {
            "message_id": arrived.id,
            "position": 1,
            "provider_url": "https://x/1",
            "state": "waiting",
            "tries": 0,
            "next_try_at": NOON,
        },
        "prompts": {
            "school_id": school,
            "phone_number_id": phone,
            "line_id": line,
            "thread_id": thread,
            "kind": "rsvp",
            "choices": [],
            "asked_at": NOON,
            "expires_at": LATER,
            "note": "",
        },
        "schools": {
            "name": "Cedar",
            "time_zone": "America/Denver",
            "region": "US",
            "language": "en",
            "office_phone": "(206) 555-0171",
            "texting_from": time(9),
            "texting_until": time(20),
            "direct_reply_hours": 3,
            "hourly_cap": 12,
            "created_at": NOON,
        },
        "phone_lines": {
            "school_id": school,
            "e164": "+12065550170",
            "label": "",
            "keyword_replies": "provider",
            "segments_per_second": 1.0,
            "created_at": NOON,
        },
        "phone_numbers": {
            "school_id": school,
            "e164": "+12065550198",
            "health": "untried",
            "created_at": NOON,
        },
        "inboxes": {"school_id": school, "kind": "counselor", "name": "Counselor"},
        "inbox_members": {
            "inbox_id": stage.cast.inboxes["Mr. Diaz"].id,
            "staff_member_id": lee,
        },
        "thread_events": {"thread_id": thread, "kind": "note", "body": "called her", "created_at": NOON},
        "drafts": {"thread_id": thread, "staff_member_id": lee, "body": "Dear", "updated_at": NOON},
        "staff_members": {
            "school_id": school,
            "email": "park@demo.example",
            "name": "Mx. Park",
            "role": "teacher",
            "language": "en",
            "created_at": NOON,
        },
        "guardian_phones": {"guardian_id": 1, "phone_number_id": stage.cast.phones[CARMEN].id, "position": 1},
        "translations": {
            "school_id": school,
            "message_id": arrived.id,
            "language": "es",
            "body": "Hola",
            "maker": "engine",
            "engine": "LibreTranslate",
            "made_at": NOON,
        },
        "translation_requests": {
            "school_id": school,
            "purpose": "read",
            "thread_id": thread,
            "message_id": arrived.id,
            "source_language": "en",
            "language": "es",
            "source": "Hello",
            "digest": "0" * 64,
            "created_at": NOON,
            "due_at": NOON,
        },
        "translation_reviews": {
            "school_id": school,
            "thread_id": thread,
            "message_id": arrived.id,
            "kind": "marked_wrong",
            "source_language": "en",
            "language": "es",
            "source": "Hello",
            "asked_by": lee,
            "asked_at": NOON,
            "promised_at": LATER,
        },
        "translation_memory": {
            "school_id": school,
            "source_language": "en",
            "language": "es",
            "source_key": "0" * 64,
            "source": "Hello",
            "target": "Hola",
            "approved_by": lee,
            "approved_at": NOON,
        },
        "school_phrases": {
            "school_id": school,
            "topic": "",
            "wordings": {"en": "Hello", "es": "Hola"},
            "made_by": lee,
            "created_at": NOON,
        },
        "important_words": {
            "school_id": school,
            "word": "bus",
            "topic": "safety",
            "changed_by": lee,
            "changed_at": NOON,
        },
        "school_years": {
            "school_id": school,
            "first_day_on": date(2026, 9, 2),
            "last_day_on": date(2027, 6, 18),
        },
        "school_breaks": {
            "school_id": school,
            "first_day_on": date(2026, 12, 21),
            "last_day_on": date(2027, 1, 1),
            "name": "Winter break",
        },
        "tip_tracks": {
            "school_id": school,
            "band": "teenagers",
            "title": {},
            "grades": [],
            "sent_at": time(17, 30),
            "opened_at": NOON,
            "running_since": NOON,
        },
        "tips": {
            "school_id": school,
            "track_id": tip.track_id,
            "week": 2,
            "place": 1,
            "step": "tip",
            "skill": "talk",
            "topic": {},
            "created_at": NOON,
        },
        "tip_wordings": {"tip_id": tip.id, "language": "en", "words": "Sing!", "is_shipped": True},
        "tip_wishes": {
            "school_id": school,
            "phone_number_id": phone,
            "per_week": 3,
            "days": "024",
            "updated_at": NOON,
        },
        "tip_deliveries": {
            "school_id": school,
            "tip_id": tip.id,
            "phone_number_id": phone,
            "year": 2026,
            "children": [],
            "rank": 1,
            "due_at": NOON,
            "not_after": LATER,
            "state": "planned",
        },
        **event_rows(stage, arrived.id),
        **broadcast_rows(stage, arrived),
        **idea_rows(stage, arrived, stage.text_in(MAYA, "We sing on the bus")),
    }


def add(session: Session, table: Table, row: Mapping[str, Any]) -> None:
    with session.begin_nested():
        session.execute(insert(table), [dict(row)])


def is_taken(stage: Stage, table: str, row: Mapping[str, Any]) -> bool:
    try:
        add(stage.session, metadata.tables[table], row)
    except IntegrityError:
        return False
    return True


def test_an_ordinary_row_is_taken_by_every_table(stage: Stage) -> None:
    for table, row in rows(stage).items():
        add(stage.session, metadata.tables[table], row)


DONE = {"done_at": NOON, "result": "Hola", "engine": "LibreTranslate"}
APPROVED = {"decided_at": LATER, "decision": "approved"}
UNANSWERED = {"answer": None, "answered_at": None, "answer_message_id": None}
IN = {"direction": "in", "kind": "from_family", "status": "received", "due_at": None, "not_after": None}

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("messages", {"direction": "sideways"}),
    ("messages", {"status": "teleported"}),
    ("messages", {"kind": "spam"}),
    ("messages", {"status": "received"}),
    ("messages", {"kind": "from_family"}),
    ("messages", {"not_after": None}),
    ("messages", {"due_at": None}),
    ("messages", {"author_id": None}),
    ("messages", {"thread_id": 10**9}),
    ("messages", {"reason": "bad luck"}),
    ("messages", {"routed_by": "chance"}),
    ("messages", {"body": None}),
    ("messages", IN | {"status": "queued"}),
    ("messages", IN | {"kind": "reply"}),
    *BROADCASTS_REFUSE,
    ("opt_outs", {"source": "rumour"}),
    ("stop_reviews", {"decided_at": NOON}),
    ("stop_reviews", {"decision": "stop"}),
    ("stop_reviews", {"decided_at": NOON, "decision": "perhaps"}),
    ("message_media", {"state": "stored"}),
    ("message_media", {"content": b"x"}),
    ("prompts", {"answered_at": NOON}),
    ("schools", {"hourly_cap": 0}),
    ("schools", {"texting_from": time(20), "texting_until": time(9)}),
    ("phone_lines", {"segments_per_second": 0}),
    ("phone_lines", {"e164": MAIN}),
    ("phone_lines", {"keyword_replies": "somebody"}),
    ("phone_numbers", {"e164": MAYA}),
    ("inboxes", {"kind": "office"}),
    ("inboxes", {"kind": "section"}),
    ("inboxes", {"section_id": 1}),
    ("thread_events", {"body": ""}),
    ("thread_events", {"kind": "closed"}),
    ("staff_members", {"email": LEE}),
    ("staff_members", {"email": "Park@demo.example"}),
    ("staff_members", {"role": "king"}),
    ("guardian_phones", {"position": 0}),
    ("schools", {"review_hours": 0}),
    ("schools", {"review_hours": -1}),
    ("translations", {"maker": "rumour"}),
    ("translations", {"engine": None}),
    ("translations", {"maker": "memory"}),
    ("translations", {"maker": "person", "engine": None}),
    ("translations", {"maker": "author", "engine": None}),
    ("translations", {"reviewed_at": NOON}),
    ("translations", {"reviewed_by": 1}),
    ("translations", {"message_id": 10**9}),
    ("translations", {"body": None}),
    ("translation_requests", {"purpose": "fun"}),
    ("translation_requests", {"problem": "bad luck"}),
    ("translation_requests", {"done_at": NOON}),
    ("translation_requests", DONE | {"problem": "refused"}),
    ("translation_requests", {"message_id": None}),
    ("translation_requests", {"purpose": "send"}),
    ("translation_requests", {"purpose": "read_back"}),
    ("translation_requests", {"thread_id": 10**9}),
    ("translation_reviews", {"kind": "doubted"}),
    ("translation_reviews", {"topic": "weather"}),
    ("translation_reviews", {"decided_at": NOON}),
    ("translation_reviews", {"decision": "approved"}),
    ("translation_reviews", {"decided_at": NOON, "decision": "perhaps"}),
    ("translation_reviews", {"promised_at": None}),
    ("translation_memory", {"approved_by": None}),
    ("translation_memory", {"approved_by": 10**9}),
    ("school_phrases", {"made_by": 10**9}),
    ("school_phrases", {"topic": None}),
    ("important_words", {"topic": "weather"}),
    ("important_words", {"changed_by": 10**9}),
    ("schools", {"weekly_allowance": -1}),
    ("school_years", {"last_day_on": date(2026, 9, 2)}),
    ("school_breaks", {"last_day_on": date(2026, 12, 20)}),
    ("tip_tracks", {"running_since": None}),
    ("tips", {"week": 0}),
    ("tips", {"place": 4}),
    ("tips", {"step": "joke"}),
    ("tip_wordings", {"is_shipped": False}),
    ("tip_wordings", {"edited_at": NOON}),
    ("tip_wordings", {"approved_at": NOON}),
    ("tip_wishes", {"per_week": 4}),
    ("tip_deliveries", {"state": "sent", "decided_at": NOON}),
    ("tip_deliveries", {"decided_at": NOON}),
    ("tip_deliveries", {"state": "skipped", "decided_at": NOON}),
    ("tip_deliveries", {"reason": "bad luck"}),
    ("events", {"state": "called_off"}),
    ("events", {"called_off_at": NOON}),
    ("events", {"state": "forgotten"}),
    ("events", {"audience_kind": "neighbours"}),
    ("events", {"needs_due_days": -1}),
    ("events", {"public_id": "first"}),
    ("event_dates", {"number": 0}),
    ("event_dates", {"ends_at": NOON}),
    ("event_dates", {"capacity": 0}),
    ("event_guests", {"people": 0}),
    ("event_rsvps", {"people": 0}),
    ("event_rsvps", {"seat": "standing"}),
    ("event_rsvps", {"seat": "waiting"}),
    ("event_rsvps", {"waiting_since": NOON}),
    ("event_rsvps", {"arrived_at": NOON}),
    ("event_rsvps", {"arrived_people": 2}),
    ("event_rsvps", {"dish": "advice"}),
    ("event_replies", {"doubt": "slight"}),
    ("event_replies", {"settled_at": NOON}),
    ("event_replies", {"settled_by": 1}),
    ("event_needs", {"need": "luck"}),
    ("event_needs", {"state": "met"}),
    ("event_needs", {"settled_at": NOON}),
    ("event_mailings", {"kind": "rumour"}),
    ("event_mailings", {"not_after": NOON}),
    ("event_mailings", {"batch_id": 10**9}),
    ("event_texts", {"kind": "rumour"}),
    ("event_texts", {"decided_at": NOON}),
    ("event_texts", {"state": "sent", "decided_at": NOON}),
    ("event_texts", {"state": "left_out", "decided_at": NOON}),
    ("event_texts", {"reason": "stopped"}),
    ("batches", {"paused_at": NOON}),
    ("batches", {"paused_by": 1}),
    ("groups", {"created_by": 10**9}),
    ("group_members", {"student_id": 10**9}),
    ("family_ideas", UNANSWERED),
    ("family_ideas", {"answer": "refused"}),
    ("family_ideas", {"answer": "perhaps"}),
    ("family_ideas", {"answered_at": None}),
    ("family_ideas", {"answer_message_id": None}),
    ("family_ideas", {"released_by": None}),
    ("family_ideas", {"due_at": None}),
    ("family_ideas", {"not_after": None}),
    ("family_ideas", {"batch_id": None}),
    ("family_ideas", {"withdrawn_at": NOON}),
    ("idea_texts", {"decided_at": None}),
    ("idea_texts", {"message_id": None}),
    ("idea_texts", {"reason": "paused"}),
    ("idea_texts", {"tried_at": None}),
    ("idea_texts", {"state": "skipped", "message_id": None, "reason": "paused"}),
]


@pytest.mark.parametrize(("table", "changed"), REFUSED, ids=str)
def test_a_row_that_breaks_a_promise_is_refused(stage: Stage, table: str, changed: dict[str, Any]) -> None:
    row = rows(stage)[table]
    assert not is_taken(stage, table, {**row, **changed})


ONCE: list[tuple[str, dict[str, Any]]] = [
    *BROADCASTS_ONCE,
    ("opt_outs", {}),
    ("carrier_blocks", {}),
    ("stop_reviews", {}),
    ("threads", {}),
    ("delivery_attempts", {}),
    ("delivery_reports", {}),
    ("provider_events", {"kind": "status"}),
    ("message_media", {}),
    ("inbox_members", {}),
    ("drafts", {"body": "other words"}),
    ("translations", {"body": "Buenas", "maker": "memory", "engine": None}),
    ("translation_reviews", {"note": "other words"}),
    ("translation_memory", {"target": "Buenas"}),
    ("important_words", {"topic": "rights", "is_out": True}),
    ("school_years", {"last_day_on": date(2027, 5, 1)}),
    ("tip_tracks", {"held_at": NOON}),
    ("tip_wordings", {"words": "Hum!"}),
    ("tip_wishes", {"per_week": 1}),
    ("tip_deliveries", {"rank": 2}),
    ("event_dates", {"capacity": None}),
    ("event_guests", {"people": 2}),
    ("event_rsvps", {"seat": "cannot"}),
    ("event_replies", {"doubt": "doubtful"}),
    ("event_needs", {"words": "a lift"}),
    ("groups", {"created_at": LATER}),
    ("group_members", {}),
    ("family_ideas", {"offered_at": LATER}),
    ("idea_texts", {"tried_at": LATER}),
]


@pytest.mark.parametrize(("table", "changed"), ONCE)
def test_what_may_be_there_once_is_refused_the_second_time(
    stage: Stage, table: str, changed: dict[str, Any]
) -> None:
    row = rows(stage)[table]
    assert is_taken(stage, table, row)
    assert not is_taken(stage, table, {**row, **changed})


@pytest.mark.parametrize(
    ("table", "first", "second"),
    [
        ("opt_outs", {"lifted_at": LATER}, {}),
        ("opt_outs", {"lifted_at": LATER}, {"lifted_at": LATER}),
        ("stop_reviews", {"decided_at": LATER, "decision": "stop"}, {}),
        ("delivery_reports", {}, {"status": "delivered"}),
        ("delivery_reports", {}, {"error_code": "30003"}),
        ("delivery_attempts", {}, {"number": 2}),
        ("message_media", {}, {"position": 2}),
        ("translations", {"replaced_at": LATER}, {}),
        ("translations", {"replaced_at": LATER}, {"replaced_at": LATER}),
        ("translations", {}, {"language": "en"}),
        ("translation_requests", {}, {}),
        ("translation_requests", DONE, {}),
        ("translation_requests", DONE, DONE),
        ("translation_reviews", APPROVED, {}),
        ("translation_reviews", APPROVED, APPROVED),
        ("translation_reviews", {}, {"language": "en"}),
        ("translation_memory", {"retired_at": LATER}, {}),
        ("translation_memory", {"retired_at": LATER}, {"retired_at": LATER}),
        ("translation_memory", {}, {"source_key": "1" * 64}),
        ("translation_memory", {}, {"source_language": "es", "language": "en"}),
        ("school_phrases", {}, {}),
        ("important_words", {}, {"word": "buses"}),
        ("school_years", {}, {"first_day_on": date(2025, 9, 3), "last_day_on": date(2026, 6, 19)}),
        ("school_breaks", {}, {}),
        ("tip_tracks", {}, {"band": "grown-ups"}),
        ("tip_wordings", {}, {"language": "es"}),
        ("tip_deliveries", {}, {"year": 2027}),
        ("event_texts", {}, {}),
        ("event_needs", {}, {"need": "diet"}),
        ("event_mailings", {}, {}),
        *BROADCASTS_MANY,
    ],
)
def test_what_is_over_or_differs_stands_in_nobodys_way(
    stage: Stage, table: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    row = rows(stage)[table]
    assert is_taken(stage, table, {**row, **first})
    assert is_taken(stage, table, {**row, **second})


@pytest.mark.parametrize("table", ["messages", "delivery_attempts"])
def test_a_providers_name_belongs_to_one_text_and_to_one_attempt(stage: Stage, table: str) -> None:
    row = rows(stage)[table] | {"provider_sid": new_sid()}
    assert is_taken(stage, table, row)
    assert not is_taken(stage, table, row | ({"number": 2} if table == "delivery_attempts" else {}))


def test_texts_that_no_provider_has_named_yet_may_be_many(stage: Stage) -> None:
    row = rows(stage)["messages"]
    assert is_taken(stage, "messages", row)
    assert is_taken(stage, "messages", row)


def test_every_check_has_been_tried() -> None:
    """Those that columns of a few values bring along are all alike; the others are worded one by one."""
    worded = {
        table.name
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and not getattr(constraint, "_type_bound", False)
    }
    assert worded <= {table for table, _ in REFUSED}


# The consent log


def entry(stage: Stage) -> ConsentEntry:
    evidence = Evidence(ConsentChannel.PHONE, wording="She called.")
    opt_out(stage.session, stage.cast.school, MAYA, "staff", evidence, now=NOON)  # type: ignore[arg-type]
    stage.look_again()
    return stage.all(ConsentEntry)[0]


@pytest.mark.parametrize("how", ["update", "delete", "raw update", "raw delete"])
def test_the_consent_log_is_only_ever_added_to(stage: Stage, how: str) -> None:
    kept = entry(stage)
    statements: dict[str, Executable] = {
        "update": update(ConsentEntry).where(ConsentEntry.id == kept.id).values(wording="never said"),
        "delete": delete(ConsentEntry).where(ConsentEntry.id == kept.id),
        "raw update": text("update consent_log set recorded_at = recorded_at"),
        "raw delete": text("delete from consent_log"),
    }
    with pytest.raises(DatabaseError, match="only ever added to"), stage.session.begin_nested():
        stage.session.execute(statements[how], execution_options={"synchronize_session": False})
    stage.session.expire_all()
    assert stage.all(ConsentEntry)[0].wording == "She called."


def test_a_change_through_the_objects_is_refused_too(stage: Stage) -> None:
    kept = entry(stage)

    def forge() -> None:
        with stage.session.begin_nested():
            kept.wording = "never said"
            stage.session.flush()

    with pytest.raises(DatabaseError, match="only ever added to"):
        forge()


def test_no_text_of_a_family_can_be_deleted_while_something_points_at_it(stage: Stage) -> None:
    message = stage.text_in(MAYA, "please stop texting me")
    with pytest.raises(IntegrityError), stage.session.begin_nested():
        stage.session.execute(delete(Message).where(Message.id == message.id))
    assert stage.session.scalar(select(Message.body).where(Message.id == message.id))
