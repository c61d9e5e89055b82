"""What stands behind the doors: a conversation with an example of everything that a route may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from app.consent.opt_out import StopReview
from app.inbox.inbox import Inbox
from app.interpreting.school_phrase import SchoolPhrase
from app.interpreting.translation_review import ReviewKind, TranslationReview
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.staff.staff_member import StaffMember
from tests.support.cast import new_sid
from tests.web.announced import announce, ask_poll, report_on
from tests.web.door import Door, Route
from tests.web.grouped import keep_group
from tests.web.planned import offer_ideas, plan_events
from tests.web.premises import Premises
from tests.web.shelf import SECRET, Shelf

Call = tuple[Route, Door]


@dataclass(frozen=True)
class Behind:
    """A conversation that its owner may see, with an example of everything that a route may ask for."""

    owner: StaffMember
    ids: dict[str, str]

    def calls(self, doors: Mapping[Route, list[Door]]) -> list[Call]:
        return [
            (
                route,
                Door(door.path.format(**self.ids), {k: v.format(**self.ids) for k, v in door.form.items()}),
            )
            for route, ways in doors.items()
            for door in ways
        ]


@dataclass(frozen=True)
class Families:
    """By their numbers, those who have written to an inbox."""

    writer: str
    stopper: str
    """Whose text looked like a stop."""
    author: str
    """Who has ideas for the class."""


def put_behind(
    session: Session,
    premises: Premises,
    inbox: Inbox,
    owner: StaffMember,
    families: Families,
    *,
    event: str,
    section: int,
    known: Mapping[str, object],
) -> Behind:
    """`event` is the title of their events, and `known` what the whole school has planned."""
    number, reviewed = families.writer, families.stopper
    now = datetime.now(UTC)
    shelf = Shelf(session, inbox, owner, event, section, now)
    thread = open_thread_with(session, premises, inbox, number)
    text = family_text(session, thread)
    picture = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(picture, "PNG")
    medium = MessageMedia(
        message_id=text.id,
        position=1,
        provider_url="https://api.twilio.com/x",
        state=MediaState.STORED,
        content_type="image/png",
        content=picture.getvalue(),
        tries=1,
        next_try_at=now,
    )
    session.add(medium)
    ids: dict[str, object] = {"thread": thread.id, "owner": owner.id, "line": thread.line_id}
    for name in ("check", "other_check"):
        ids[name] = check_of(session, family_text(session, thread), owner).id
    for status in (S.UNKNOWN, S.FAILED, S.HELD, S.QUEUED):
        message = enqueue(
            session,
            premises.cast.school,
            thread,
            f"{status}: {SECRET}",
            kind=MessageKind.REPLY,
            author=owner,
            due_at=now + timedelta(days=1),
            now=now,
        )
        message.status = status
        ids[status.value] = message.id
    waiting = open_thread_with(session, premises, inbox, reviewed)
    review = StopReview(
        school_id=thread.school_id,
        e164=reviewed,
        thread_id=waiting.id,
        message_id=family_text(session, waiting).id,
        opened_at=now,
    )
    session.add(review)
    session.get_one(PhoneLine, thread.line_id).pause("30034", now=now)
    session.flush()
    phrase = SchoolPhrase(
        school_id=thread.school_id,
        topic="",
        wordings={"en": "We are outside.", "es": "Estamos afuera."},
        made_by=owner.id,
        created_at=now,
    )
    session.add(phrase)
    session.flush()
    ids |= {"medium": medium.id, "review": review.id, "phrase": phrase.id, "text": text.id}
    ids |= plan_events(shelf, family_text(session, thread))
    home = open_thread_with(session, premises, inbox, families.author)
    wrote, wrote_too, said, remark = (family_text(session, home) for _ in range(4))
    ids |= offer_ideas(shelf, home, (wrote, wrote_too, said, remark))
    ids |= keep_group(shelf, [family_text(session, each) for each in (thread, home)])
    for add in (announce, ask_poll, report_on):
        ids |= add(shelf, family_text(session, home))
    ids |= {"inbox": inbox.id, "section": section, **known}
    ids["newest"] = session.get_one(Thread, thread.id).last_message_id
    tomorrow = (now + timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    return Behind(owner, {name: str(value) for name, value in ids.items()} | {"soon": tomorrow})


def check_of(session: Session, text: Message, owner: StaffMember) -> TranslationReview:
    """The owner doubts what the text says in English."""
    review = TranslationReview(
        school_id=text.school_id,
        thread_id=text.thread_id,
        message_id=text.id,
        kind=ReviewKind.MARKED_WRONG,
        source_language="es",
        language="en",
        source=text.body,
        asked_by=owner.id,
        asked_at=text.created_at,
        promised_at=text.created_at,
    )
    session.add(review)
    session.flush()
    return review


def open_thread_with(session: Session, premises: Premises, inbox: Inbox, number: str) -> Thread:
    return open_thread(
        session,
        school_id=premises.cast.school.id,
        phone_number_id=premises.cast.phones[number].id,
        inbox_id=inbox.id,
        now=datetime.now(UTC),
    )


def family_text(session: Session, thread: Thread) -> Message:
    """A text that has waited in this thread since now."""
    now = datetime.now(UTC)
    message = Message(
        school_id=thread.school_id,
        thread_id=thread.id,
        phone_number_id=thread.phone_number_id,
        line_id=thread.line_id,
        direction=Direction.IN,
        kind=MessageKind.FROM_FAMILY,
        status=S.RECEIVED,
        body=SECRET,
        language="es",
        provider_sid=new_sid(),
        created_at=now,
    )
    session.add(message)
    session.flush()
    thread.last_message_id, thread.last_message_at, thread.waiting_since = message.id, now, now
    return message
