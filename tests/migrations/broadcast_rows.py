"""Rows of broadcasts, voice calls and groups that every database takes, and those that each must refuse."""

from datetime import timedelta
from typing import Any

from app.broadcasts.broadcast import Broadcast, Urgency
from app.messages.batch import Batch
from app.messages.message import Message
from app.roster.group import Group
from tests.support.cast import CARMEN, LEE, MAIN, MAYA, NOON, Stage

LATER = NOON + timedelta(hours=1)
SCHEDULED = {"state": "scheduled", "send_at": NOON, "not_after": LATER}


def broadcast_rows(stage: Stage, arrived: Message) -> dict[str, dict[str, Any]]:
    """One of each table, by its name."""
    school, lee = stage.cast.school.id, stage.cast.staff[LEE].id
    carmen, maya = stage.cast.phones[CARMEN].id, stage.cast.phones[MAYA].id
    broadcast = Broadcast(
        school_id=school,
        author_id=lee,
        title="Snow day",
        urgency=Urgency.ORDINARY,
        made_at=NOON,
        changed_at=NOON,
    )
    batch = Batch(school_id=school)
    group = Group(school_id=school, name="Robots", created_by=lee, created_at=NOON)
    stage.session.add_all([broadcast, batch, group])
    stage.session.flush()
    of_broadcast = {"school_id": school, "broadcast_id": broadcast.id}
    return {
        "broadcasts": {
            "school_id": school,
            "author_id": lee,
            "title": "Picture day",
            "urgency": "ordinary",
            "is_drill": False,
            "reason": "",
            "asks": "nothing",
            "choices": [],
            "audience": {},
            "words": {},
            "machine_words": {},
            "in_own_hours": False,
            "calls_unreached": False,
            "state": "draft",
            "batch_id": batch.id,
            "handed_over_until": 0,
            "made_at": NOON,
            "changed_at": NOON,
            "version": 1,
        },
        "broadcast_recipients": of_broadcast
        | {
            "phone_number_id": carmen,
            "children": [1],
            "message_id": arrived.id,
            "added_at": NOON,
            "note": "",
        },
        "broadcast_answers": of_broadcast
        | {
            "phone_number_id": carmen,
            "choice": 1,
            "words": "",
            "message_id": arrived.id,
            "answered_at": NOON,
        },
        "broadcast_replies": of_broadcast
        | {"phone_number_id": carmen, "message_id": arrived.id, "is_thanks": True, "came_at": NOON},
        "voice_calls": {
            "school_id": school,
            "phone_number_id": maya,
            "line_id": stage.line(MAIN).id,
            "words": [],
            "is_emergency": True,
            "status": "queued",
            "attempt": 0,
            "due_at": NOON,
            "not_after": LATER,
            "heard_again": 0,
            "made_at": NOON,
        },
        "join_requests": {
            "school_id": school,
            "group_id": group.id,
            "phone_number_id": maya,
            "thread_id": arrived.thread_id,
            "message_id": arrived.id,
            "words": "",
            "state": "waiting",
            "asked_at": NOON,
        },
        "group_phones": {"group_id": group.id, "phone_number_id": maya, "joined_at": NOON},
        "outgoing_pictures": {
            "school_id": school,
            "key": "k",
            "content": b"x",
            "content_type": "image/png",
            "described": {},
            "made_by": lee,
            "made_at": NOON,
        },
    }


NO_PHONE = {"phone_number_id": None, "message_id": None, "left_out": "no_number", "student_id": 1}

BROADCASTS_REFUSE: list[tuple[str, dict[str, Any]]] = [
    ("broadcasts", {"urgency": "emergency"}),
    ("broadcasts", {"topic": "weather"}),
    ("broadcasts", {"is_drill": True}),
    ("broadcasts", {"urgency": "emergency", "is_drill": True, "topic": "weather"}),
    ("broadcasts", {"urgency": "emergency", "topic": "boredom"}),
    ("broadcasts", {"state": "cancelled"}),
    ("broadcasts", {"cancelled_at": NOON}),
    ("broadcasts", {"state": "scheduled"}),
    ("broadcasts", SCHEDULED | {"batch_id": None}),
    ("broadcasts", SCHEDULED | {"not_after": None}),
    ("broadcasts", {"asks": "riddle"}),
    ("broadcast_recipients", {"message_id": None}),
    ("broadcast_recipients", {"left_out": "stopped"}),
    ("broadcast_recipients", {"phone_number_id": None}),
    ("broadcast_recipients", NO_PHONE | {"left_out": "stopped"}),
    ("broadcast_recipients", {"message_id": None, "left_out": "no_number"}),
    ("broadcast_recipients", {"reached_at": NOON}),
    ("broadcast_recipients", {"reached_how": "called"}),
    ("broadcast_recipients", {"call_id": 10**9}),
    ("broadcast_answers", {"choice": 0}),
    ("broadcast_answers", {"place": "waiting"}),
    ("broadcast_answers", {"place": "perhaps"}),
    ("voice_calls", {"not_after": NOON}),
    ("voice_calls", {"status": "humming"}),
    ("join_requests", {"state": "accepted"}),
    ("join_requests", {"decided_at": NOON}),
    ("groups", {"join_word": "robots"}),
    ("groups", {"join_until": NOON}),
    ("phone_lines", {"purpose": "gossip"}),
    ("schools", {"count_typed_above": 0}),
    ("schools", {"second_person_above": -1}),
    ("messages", {"picture_id": 10**9}),
]

BROADCASTS_ONCE: list[tuple[str, dict[str, Any]]] = [
    ("broadcast_recipients", {"message_id": None, "left_out": "stopped"}),
    ("broadcast_answers", {"choice": 2}),
    ("broadcast_replies", {"is_thanks": False}),
    ("join_requests", {}),
    ("group_phones", {}),
]

BROADCASTS_MANY: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("broadcast_recipients", NO_PHONE, NO_PHONE | {"student_id": 2}),
    ("join_requests", {"state": "refused", "decided_at": NOON}, {}),
    ("voice_calls", {}, {}),
    ("broadcasts", SCHEDULED, SCHEDULED),
    ("broadcasts", {"urgency": "emergency", "is_drill": True}, {"urgency": "emergency", "topic": "weather"}),
]
