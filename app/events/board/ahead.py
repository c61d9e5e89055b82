"""What events will send in the coming weeks as things stand now, and what of it did not go."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from app.events.event import Event, EventDate
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.sending.expected import expected
from app.events.sending.wording import Telling, bodies
from app.messages.ahead import Load, PhonesNow
from app.messages.batch import Batch
from app.messages.recipients import Obstacle
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.segments import measure

REASONS = {
    Obstacle.STOPPED: LeftOut.STOPPED,
    Obstacle.IN_REVIEW: LeftOut.IN_REVIEW,
    Obstacle.UNREACHABLE: LeftOut.UNREACHABLE,
}
_ASKS_ABOUT_ALL = {EventTextKind.INVITATION, EventTextKind.SECOND_ASK}


@dataclass
class MailingAhead:
    """What a mailing, or what an event tells single families, has yet to send."""

    event: Event
    kind: EventTextKind
    due_at: datetime
    mailing: Mailing | None
    """None for what concerns single families."""
    batch: Batch | None
    waiting: Load = field(default_factory=Load)
    """What was handed to the outbox and has not left."""
    families: int = 0
    load: Load = field(default_factory=Load)
    """What will leave; about, because names and answers change a word, and what a phone gets first says how to stop."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    """What will not, by the reason that is known now."""
    missing: tuple[str, ...] = ()
    """The languages in which something of it is not worded: nobody gets it as it is."""

    @property
    def is_held(self) -> bool:
        """Nothing of it leaves before somebody lets it, or sees to its words."""
        return bool(self.missing) or (self.batch is not None and self.batch.is_paused)


def mailings_ahead(
    session: Session,
    school: School,
    phones: PhonesNow,
    catalog: Catalog,
    outbox: Mapping[int | None, Load],
    *,
    until: datetime,
    now: datetime,
) -> list[MailingAhead]:
    """What is due before that moment, the next first; `outbox` says by batch what was handed over already."""
    planned = _planned_texts(session, school, until=until, now=now)
    rows = session.execute(
        select(Mailing, Event, Batch)
        .join(Event, Event.id == Mailing.event_id)
        .join(Batch, Batch.id == Mailing.batch_id)
        .where(
            Mailing.school_id == school.id,
            Mailing.cancelled_at.is_(None),
            or_(
                and_(Mailing.opened_at.is_(None), Mailing.due_at < until),
                Mailing.id.in_({mailing for mailing, _, _ in planned if mailing is not None}),
                Mailing.batch_id.in_({batch for batch in outbox if batch is not None}),
            ),
        )
        .options(selectinload(Event.dates))
        .order_by(Mailing.due_at, Mailing.id)
    ).all()
    events = {event.id: event for _, event, _ in rows}
    single = {event_id for mailing, event_id, _ in planned if mailing is None} - events.keys()
    if single:
        for event in session.scalars(
            select(Event).where(Event.id.in_(single)).options(selectinload(Event.dates))
        ):
            events[event.id] = event
    closed = [mailing for mailing, _, _ in rows if mailing.opened_at is None]
    reached = expected(session, school, closed, events) if closed else {}
    found = [
        _about(
            MailingAhead(
                event, mailing.kind, mailing.due_at, mailing, batch, outbox.get(mailing.batch_id, Load())
            ),
            [*reached.get(mailing.id, {}), *planned.get((mailing.id, event.id, mailing.kind), _NONE).phones],
            phones,
            _Wordings(school, catalog),
            now=now,
        )
        for mailing, event, batch in rows
    ]
    found += [
        _about(
            MailingAhead(events[event_id], kind, texts.due_at, None, None),
            texts.phones,
            phones,
            _Wordings(school, catalog),
            now=now,
        )
        for (mailing_id, event_id, kind), texts in planned.items()
        if mailing_id is None
    ]
    return sorted(found, key=lambda one: (one.due_at, one.event.id, one.kind))


@dataclass
class _Texts:
    due_at: datetime
    phones: list[int] = field(default_factory=list)


_NONE = _Texts(datetime.min)  # noqa: DTZ901 - of no text
_Key = tuple[int | None, int, EventTextKind]


def _planned_texts(session: Session, school: School, *, until: datetime, now: datetime) -> dict[_Key, _Texts]:
    """The phones whose texts are planned one by one, by mailing, event and kind."""
    found: dict[_Key, _Texts] = {}
    for mailing_id, event_id, kind, due_at, phone in session.execute(
        select(
            EventText.mailing_id,
            EventText.event_id,
            EventText.kind,
            EventText.due_at,
            EventText.phone_number_id,
        )
        .where(
            EventText.school_id == school.id,
            EventText.state == TextState.PLANNED,
            EventText.due_at < until,
            EventText.not_after > now,
        )
        .order_by(EventText.due_at, EventText.id)
    ):
        found.setdefault((mailing_id, event_id, kind), _Texts(due_at)).phones.append(phone)
    return found


def _about(
    ahead: MailingAhead,
    concerned: Iterable[int],
    phones: PhonesNow,
    wordings: "_Wordings",
    *,
    now: datetime,
) -> MailingAhead:
    texts = wordings.of(ahead)
    ahead.missing = tuple(language for language in family_languages() if language not in texts)
    languages: Counter[str | None] = Counter()
    for phone in dict.fromkeys(concerned):
        ahead.families += 1
        if ahead.mailing is not None and ahead.mailing.not_after <= now:
            ahead.left_out[LeftOut.TOO_LATE] += 1
        elif phone in phones.obstacles:
            ahead.left_out[REASONS[phones.obstacles[phone]]] += 1
        else:
            languages[phones.languages.get(phone)] += 1
    if not ahead.missing:
        for language, count in languages.items():
            said = texts[language] if language else "\n".join(texts.values())
            ahead.load.add(language, count, count * measure(said).segments)
    return ahead


@dataclass(frozen=True)
class _Wordings:
    school: School
    catalog: Catalog

    def of(self, ahead: MailingAhead) -> dict[str, str]:
        """By language, about what a family will read: without a child's name, and as if it were coming."""
        date_id = ahead.mailing.event_date_id if ahead.mailing else None
        dates = _dates(ahead.event, None if ahead.kind in _ASKS_ABOUT_ALL else date_id)
        words = ahead.mailing.words if ahead.mailing else {}
        return bodies(ahead.kind, Telling(ahead.event, dates, words=words), self.school, self.catalog)


def _dates(event: Event, date_id: int | None) -> Sequence[EventDate]:
    held = [one for one in event.dates if one.called_off_at is None] or list(event.dates)
    if date_id is None:
        return held
    return [one for one in event.dates if one.id == date_id] or held
