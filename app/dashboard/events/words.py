"""What pages say about events: where families stand, what they need, what was sent, and when it all takes place."""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_skeleton

from app.dashboard.reader import Reader
from app.events.board.guest_list import Stand, WhyNot
from app.events.event import EventDate, EventState
from app.events.guest import Dish, Seat
from app.events.mailing import EventTextKind, LeftOut
from app.events.need_task import NeedState
from app.events.reading.reply import Doubt, Need
from app.foundation.i18n import _l
from app.interpreting.slot_words import date_words as written_day

SEATS = {
    Seat.COMING: (_l("Coming"), "check"),
    Seat.WAITING: (_l("On the waiting list"), "hourglass"),
    Seat.BY_PHONE: (_l("By phone"), "phone"),
    Seat.CANNOT: (_l("Cannot come"), "x"),
    Seat.MAYBE: (_l("Maybe"), "circle-question-mark"),
}

STANDS = {
    Stand.COMING: SEATS[Seat.COMING],
    Stand.WAITING: SEATS[Seat.WAITING],
    Stand.BY_PHONE: SEATS[Seat.BY_PHONE],
    Stand.CANNOT: SEATS[Seat.CANNOT],
    Stand.MAYBE: SEATS[Seat.MAYBE],
    Stand.NO_ANSWER: (_l("No answer"), "message-circle-dashed"),
    Stand.NOT_REACHED: (_l("Not reached"), "phone-off"),
    Stand.NOT_ASKED: (_l("Not asked yet"), "clock"),
}

STANDS_IN_A_SUM = {
    Stand.COMING: _l("%(num)s coming"),
    Stand.WAITING: _l("%(num)s waiting"),
    Stand.BY_PHONE: _l("%(num)s by phone"),
    Stand.CANNOT: _l("%(num)s cannot"),
    Stand.MAYBE: _l("%(num)s maybe"),
    Stand.NO_ANSWER: _l("%(num)s without an answer"),
    Stand.NOT_REACHED: _l("%(num)s not reached"),
    Stand.NOT_ASKED: _l("%(num)s not asked yet"),
}

WHY_NOT = {
    WhyNot.STOPPED: _l("The family has asked for no texts"),
    WhyNot.IN_REVIEW: _l("A text looked like a stop, and nobody had decided yet"),
    WhyNot.UNREACHABLE: _l("Texts do not reach the number"),
    WhyNot.NO_ROOM: _l("The week's allowance was used up"),
    WhyNot.TOO_LATE: _l("It could not leave in time"),
    WhyNot.NOT_THEIRS: _l("The child has left, or the family's answer had changed"),
    WhyNot.CALLED_OFF: _l("The event, or this date, does not take place"),
    WhyNot.FAULTY: _l("A fault of the software; the log says which"),
    WhyNot.FAILED: _l("The phone company did not deliver it"),
    WhyNot.NO_PHONE: _l("No number is known that may hear about the child"),
}
"""Why a family was not reached."""

NEEDS = {
    Need.RIDE: (_l("Ride"), "car"),
    Need.CHILDCARE: (_l("Childcare"), "baby"),
    Need.INTERPRETER: (_l("Interpreter"), "languages"),
    Need.DIET: (_l("Food needs"), "utensils"),
    Need.OTHER_TIME: (_l("Another time"), "calendar-clock"),
}

OFFERS = {
    Need.RIDE: _l("A ride for those who need one"),
    Need.CHILDCARE: _l("Somebody to mind children"),
    Need.INTERPRETER: _l("An interpreter"),
    Need.DIET: _l("Food that everybody can eat"),
    Need.OTHER_TIME: _l("Another time for those who cannot come"),
}

NEED_STATES = {
    NeedState.OPEN: _l("Open"),
    NeedState.MET: _l("Done"),
    NeedState.NOT_MET: _l("We could not"),
    NeedState.WITHDRAWN: _l("Not needed any more"),
}

DOUBTS = {
    Doubt.DOUBTFUL: _l("It says something else too, or says it unsurely."),
    Doubt.QUESTION: _l("The family asks something."),
    Doubt.SEVERAL_MEANINGS: _l("It can be read in several ways, or answer something else."),
    Doubt.NOTHING_UNDERSTOOD: _l("Nothing in it was understood."),
}

DISHES = {
    Dish.MAIN: _l("Main dish"),
    Dish.SIDE: _l("Side dish"),
    Dish.DESSERT: _l("Dessert"),
    Dish.DRINKS: _l("Drinks"),
}

STATES = {
    EventState.DRAFT: _l("Draft: nobody has been invited"),
    EventState.OPEN: _l("Families are invited"),
    EventState.CALLED_OFF: _l("Called off"),
}

KINDS = {
    EventTextKind.INVITATION: _l("Invitation"),
    EventTextKind.SECOND_ASK: _l("Asking again"),
    EventTextKind.REMINDER: _l("Reminder the day before"),
    EventTextKind.MORNING: _l("Reminder on the day"),
    EventTextKind.CHANGE: _l("News of a change"),
    EventTextKind.CALLED_OFF: _l("News that it is called off"),
    EventTextKind.THANKS: _l("Thank you"),
    EventTextKind.NEXT_DATE: _l("Invitation to the next date"),
    EventTextKind.PLACE_FREE: _l("There is room now"),
    EventTextKind.NEED_MET: _l("A need is seen to"),
    EventTextKind.NEED_NOT_MET: _l("A need could not be seen to"),
}

LEFT_OUT = {reason: WHY_NOT[WhyNot(reason.value)] for reason in LeftOut}
"""Why a text did not go."""


def in_reader_language(reader: Reader, words: Mapping[str, str]) -> str:
    """As the reader reads it, or in whatever language there is."""
    return words.get(reader.language) or next((each for each in words.values() if each), "")


def day_words(day: date, language: str) -> str:
    """As in "Thu, Dec 3"."""
    return str(format_skeleton("MMMEd", day, locale=language))


def long_day_words(day: date, language: str) -> str:
    """As in "Thursday, December 3", with a capital."""
    words = written_day(day, language, today=day)
    return words[:1].upper() + words[1:]


def span_of(reader: Reader, starts_at: datetime, ends_at: datetime) -> str:
    """As in "5:30 PM to 7:00 PM", with a dash; with the other day where it ends on another."""
    last = reader.clock(ends_at)
    if reader.day_key(starts_at) != reader.day_key(ends_at):
        last = f"{day_words(ends_at.astimezone(reader.zone).date(), reader.language)}, {last}"
    return f"{reader.clock(starts_at)} \u2013 {last}"


def date_words(reader: Reader, date_: EventDate) -> str:
    """As in "Thursday, December 3, 5:30 PM to 7:00 PM", with a dash, and with the year where it would be missed."""
    day, today = (at.astimezone(reader.zone).date() for at in (date_.starts_at, reader.now))
    words = written_day(day, reader.language, today=today)
    return f"{words[:1].upper()}{words[1:]}, {span_of(reader, date_.starts_at, date_.ends_at)}"


def short_date_words(reader: Reader, date_: EventDate) -> str:
    """As in "Thu, Dec 3"."""
    return day_words(date_.starts_at.astimezone(reader.zone).date(), reader.language)
