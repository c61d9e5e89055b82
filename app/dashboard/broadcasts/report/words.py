"""What a report says: where families stand and why, what to do about it, and when the rest will have left."""

from datetime import timedelta

from app.broadcasts.recipient import LeftOut, ReachedHow
from app.broadcasts.report.outlook import Course, Outlook
from app.broadcasts.report.picture import Reached
from app.broadcasts.report.progress import Stand, WaitsFor, Why
from app.calls.voice_call import CallStatus
from app.dashboard.broadcasts.words import LEFT_OUT
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.words import Tone, failure_words
from app.foundation.i18n import _l, waiting_words
from app.gateway.port import FailureReason

MINUTE = timedelta(minutes=1)

STANDS = {
    Stand.DELIVERED: (_l("Delivered"), "check-check", Tone.GOOD),
    Stand.SENT: (_l("Sent, no receipt yet"), "check", Tone.CALM),
    Stand.UNKNOWN: (_l("Nobody knows whether it went out"), "circle-question-mark", Tone.WAIT),
    Stand.NOT_TEXTED: (_l("Not texted"), "phone-off", Tone.BAD),
    Stand.FAILED: (_l("Failed"), "triangle-alert", Tone.BAD),
    Stand.WAITING: (_l("Waiting to leave"), "clock", Tone.WAIT),
    Stand.CANCELLED: (_l("Cancelled, never sent"), "circle-slash", Tone.CALM),
}

IN_THE_SUM = {
    Stand.DELIVERED: _l("%(num)s delivered"),
    Stand.SENT: _l("%(num)s sent without receipt"),
    Stand.UNKNOWN: _l("%(num)s of unknown outcome"),
    Stand.NOT_TEXTED: _l("%(num)s not texted"),
    Stand.FAILED: _l("%(num)s failed"),
    Stand.WAITING: _l("%(num)s waiting"),
    Stand.CANCELLED: _l("%(num)s cancelled"),
}
"""As in "371 delivered", whatever the number."""

IN_BRACKETS = {
    LeftOut.STOPPED: _l("%(num)s stopped"),
    LeftOut.IN_REVIEW: _l("%(num)s perhaps stopped"),
    LeftOut.LANDLINE: _l("%(num)s landline"),
    LeftOut.OUT_OF_SERVICE: _l("%(num)s out of service"),
    LeftOut.NO_NUMBER: _l("%(num)s no number"),
    LeftOut.NO_ROOM: _l("%(num)s no room this week"),
    LeftOut.TOO_LATE: _l("%(num)s too late"),
    LeftOut.FAULTY: _l("%(num)s faulty"),
}
"""Why families were not texted, as the sum says it."""

WHY_NOT = {
    **LEFT_OUT,
    LeftOut.TOO_LATE: _l("It could not leave in time"),
    LeftOut.FAULTY: _l("A fault of the software; the log says which"),
}

ADVICE = {
    LeftOut.STOPPED: _l("Call or write on paper. Texts can begin again when they text START."),
    LeftOut.IN_REVIEW: _l("Call, and decide in the inbox whether the family wants texts to stop."),
    LeftOut.LANDLINE: _l("Call instead, and ask for a number that gets texts."),
    LeftOut.OUT_OF_SERVICE: _l("Send a letter home, and ask for the new number."),
    LeftOut.NO_NUMBER: _l("Send a letter home, and ask for a number."),
    LeftOut.NO_ROOM: _l("Call or send a letter if it cannot wait until next week."),
    LeftOut.TOO_LATE: _l("Call or send a letter if it still matters."),
    LeftOut.FAULTY: _l("Call, and tell the office: an engineer must look."),
}

WAITS = {
    WaitsFor.HANDING_OVER: (_l("Not handed over yet"), _l("Nothing to do: their turn comes.")),
    WaitsFor.TURN: (_l("In the outbox, waiting for its turn"), _l("Nothing to do: their turn comes.")),
    WaitsFor.LEAVING: (_l("Leaving at this moment"), ""),
    WaitsFor.PERSON: (
        _l("Held back: many texts went to this number within an hour."),
        _l("Open the conversation, and send it anyway or cancel it."),
    ),
}

ELSE = {
    Stand.SENT: _l("Nothing to do: phone companies may be slow to confirm, and some never do."),
    Stand.UNKNOWN: _l("Ask the family if it matters: sending it again may mean that they get it twice."),
}
"""What to do where there is no reason to tell."""

REACHED = {
    Reached.DELIVERED: _l("Delivered"),
    Reached.SENT: _l("Sent, no receipt yet"),
    Reached.TOLD: _l("Told in another way"),
    Reached.WAITING: _l("Waiting to leave"),
    Reached.NOT_REACHED: _l("Not reached"),
}

