"""The demo's events: three family dinners of which one was held, a draft, and an idea that Rosa gives the class.

There is a dinner every week. The last one was a few days ago and the next is a few days ahead, whenever one looks.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.dashboard.events.need_words import words_if_met
from app.demo.cast import AMINA, CARMEN, DANIEL, JORGE, LEE, LUIS, MAYA, OKAFOR, ROSA, Adult, Cast, Colleague
from app.demo.deeds import (
    Arranges,
    ChecksIn,
    DraftsAnEvent,
    EventDeed,
    EventTextsGoOut,
    Happening,
    InvitesToDinners,
    OffersIdea,
    TakesOn,
    from_family,
)
from app.demo.moments import day, dinner
from app.demo.one_unit import OneUnit
from app.events.answers.needs import meet_need, take_need
from app.events.arrival import check_in
from app.events.event import Event, EventState
from app.events.guest import Guest
from app.events.need_task import NeedTask
from app.events.planning.edit import create_event
from app.events.planning.forms import DateForm, EventForm
from app.events.planning.invite import invite
from app.events.reading.reply import Need
from app.events.sending.send_due import EventPost, send_due
from app.messages.message import Direction, Message
from app.roster.audience import Audience, AudienceKind
from app.roster.section import Section
from app.sms.catalog import Catalog
from app.tips.ideas.offer import ForClass, offer_idea

EVENTS: tuple[Happening, ...] = (
    (day(9, "10:00"), InvitesToDinners(OKAFOR, LEE)),
    (day(9, "10:01"), EventTextsGoOut()),
    (day(9, "10:12"), from_family(CARMEN, LEE, "1 y 3 somos 2, no tengo carro")),
    (day(9, "10:40"), from_family(ROSA, LEE, "sí a todas, vamos 4")),
    (day(9, "12:05"), from_family(JORGE, LEE, "no puedo trabajo")),
    (day(9, "12:30"), from_family(MAYA, LEE, "1 and 3 need ride")),
    (day(9, "13:10"), from_family(DANIEL, LEE, "3 yes we are 3 and need childcare, 2 by phone")),
    # In the library these five have no room beside Rosa's four: for the second dinner they wait.
    (day(9, "19:20"), from_family(LUIS, LEE, "Vamos a todas, somos 5")),
    (day(8, "15:00"), Arranges(LEE, CARMEN)),
    (day(8, "15:01"), Arranges(LEE, MAYA)),
    (day(8, "15:02"), EventTextsGoOut()),
    (day(8, "15:05"), TakesOn(LEE, DANIEL)),
    (dinner(-1, "17:00"), EventTextsGoOut()),
    (dinner(0, "13:30"), EventTextsGoOut()),
    (dinner(0, "17:32"), ChecksIn(LEE, ROSA, people=4)),
    (dinner(0, "17:36"), ChecksIn(LEE, CARMEN, people=2)),
    (dinner(0, "17:41"), ChecksIn(LEE, LUIS, people=4)),
    (dinner(1, "10:30"), EventTextsGoOut()),
    (dinner(1, "11:05"), from_family(ROSA, LEE, "¡Muy rico todo! Leo ya pregunta por la próxima cena.")),
    # What Daniel means now, only a person can tell.
    (day(1, "12:40"), from_family(DANIEL, LEE, "CHANGE")),
    (day(1, "12:42"), from_family(DANIEL, LEE, "2 too if I get off early, we are 3")),
    (day(1, "18:05"), from_family(AMINA, LEE, "2 and 3 we are 3, need interpreter")),
    (day(1, "18:20"), DraftsAnEvent(LEE)),
    (dinner(4, "17:30"), EventTextsGoOut()),
    (
        day(2, "15:40"),
        OffersIdea(
            LEE,
            ROSA,
            "¡Qué alegría!",
            en="At night our daughter reads to her grandma over the phone. Who could your child read to?",
            es="En las noches nuestra hija le lee por teléfono a su abuelita. ¿A quién le puede leer su hijo o hija?",
        ),
    ),
    (day(2, "15:58"), from_family(ROSA, LEE, "1")),
)

A_WEEK = timedelta(weeks=1)
BEGINS, ENDS = time(17, 30), time(19)
DINNERS_SEAT = (16, 8, 20)
LIBRARY = {"en": "Library", "es": "Biblioteca"}
"""Where the second dinner is, which has fewer seats."""


def act(
    session: Session, cast: Cast, deed: EventDeed, catalog: Catalog, *, dinner_day: date, now: datetime
) -> None:
    """What staff do about events, and what a worker does when something of one is due."""
    match deed:
        case EventTextsGoOut():
            send_due(OneUnit(session), EventPost(catalog), clock=lambda: now)
        case InvitesToDinners(by, host):
            event = _write_down(session, cast, _dinners(cast, host, dinner_day), by, now=now)
            invite(session, cast.school, event, send_at=None, by=cast.staff[by.email], now=now)
        case DraftsAnEvent(by):
            _write_down(session, cast, _story_morning(cast, by, dinner_day), by, now=now)
        case TakesOn(by, family):
            need = _need_of(session, cast, family)
            take_need(session, cast.school, need.id, owner=cast.staff[by.email], now=now)
        case Arranges(by, family):
            need = _need_of(session, cast, family)
            take_need(session, cast.school, need.id, owner=cast.staff[by.email], now=now)
            words = words_if_met(need.need)
            meet_need(session, cast.school, need, words=words, by=cast.staff[by.email], now=now)
        case ChecksIn(by, family, people):
            event, guest = _dinners_of(session, cast, family)
            staff = cast.staff[by.email]
            check_in(session, cast.school, event.dates[0], guest, people=people, by=staff, now=now)
        case OffersIdea():
            _offer(session, cast, deed, catalog, now=now)


def _dinners(cast: Cast, host: Colleague, first: date) -> EventForm:
    return EventForm(
        inbox_id=cast.inboxes[host.name].id,
        title={"en": "Family dinners", "es": "Cenas en familia"},
        about={"en": "We cook together, children too.", "es": "Cocinamos juntos, también los niños."},
        place={"en": "Cafeteria", "es": "Cafetería"},
        phone_words={
            "en": "We call you at 6, so that you hear the talk about reading.",
            "es": "Le llamamos a las 6 para que escuche la plática sobre lectura.",
        },
        audience=Audience(AudienceKind.SCHOOL),
        dates=tuple(
            DateForm(first + week * A_WEEK, BEGINS, ENDS, seats, LIBRARY if week == 1 else {})
            for week, seats in enumerate(DINNERS_SEAT)
        ),
        offers=(Need.RIDE, Need.CHILDCARE, Need.INTERPRETER),
    )


def _story_morning(cast: Cast, by: Colleague, first_dinner: date) -> EventForm:
    """Nobody has worded it in Spanish yet."""
    inbox = cast.inboxes[by.name]
    return EventForm(
        inbox_id=inbox.id,
        title={"en": "Story morning"},
        about={"en": "A grandmother reads us a story in Spanish."},
        place={"en": "Room 4"},
        audience=Audience(AudienceKind.SECTIONS, (inbox.section_id,)),
        dates=(DateForm(first_dinner + 3 * A_WEEK, time(9, 30), time(10, 30)),),
        offers=(Need.RIDE, Need.INTERPRETER),
    )


def _write_down(session: Session, cast: Cast, form: EventForm, by: Colleague, *, now: datetime) -> Event:
    inboxes = [form.inbox_id]
    return create_event(session, cast.school, form, inbox_ids=inboxes, by=cast.staff[by.email], now=now)


def _dinners_of(session: Session, cast: Cast, family: Adult) -> tuple[Event, Guest]:
    """The dinners, and the family as it is invited to them."""
    event = session.scalars(
        select(Event).where(Event.state == EventState.OPEN).options(selectinload(Event.dates))
    ).one()
    phone_id = cast.phones[family.number].id
    guest = select(Guest).where(Guest.event_id == event.id, Guest.phone_number_id == phone_id)
    return event, session.scalars(guest).one()


def _need_of(session: Session, cast: Cast, family: Adult) -> NeedTask:
    _, guest = _dinners_of(session, cast, family)
    return session.scalars(select(NeedTask).where(NeedTask.guest_id == guest.id)).one()


def _offer(session: Session, cast: Cast, deed: OffersIdea, catalog: Catalog, *, now: datetime) -> None:
    inbox = cast.inboxes[deed.by.name]
    told = session.scalars(
        select(Message).where(
            Message.direction == Direction.IN,
            Message.phone_number_id == cast.phones[deed.of.number].id,
            Message.body.startswith(deed.said),
        )
    ).one()
    offer_idea(
        session,
        cast.school,
        told,
        ForClass(session.get_one(Section, inbox.section_id), inbox.id),
        {"en": deed.en, "es": deed.es},
        by=cast.staff[deed.by.email],
        catalog=catalog,
        now=now,
    )
