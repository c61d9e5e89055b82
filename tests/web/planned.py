"""What a school has planned, behind the doors: events with families, ideas of families, a track of tips, a year."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.dashboard.tips.view import bands
from app.events.event import Event, EventDate, EventState
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.need_task import NeedTask
from app.events.reading.reply import Doubt, Need
from app.foundation.database import Base
from app.foundation.ids import new_token
from app.messages.batch import Batch
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.audience import AudienceKind
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.staff.staff_member import StaffMember
from app.tips.curriculum import Step
from app.tips.ideas.idea import Consent, FamilyIdea
from app.tips.track import Tip, TipWording, Track
from tests.web.door import IDEA
from tests.web.shelf import SECRET, Shelf

DAY = timedelta(days=1)


def plan_events(shelf: Shelf, text: Message) -> dict[str, object]:
    """One that families are invited to, one that takes place, and a draft; `text` is of a family that is invited."""
    now, school = shelf.now, shelf.session.get_one(School, shelf.inbox.school_id)
    today = now.astimezone(school.zone).date()
    made = {
        name: _event(shelf, school, on, state)
        for name, on, state in (
            ("event", today + 9 * DAY, EventState.OPEN),
            ("evening", today - DAY, EventState.OPEN),
            ("draft", today + 9 * DAY, EventState.DRAFT),
        )
    }
    event, evening = made["event"], made["evening"]
    guest, arrival = (_guest(shelf, each, text) for each in (event, evening))
    mailings = {
        "invitation": _mailing(shelf, event, EventTextKind.INVITATION, now - DAY, opened_at=now - DAY),
        "reminder": _mailing(shelf, event, EventTextKind.REMINDER, now + 8 * DAY),
        "thanks": _mailing(shelf, evening, EventTextKind.THANKS, now + DAY),
    }
    rows: dict[str, Base] = {
        **made,
        **mailings,
        "guest": guest,
        "arrival": arrival,
        "ride": _need(guest, Need.RIDE, today),
        "diet": _need(guest, Need.DIET, today),
        "reply": EventReply(
            event_id=event.id,
            guest_id=guest.id,
            message_id=text.id,
            doubt=Doubt.DOUBTFUL,
            needs_person=True,
            received_at=now,
        ),
        "left out": EventText(
            school_id=school.id,
            event_id=event.id,
            mailing_id=mailings["invitation"].id,
            phone_number_id=text.phone_number_id,
            kind=EventTextKind.INVITATION,
            due_at=now - DAY,
            not_after=now,
            state=TextState.LEFT_OUT,
            reason=LeftOut.STOPPED,
            decided_at=now - DAY,
        ),
        "seat": Rsvp(
            guest_id=arrival.id, event_date_id=evening.dates[0].id, seat=Seat.COMING, people=3, said_at=now
        ),
    }
    addresses: dict[str, object] = {"public_event": event.public_id, "public_draft": made["draft"].public_id}
    return {**_ids(shelf.session, rows), **addresses}


def offer_ideas(
    shelf: Shelf, thread: Thread, texts: tuple[Message, Message, Message, Message]
) -> dict[str, int]:
    """One that the family has been asked about, and one to which it has agreed; the last text was never offered."""
    wrote, wrote_too, said, remark = texts

    def idea(message: Message, answer: Consent | None) -> FamilyIdea:
        return FamilyIdea(
            school_id=thread.school_id,
            section_id=shelf.section,
            inbox_id=shelf.inbox.id,
            phone_number_id=thread.phone_number_id,
            message_id=message.id,
            offered_by=shelf.owner.id,
            offered_at=message.created_at,
            words=IDEA,
            approved_by=dict.fromkeys(IDEA, shelf.owner.id),
            credit={},
            asked_at=message.created_at,
            asked_words=IDEA,
            question_message_id=message.id,
            answer=answer,
            answered_at=message.created_at if answer else None,
            answer_message_id=said.id if answer else None,
        )

    rows = {"idea": idea(wrote, None), "agreed": idea(wrote_too, Consent.WITHOUT_NAME)}
    return _ids(shelf.session, rows) | {"said": said.id, "remark": remark.id}


def plan_year(session: Session, school: School, owner: StaffMember, *, now: datetime) -> dict[str, object]:
    """The school year holds today, and there is a track of tips with a text that somebody has changed."""
    today = now.astimezone(school.zone).date()
    first, last = today - 30 * DAY, today + 300 * DAY
    set_calendar(session, school, first, last, [])
    track = Track(
        school_id=school.id,
        band=f"of {owner.name}",
        title={"en": "Tips", "es": "Ideas"},
        grades=["K"],
        opened_at=now,
        held_at=now,
    )
    session.add(track)
    session.flush()
    wording = {"edited_by": owner.id, "edited_at": now}
    tip = Tip(
        school_id=school.id,
        track_id=track.id,
        week=30,
        place=1,
        step=Step.TIP,
        skill="own",
        topic={"en": "Food", "es": "Comida"},
        created_at=now,
        wordings=[TipWording(language=code, words=words, **wording) for code, words in IDEA.items()],
    )
    return _ids(session, {"tip": tip}) | {
        "track": track.id,
        "band": bands()[-1].id,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "yesterday": (today - DAY).isoformat(),
        "day": (today + 9 * DAY).isoformat(),
    }


def _event(shelf: Shelf, school: School, on: date, state: EventState) -> Event:
    begins, ends = (datetime.combine(on, time(hour, 30), school.zone) for hour in (17, 19))
    return shelf.put(
        Event(
            school_id=school.id,
            inbox_id=shelf.inbox.id,
            public_id=new_token()[:32],
            state=state,
            title={"en": shelf.title, "es": shelf.title},
            place={"en": "Library", "es": "Biblioteca"},
            audience_kind=AudienceKind.SECTIONS,
            audience_ids=[shelf.section],
            created_by=shelf.owner.id,
            created_at=shelf.now,
            updated_at=shelf.now,
            dates=[EventDate(school_id=school.id, number=1, starts_at=begins, ends_at=ends)],
        )
    )


def _guest(shelf: Shelf, event: Event, text: Message) -> Guest:
    return shelf.put(
        Guest(
            school_id=event.school_id,
            event_id=event.id,
            phone_number_id=text.phone_number_id,
            thread_id=text.thread_id,
            note=SECRET,
            made_at=shelf.now,
            asked_at=shelf.now,
        )
    )


def _mailing(
    shelf: Shelf, event: Event, kind: EventTextKind, due_at: datetime, *, opened_at: datetime | None = None
) -> Mailing:
    batch = shelf.put(Batch(school_id=event.school_id))
    return shelf.put(
        Mailing(
            school_id=event.school_id,
            event_id=event.id,
            event_date_id=None if kind is EventTextKind.INVITATION else event.dates[0].id,
            kind=kind,
            batch_id=batch.id,
            due_at=due_at,
            not_after=due_at + DAY,
            made_at=event.created_at,
            opened_at=opened_at,
        )
    )


def _need(guest: Guest, need: Need, due_on: date) -> NeedTask:
    return NeedTask(
        school_id=guest.school_id,
        event_id=guest.event_id,
        guest_id=guest.id,
        need=need,
        words=SECRET,
        due_on=due_on,
        raised_at=guest.made_at,
    )


def _ids(session: Session, rows: Mapping[str, Base]) -> dict[str, int]:
    session.add_all(rows.values())
    session.flush()
    return {name: row.id for name, row in rows.items()}  # type: ignore[attr-defined]
