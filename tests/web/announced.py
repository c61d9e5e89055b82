"""Announcements of one inbox behind the doors, at every step on their way."""

from datetime import timedelta

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.messages.message import Message
from app.schools.school import School
from app.staff.staff_member import Role, StaffMember
from tests.support.announcement import drafted, released
from tests.web.shelf import Shelf

WORDS = {"en": "Bring a coat.", "es": "Traigan abrigo."}
DRAFTS = ("whom", "worded", "timed", "released", "thrown_away")


def announce(shelf: Shelf, text: Message) -> dict[str, int]:
    """Drafts of the owner, what waits for them or for a check, and a poll whose families are owed an answer."""
    asker = shelf.put(
        StaffMember(
            school_id=shelf.inbox.school_id,
            email=f"asks-{shelf.inbox.id}@demo.example",
            name="Ms. Asker",
            role=Role.OFFICE,
            language="en",
            created_at=shelf.now,
        )
    )
    shelf.session.get_one(School, shelf.inbox.school_id).second_person_above = 0
    waits = {
        "state": BroadcastState.SUBMITTED,
        "submitted_at": shelf.now,
        "scheduled_by": asker.id,
        "expected": 5,
    }
    made = {name: _draft(shelf, shelf.owner) for name in DRAFTS}
    made["agreed"], made["taken_back"] = (_draft(shelf, asker, **waits) for _ in range(2))
    made["to_check"] = _draft(shelf, asker, machine_words={"es": WORDS["es"]}, **waits)
    made["owed"] = _poll(shelf, asked=timedelta(days=3))
    _answer(shelf, made["owed"], text)
    return {f"announced_{name}": broadcast.id for name, broadcast in made.items()}


def ask_poll(shelf: Shelf, text: Message) -> dict[str, int]:
    """A poll, and a text after it of which the software was not sure."""
    poll = _poll(shelf)
    shelf.put(
        BroadcastReply(
            school_id=poll.school_id,
            broadcast_id=poll.id,
            phone_number_id=text.phone_number_id,
            message_id=text.id,
            is_thanks=False,
            came_at=shelf.now,
        )
    )
    return {"vote": text.id}


def report_on(shelf: Shelf, text: Message) -> dict[str, int]:
    """A poll that whoever wrote that text has answered, before they stopped texts."""
    poll = _poll(shelf, title=f"Report of {shelf.title}")
    untold = shelf.put(
        BroadcastRecipient(
            school_id=poll.school_id,
            broadcast_id=poll.id,
            phone_number_id=text.phone_number_id,
            left_out=LeftOut.STOPPED,
            added_at=shelf.now,
        )
    )
    _answer(shelf, poll, text)
    return {"reported": poll.id, "untold": untold.id}


def _draft(shelf: Shelf, author: StaffMember, **columns: object) -> Broadcast:
    return drafted(shelf.session, author, now=shelf.now, **_of(shelf), **columns)


def _poll(shelf: Shelf, *, asked: timedelta = timedelta(0), **columns: object) -> Broadcast:
    """It has left so long ago; families may answer for two days."""
    left_at = shelf.now - asked
    told = {
        **_of(shelf),
        "asks": Asks.POLL,
        "choices": [{"words": WORDS, "places": None}] * 2,
        "answers_until": left_at + timedelta(days=2),
        "state": BroadcastState.SENT,
        "send_at": left_at,
        "not_after": left_at + timedelta(days=1),
        **columns,
    }
    return released(shelf.session, shelf.owner, now=shelf.now, **told)


def _of(shelf: Shelf) -> dict[str, object]:
    return {
        "inbox_id": shelf.inbox.id,
        "title": shelf.title,
        "audience": {"kind": "sections", "ids": [shelf.section]},
        "words": WORDS,
    }


def _answer(shelf: Shelf, poll: Broadcast, text: Message) -> None:
    shelf.put(
        BroadcastAnswer(
            school_id=poll.school_id,
            broadcast_id=poll.id,
            phone_number_id=text.phone_number_id,
            choice=1,
            message_id=text.id,
            answered_at=shelf.now,
        )
    )
