"""What pages say about announcements: their kinds and states, and why a family gets none."""

from collections.abc import Mapping
from datetime import date

from app.broadcasts.audience import SelectionKind
from app.broadcasts.broadcast import Asks, BroadcastState, Topic, Urgency
from app.broadcasts.recipient import LeftOut
from app.dashboard.reader import Reader
from app.dashboard.words import Tone
from app.events.board.guest_list import Stand
from app.foundation.i18n import _l

STATES = {
    BroadcastState.DRAFT: (_l("Draft: nobody has got it"), Tone.WAIT, "pencil"),
    BroadcastState.SUBMITTED: (_l("Waits for a colleague"), Tone.WAIT, "user-round-check"),
    BroadcastState.SCHEDULED: (_l("Goes out: %(when)s"), Tone.WAIT, "clock"),
    BroadcastState.SENDING: (_l("Leaving now"), Tone.WAIT, "send"),
    BroadcastState.SENT: (_l("Went out: %(when)s"), Tone.GOOD, "check"),
    BroadcastState.CANCELLED: (_l("Cancelled: %(when)s"), Tone.CALM, "circle-slash"),
}

URGENCIES = {
    Urgency.ORDINARY: (
        _l("Ordinary"),
        _l("It leaves when the school texts, and only to families whose week has room."),
    ),
    Urgency.URGENT: (
        _l("Urgent"),
        _l(
            "It leaves when the school texts, before ideas and invitations, and the week's room does not count."
        ),
    ),
    Urgency.EMERGENCY: (
        _l("Emergency"),
        _l("It leaves at any hour, before everything else. Weather, health, safety and closure only."),
    ),
}

EMERGENCIES = {
    Topic.CLOSURE: (_l("Closure"), "school"),
    Topic.WEATHER: (_l("Weather"), "cloud-lightning"),
    Topic.HEALTH: (_l("Health"), "heart-pulse"),
    Topic.SAFETY: (_l("Safety"), "shield-alert"),
}
"""What an emergency may be about; at the school's door in this order."""

ASKS = {
    Asks.NOTHING: _l("Nothing: it only tells"),
    Asks.POLL: _l("A poll: families choose one answer"),
    Asks.SIGN_UP: _l("A sign-up: families take one of the places"),
}

KINDS = {
    SelectionKind.SCHOOL: _l("The whole school"),
    SelectionKind.GRADES: _l("Grades"),
    SelectionKind.SECTIONS: _l("Classes"),
    SelectionKind.GROUPS: _l("Groups"),
    SelectionKind.EVENT: _l("Guests of an event"),
}

STANDS = {
    Stand.COMING: _l("Coming"),
    Stand.WAITING: _l("On the waiting list"),
    Stand.BY_PHONE: _l("By phone"),
    Stand.MAYBE: _l("Maybe"),
    Stand.CANNOT: _l("Cannot come"),
    Stand.NO_ANSWER: _l("No answer"),
}
"""How those guests stand whom an announcement may be for."""

LEFT_OUT = {
    LeftOut.STOPPED: _l("The family has asked for no texts"),
    LeftOut.IN_REVIEW: _l("A text looked like a stop, and nobody has decided yet"),
    LeftOut.LANDLINE: _l("The number is a landline"),
    LeftOut.OUT_OF_SERVICE: _l("The number is out of service"),
    LeftOut.NO_NUMBER: _l("No number is known that may hear about the child"),
    LeftOut.NO_ROOM: _l("The week's allowance is used up"),
    LeftOut.TOO_LATE: _l("The family's own hours begin too late for it"),
    LeftOut.FAULTY: _l("It cannot be worded for this family"),
}


def in_reader_language(reader: Reader, words: Mapping[str, str]) -> str:
    """As the reader reads it, or in whatever language there is."""
    return words.get(reader.language) or next((each for each in words.values() if each), "")


def today_of(reader: Reader) -> date:
    return reader.now.astimezone(reader.zone).date()