HOW = {
    ReachedHow.CALLED: (_l("I called"), _l("%(who)s called, %(when)s"), "phone"),
    ReachedHow.LETTER: (_l("By letter"), _l("%(who)s sent a letter, %(when)s"), "mail"),
    ReachedHow.IN_PERSON: (_l("In person"), _l("%(who)s told them in person, %(when)s"), "handshake"),
    ReachedHow.OTHERWISE: (_l("In another way"), _l("%(who)s told them in another way, %(when)s"), "check"),
}
"""How a family was told: on a button, and once it is written down."""

TOLD_IN_A_SUM = {
    ReachedHow.CALLED: _l("%(num)s called"),
    ReachedHow.LETTER: _l("%(num)s by letter"),
    ReachedHow.IN_PERSON: _l("%(num)s in person"),
    ReachedHow.OTHERWISE: _l("%(num)s in another way"),
}

CALLS = {
    CallStatus.QUEUED: (_l("A voice call is about to be made"), Tone.WAIT),
    CallStatus.PLACING: (_l("A voice call is being made"), Tone.WAIT),
    CallStatus.UNKNOWN: (_l("Nobody knows whether the voice call was made"), Tone.WAIT),
    CallStatus.RINGING: (_l("A voice call is being made"), Tone.WAIT),
    CallStatus.ANSWERED: (_l("A person or a machine took the voice call"), Tone.GOOD),
    CallStatus.NOT_ANSWERED: (_l("Nobody took the voice call"), Tone.BAD),
    CallStatus.FAILED: (_l("The voice call failed"), Tone.BAD),
    CallStatus.CANCELLED: (_l("The voice call was cancelled"), Tone.CALM),
    CallStatus.EXPIRED: (_l("It was too late for a voice call"), Tone.BAD),
}

COURSES = {
    Course.DONE: (_l("Nothing of it is still to leave"), Tone.GOOD, "check"),
    Course.CANCELLED: (_l("Cancelled: nothing more of it leaves"), Tone.CALM, "circle-slash"),
    Course.AHEAD: (_l("Goes out %(begins)s, done by about %(ends)s"), Tone.WAIT, "clock"),
    Course.PAUSED: (_l("Paused: nothing of it leaves"), Tone.BAD, "circle-pause"),
    Course.SCHOOL_PAUSED: (
        _l("Everything that goes to many is paused: nothing of it leaves"),
        Tone.BAD,
        "circle-pause",
    ),
    Course.LINE_STOPPED: (
        _l("A phone line is stopped: the office must mend it before the rest can leave"),
        Tone.BAD,
        "triangle-alert",
    ),
    Course.FOR_PERSON: (
        _l("What is left waits for a person: many texts went to these numbers within an hour"),
        Tone.WAIT,
        "hand",
    ),
    Course.OUTSIDE_HOURS: (
        _l("Goes on %(begins)s: outside texting hours now. Done by about %(ends)s"),
        Tone.WAIT,
        "moon",
    ),
    Course.BUSY: (_l("Goes on when the line is free: %(others)s"), Tone.WAIT, "hourglass"),
    Course.SILENT: (
        _l("Nothing has left for minutes, though it could: ask the office to look at how things stand"),
        Tone.BAD,
        "triangle-alert",
    ),
    Course.OWN_HOURS: (_l("Leaves in each family's own hours, %(ends)s at the latest"), Tone.WAIT, "clock"),
    Course.LEAVING: (_l("Leaving now: done in about %(time)s (%(ends)s)"), Tone.WAIT, "send"),
}
ABOUT_TO_END = _l("Leaving now: done in less than a minute")


def why_words(reader: Reader, stand: Stand, why: Why | None) -> tuple[str, str]:
    """Why families stand there, and what to do next."""
    if isinstance(why, LeftOut):
        return reader.gettext(WHY_NOT[why]), reader.gettext(ADVICE[why])
    if isinstance(why, FailureReason):
        return failure_words(reader, why)
    if isinstance(why, WaitsFor):
        words, advice = WAITS[why]
        return reader.gettext(words), reader.gettext(advice) if advice else ""
    return reader.gettext(STANDS[stand][0]), reader.gettext(ELSE[stand]) if stand in ELSE else ""


def outlook_mark(reader: Reader, outlook: Outlook) -> Mark:
    """What the rest is about to do, and until when."""
    sentence, tone, icon = COURSES[outlook.course]
    begins, ends = outlook.begins_at, outlook.ends_at
    values = {
        "begins": reader.when(begins) if begins else "",
        "ends": reader.when(ends) if ends else "",
        "time": waiting_words((ends - reader.now).total_seconds(), language=reader.language) if ends else "",
        "others": reader.ngettext(
            "%(num)s other text stands before it",
            "%(num)s other texts stand before it",
            outlook.others_before,
        ),
    }
    if outlook.course is Course.LEAVING and ends is not None and ends - reader.now < MINUTE:
        sentence = ABOUT_TO_END
    words = reader.say(sentence, {name: value for name, value in values.items() if f"%({name})s" in sentence})
    too_slow = reader.gettext(_l("Not all of it will have left while it is still worth sending."))
    return Mark(words, tone, icon, too_slow if outlook.is_too_slow else "")
