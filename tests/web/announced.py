"""Announcements of one inbox at every step on their way."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.inbox.inbox import Inbox
from app.messages.batch import Batch
from app.messages.message import Message
from app.schools.school import School
from app.staff.staff_member import Role, StaffMember

WORDS = {"en": "Bring a coat.", "es": "Traigan abrigo."}
DRAFTS = ("whom", "worded", "timed", "released", "thrown_away")


def announce(
    session: Session,
    inbox: Inbox,
    owner: StaffMember,
    text: Message,
    *,
    title: str,
    section: int,
    now: datetime,
) -> dict[str, int]:
    """Drafts of its owner, what waits for them or for a check, and a poll whose families are owed an answer."""
    asker = StaffMember(
        school_id=inbox.school_id,
        email=f"asks-{inbox.id}@demo.example",
        name="Ms. Asker",
        role=Role.OFFICE,
        language="en",
        created_at=now,
    )
    session.add(asker)
    session.flush()

    def make(author: StaffMember, **columns: object) -> int:
        made = Broadcast(
            **{
                "school_id": inbox.school_id,
                "inbox_id": inbox.id,
                "author_id": author.id,
                "title": title,
                "audience": {"kind": "sections", "ids": [section]},
                "words": WORDS,
                "made_at": now,
                "changed_at": now,
                **columns,
            }
        )
        session.add(made)
        session.flush()
        return made.id

    session.get_one(School, inbox.school_id).second_person_above = 0
    waits = {"state": BroadcastState.SUBMITTED, "submitted_at": now, "scheduled_by": asker.id, "expected": 5}
    ids = {name: make(owner) for name in DRAFTS}
    ids["agreed"] = make(asker, **waits)
    ids["to_check"] = make(asker, machine_words={"es": WORDS["es"]}, **waits)
    ids["taken_back"] = make(asker, **waits)
    batch = Batch(school_id=inbox.school_id)
    session.add(batch)
    session.flush()
    ids["owed"] = make(
        owner,
        asks=Asks.POLL,
        choices=[{"words": WORDS, "places": None}, {"words": WORDS, "places": None}],
        answers_until=now - timedelta(days=1),
        state=BroadcastState.SENT,
        send_at=now - timedelta(days=3),
        not_after=now - timedelta(days=2),
        batch_id=batch.id,
    )
    session.add(
        BroadcastAnswer(
            school_id=inbox.school_id,
            broadcast_id=ids["owed"],
            phone_number_id=text.phone_number_id,
            choice=1,
            message_id=text.id,
            answered_at=now,
        )
    )
    session.flush()
    return {f"announced_{name}": which for name, which in ids.items()}
