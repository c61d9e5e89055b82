"""Makes the demo's past: every deed of `conversation.py` done by the product's own code on a clock of long ago.

What families wrote and what the provider reported goes in as the very calls that the provider makes. What the school
wrote is claimed, recorded as accepted and reported on, so that a worker finds nothing left to send.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.broadcasts import announce
from app.demo.cast import Adult, Cast, Colleague, found_cast
from app.demo.composer import translate_for_staff, word_reply
from app.demo.conversation import HAPPENINGS
from app.demo.deeds import (
    Assigns,
    BroadcastDeed,
    Closes,
    Corrects,
    Deed,
    Doubts,
    Drafts,
    EventDeed,
    LetsTipsRun,
    Notes,
    Replies,
    Snoozes,
    StaffDeed,
    Texts,
    TipsGoOut,
)
from app.demo.events import act
from app.demo.moments import first_dinner, moment_of, next_school_morning
from app.demo.phones import PAST_SID, saved_line
from app.demo.tips import let_tips_run, send_tips
from app.foundation.database import Database
from app.foundation.ids import digest
from app.gateway.port import Accepted
from app.inbox.assignment import add_note, assign, close, snooze
from app.inbox.drafts import keep_draft
from app.inbox.receive import Front
from app.inbox.reply import reply
from app.inbox.translation_check import approve_check, checks_for
from app.interpreting.outgoing import Desk
from app.interpreting.reviews import doubt
from app.main import build_desk, build_front
from app.messages.claim import Claimed, claim
from app.messages.delivery import record
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message
from app.messages.open_thread import open_thread
from app.messages.pictures import clean_picture
from app.messages.provider_event import EventKind, ProviderEvent
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.queries import all_schools
from app.simulator.faults import Fates
from app.simulator.samples import sample_picture
from app.staff.staff_member import StaffMember
from app.webhooks.twilio import replay_event

OFFICE = "Front office"
ANY_HOUR = time(0), time(23, 59)
FOUNDED_BEFORE = timedelta(days=30)
BETWEEN_LOOKS = timedelta(seconds=10)
"""Longer than a line is busy with the longest of these texts."""
ON_ITS_WAY = timedelta(seconds=1)
UNKNOWN_AFTER = timedelta(minutes=1)

Call = list[tuple[str, str]]


def make_past(database: Database, *, now: datetime) -> bool:
    """The school is there with its last days, all at once or not at all; False when a school was there already."""
    with database.writing() as session:
        if all_schools(session):
            return False
        cast = found_cast(session, now=now - FOUNDED_BEFORE)
        front = build_front()
        past = _Past(session, cast, front, build_desk(front), now)
        happenings = [(moment_of(when, cast.school, now=now), deed) for when, deed in HAPPENINGS]
        for moment, deed in sorted(happenings, key=lambda happening: happening[0]):
            if (
                moment < now
            ):  # after some weekends, a part of the script is still to come: the worker does it then
                past.let_happen(deed, moment)
        # Whoever tries the demo may live on another side of the world, and wants to see an invitation leave.
        cast.school.texting_from, cast.school.texting_until = ANY_HOUR
    return True


def _sids() -> Iterator[str]:
    return (PAST_SID + digest(f"text {number} of the demo")[: 32 - len(PAST_SID)] for number in count(1))


@dataclass
class _Past:
    """The school on a clock that moves from one happening to the next."""

    session: Session
    cast: Cast
    front: Front
    desk: Desk
    present: datetime
    sids: Iterator[str] = field(default_factory=_sids)
    fates: Fates = field(default_factory=lambda: Fates(enabled=True))

    def let_happen(self, deed: Deed, now: datetime) -> None:
        """The deed is done, and whatever may leave then has left and arrived."""
        if isinstance(deed, Texts):
            self._receive(deed, now)
        elif isinstance(deed, TipsGoOut):
            send_tips(self.session, self.cast.school, self.front.catalog, now=now)
        elif isinstance(deed, EventDeed):
            dinner_day = first_dinner(self.cast.school, now=self.present)
            act(self.session, self.cast, deed, self.front.catalog, dinner_day=dinner_day, now=now)
        elif isinstance(deed, BroadcastDeed):
            announce(self.session, self.cast, deed, self.front.catalog, now=now)
        else:
            self._let_staff_act(deed, now)
        self._forget()
        self._hand_over(now)
        translate_for_staff(self.session, self.desk, now=now)
        self._forget()

    def _let_staff_act(self, deed: StaffDeed, now: datetime) -> None:
        match deed:
            case Replies():
                self._reply(deed, now)
            case Doubts(by, about, note):
                self._doubt(self._thread(by, about, now), note, self._staff(by), now)
            case Corrects(by, body):
                self._correct(body, self._staff(by), now)
            case Notes(by, about, body):
                add_note(self.session, self._thread(by, about, now), body, by=self._staff(by), now=now)
            case Drafts(by, to, body):
                keep_draft(self.session, self._thread(by, to, now), body, by=self._staff(by), now=now)
            case Assigns(by, about, to):
                thread, to_id = self._thread(by, about, now), self._staff(to).id
                assign(self.session, self.cast.school, thread, to_id, by=self._staff(by), now=now)
            case Closes(by, about):
                close(self.session, self._thread(by, about, now), by=self._staff(by), now=now)
            case Snoozes(by, about):
                until = next_school_morning(self.cast.school, now=self.present)
                snooze(self.session, self._thread(by, about, now), until, by=self._staff(by), now=now)
            case LetsTipsRun(by):
                let_tips_run(self.session, self.cast.school, by=self._staff(by), now=now)

    def _receive(self, text: Texts, now: datetime) -> None:
        sid = ("MM" if text.picture else "SM") + next(self.sids)
        call = [
            ("MessageSid", sid),
            ("From", text.number),
            ("To", saved_line(text.number, text.to)),
            ("Body", text.body),
            ("NumMedia", "1" if text.picture else "0"),
        ]
        if text.picture:
            call += [
                ("MediaUrl0", f"https://demo.example/{text.picture}.png"),
                ("MediaContentType0", "image/png"),
            ]
        self._take_call(EventKind.INBOUND, f"in:{sid}", call, now=now)
        if text.picture:
            self._store_picture(text.picture)

    def _store_picture(self, name: str) -> None:
        """As the worker does once it has fetched one."""
        picture = clean_picture(sample_picture(name))
        medium = self.session.scalars(
            select(MessageMedia).where(MessageMedia.state == MediaState.WAITING)
        ).one()
        assert picture is not None  # noqa: S101 - our own sample
        medium.state, medium.tries = MediaState.STORED, 1
        medium.content, medium.content_type = picture.content, picture.content_type

    def _reply(self, deed: Replies, now: datetime) -> None:
        thread, writer = self._thread(deed.by, deed.to, now), self._staff(deed.by)
        outgoing = word_reply(
            self.session, self.cast.school, thread, deed, by=writer, desk=self.desk, now=now
        )
        reply(
            self.session,
            self.cast.school,
            thread,
            outgoing.body,
            outgoing=outgoing,
            by=writer,
            seen_message_id=self._newest(thread),
            send_at=next_school_morning(self.cast.school, now=self.present)
            if deed.is_for_next_morning
            else None,
            now=now,
        )

    def _newest(self, thread: Thread) -> int:
        """Of all that stands in a conversation: thanks for an announcement does not bring it to the top."""
        newest = select(func.max(Message.id)).where(Message.thread_id == thread.id)
        return self.session.scalar(newest) or 0

    def _doubt(self, thread: Thread, note: str, by: StaffMember, now: datetime) -> None:
        text = self.session.scalars(
            select(Message)
            .where(Message.thread_id == thread.id, Message.direction == Direction.IN)
            .order_by(Message.id.desc())
            .limit(1)
        ).one()
        doubt(self.session, self.cast.school, text, by.language, note, by=by, now=now)

    def _correct(self, body: str, by: StaffMember, now: datetime) -> None:
        first = checks_for(self.session, self.cast.school, by)[0]
        approve_check(self.session, self.cast.school, first.review.id, body, by=by, now=now)

    def _hand_over(self, now: datetime) -> None:
        """What a worker does until nothing is left that may leave."""
        while texts := claim(self.session, worker="demo", limit=10, now=now):
            self._forget()
            for text in texts:
                self._deliver(text, now)
            now += BETWEEN_LOOKS
        self._forget()

    def _deliver(self, text: Claimed, now: datetime) -> None:
        sid = f"SM{next(self.sids)}"
        record(self.session, text, Accepted(sid, "queued"), unknown_after=UNKNOWN_AFTER, now=now)
        self._forget()
        end, code = self.fates.ending(text.to)
        error = str(code or "")
        self._take_call(
            EventKind.STATUS,
            f"st:{sid}:{end}:{error}",
            [("MessageSid", sid), ("MessageStatus", end), ("ErrorCode", error)],
            query=f"message={text.message_id}&attempt={text.attempt}",
            now=now + ON_ITS_WAY,
        )

    def _take_call(
        self, kind: EventKind, key: str, call: Iterable[tuple[str, str]], *, query: str = "", now: datetime
    ) -> None:
        event = ProviderEvent(
            kind=kind, key=key, body=urlencode(list(call)).encode(), query=query, received_at=now
        )
        self.session.add(event)
        self.session.flush()
        problem = replay_event(self.session, event, front=self.front, now=now)
        if problem is not None:
            raise RuntimeError(problem)
        self._forget()

    def _thread(self, by: Colleague, adult: Adult, now: datetime) -> Thread:
        """The conversation between somebody's inbox and a phone, opened when the school writes first."""
        inbox = self.cast.inboxes.get(by.name) or self.cast.inboxes[OFFICE]
        phone_number_id = self.session.scalars(
            select(PhoneNumber.id).where(
                PhoneNumber.school_id == self.cast.school.id, PhoneNumber.e164 == adult.number
            )
        ).one()
        return open_thread(
            self.session,
            school_id=self.cast.school.id,
            phone_number_id=phone_number_id,
            inbox_id=inbox.id,
            now=now,
        )

    def _staff(self, colleague: Colleague) -> StaffMember:
        return self.cast.staff[colleague.email]

    def _forget(self) -> None:
        """Every deed begins as a new request would: with what stands in the database."""
        self.session.flush()
        self.session.expire_all()
