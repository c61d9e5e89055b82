"""What became of an event: whose needs were met in time, who came in which language, who came back to a series."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.board.guest_list import GuestLine, Stand, guests_of
from app.events.event import Event, EventDate
from app.events.need_task import NeedState, NeedTask


@dataclass
class LanguageFigures:
    """The families that are texted in one language."""

    invited: int = 0
    said_they_come: int = 0
    arrived: int = 0
    arrived_people: int = 0


@dataclass
class DateFigures:
    """One date that took place, or will."""

    date: EventDate
    said_they_come: int = 0
    """So many families."""
    arrived_families: int = 0
    arrived_people: int = 0
    returned: int = 0
    """Of the families that came to the first date of the series, so many came to this one; none for the first."""
    by_language: dict[str | None, LanguageFigures] = field(default_factory=dict)


@dataclass(frozen=True)
class EventFigures:
    """An event, looked back upon."""

    needs_stated: int
    """What families said they need, save what they took back."""
    needs_met_before: int
    """Of these, what was seen to before the first date began to which the family meant to come."""
    dates: list[DateFigures]


def event_figures(session: Session, event: Event) -> EventFigures:
    """An event with its dates loaded. Dates that were called off are left out."""
    lines = guests_of(session, event)
    dates = sorted((one for one in event.dates if one.called_off_at is None), key=lambda one: one.starts_at)
    needs = session.execute(
        select(NeedTask.guest_id, NeedTask.state, NeedTask.settled_at).where(
            NeedTask.event_id == event.id, NeedTask.state != NeedState.WITHDRAWN
        )
    ).all()
    by_guest = {line.guest_id: line for line in lines}
    met_before = 0
    for guest_id, state, settled_at in needs:
        first = _first_meant(by_guest[guest_id], dates)
        if state is NeedState.MET and first is not None and settled_at is not None:
            met_before += settled_at < first.starts_at
    return EventFigures(len(needs), met_before, [_of_date(one, dates[0], lines) for one in dates])


def _first_meant(line: GuestLine, dates: list[EventDate]) -> EventDate | None:
    """The first date that the family did not decline."""
    return next((one for one in dates if line.stand(one.id) is not Stand.CANNOT), dates[0] if dates else None)


def _of_date(one: EventDate, first: EventDate, lines: list[GuestLine]) -> DateFigures:
    figures = DateFigures(one)
    for line in lines:
        of_language = figures.by_language.setdefault(line.language, LanguageFigures())
        of_language.invited += 1
        if line.stand(one.id) in {Stand.COMING, Stand.BY_PHONE}:
            figures.said_they_come += 1
            of_language.said_they_come += 1
        if not line.has_arrived(one.id):
            continue
        people = line.answers[one.id].arrived_people or 0
        figures.arrived_families += 1
        figures.arrived_people += people
        of_language.arrived += 1
        of_language.arrived_people += people
        if one is not first and line.has_arrived(first.id):
            figures.returned += 1
    return figures
