"""Kinds, reasons and codes in words that a teacher understands."""

from enum import StrEnum

from app.consent.consent_log import ConsentChannel, ConsentEvent
from app.consent.opt_out import OptOutSource
from app.dashboard.reader import Reader
from app.foundation.i18n import _l
from app.gateway.port import FailureReason
from app.inbox.queues import Queue
from app.interpreting.important_words import ImportantTopic
from app.messages.media import MediaState
from app.messages.message import RoutedBy
from app.roster.phone_number import NumberHealth
from app.roster.student import Relation
from app.sms.phrase_bank import SlotKind
from app.staff.staff_member import Role


class Tone(StrEnum):
    """How something stands, for the eye; its words say the same."""

    CALM = "calm"
    GOOD = "good"
    WAIT = "wait"
    BAD = "bad"


QUEUES = {
    Queue.WAITING: (_l("Waiting for me"), "inbox"),
    Queue.UNASSIGNED: (_l("Unassigned"), "hand"),
    Queue.STOP: (_l("Looks like a stop"), "octagon-pause"),
    Queue.UNKNOWN: (_l("Unknown numbers"), "circle-question-mark"),
    Queue.FAILED: (_l("Not delivered"), "triangle-alert"),
    Queue.SNOOZED: (_l("Snoozed"), "alarm-clock"),
    Queue.ALL: (_l("All conversations"), "messages-square"),
    Queue.CLOSED: (_l("Closed"), "archive"),
}

SLOTS = {
    SlotKind.CHILD: _l("Child"),
    SlotKind.NAME: _l("Grown-up"),
    SlotKind.DATE: _l("Day"),
    SlotKind.TIME: _l("Time"),
    SlotKind.AMOUNT: _l("Amount"),
    SlotKind.NUMBER: _l("Number"),
    SlotKind.PLACE: _l("Place"),
}
"""What a place in a phrase is filled with."""

EMPTY_QUEUES = {
    Queue.WAITING: _l("Nobody is waiting for you."),
    Queue.UNASSIGNED: _l("Somebody has taken every conversation that waits."),
    Queue.STOP: _l("No text looks like a request to stop."),
    Queue.UNKNOWN: _l("No unknown number is waiting."),
    Queue.FAILED: _l("Every text was delivered or looked after."),
    Queue.SNOOZED: _l("Nothing is put off."),
    Queue.ALL: _l("No family has written yet."),
    Queue.CLOSED: _l("Nothing is closed."),
}

FAILURES = {
    FailureReason.NUMBER_INVALID: (
        _l("This is not a working phone number."),
        _l("Ask the family for the right one."),
    ),
    FailureReason.NUMBER_OUT_OF_SERVICE: (
        _l("This number is no longer in service."),
        _l("Ask the family for the new one."),
    ),
    FailureReason.LANDLINE: (_l("This number is a landline and cannot get texts."), _l("Call instead.")),
    FailureReason.PHONE_UNREACHABLE: (
        _l("The phone was switched off or out of reach."),
        _l("Send it again later, or call."),
    ),
    FailureReason.OPTED_OUT: (
        _l("The family asked for texts to stop."),
        _l("Call or write on paper. Texts can begin again when they text START."),
    ),
    FailureReason.BLOCKED: (
        _l("The phone or its company refuses texts from the school."),
        _l("Call, and ask the family to unblock the school's number."),
    ),
    FailureReason.FILTERED: (
        _l("The phone company took this text for spam."),
        _l("Say it in other words, without a link."),
    ),
    FailureReason.FOREIGN_NUMBER: (
        _l("The school's line cannot text numbers of that country."),
        _l("Call instead."),
    ),
    FailureReason.EMPTY: (_l("There were no words in it."), ""),
    FailureReason.TOO_LONG: (_l("It was too long for a text."), _l("Send it in shorter pieces.")),
    FailureReason.PICTURE_REFUSED: (_l("The picture could not be sent."), _l("Send the words alone.")),
    FailureReason.ACCOUNT_PROBLEM: (
        _l("Something is wrong with the school's account at the phone company."),
        _l("Tell the office. They can mend it."),
    ),
    FailureReason.LINE_PROBLEM: (
        _l("Something is wrong with the school's phone line."),
        _l("Tell the office. They can mend it."),
    ),
    FailureReason.REGISTRATION_PROBLEM: (
        _l("The phone companies do not know the school's line yet."),
        _l("Tell the office. The line must be registered."),
    ),
    FailureReason.CONGESTED: (_l("The phone company had too much traffic."), _l("Send it again in a while.")),
    FailureReason.DAILY_CAP: (
        _l("The school has used up the texts it may send in one day."),
        _l("Send it again tomorrow, or call."),
    ),
    FailureReason.PROVIDER_TROUBLE: (_l("The phone company had trouble."), _l("Send it again.")),
    FailureReason.TOO_LATE: (
        _l("Its moment had passed before it could leave."),
        _l("Send it again if it still matters."),
    ),
    FailureReason.NO_ANSWER: (_l("Nobody knows whether it arrived."), _l("Ask the family if it matters.")),
    FailureReason.UNEXPLAINED: (_l("The phone company did not say why."), _l("Try again, or call.")),
}

WORTH_SENDING_AGAIN = frozenset(
    {
        FailureReason.PHONE_UNREACHABLE,
        FailureReason.ACCOUNT_PROBLEM,
        FailureReason.LINE_PROBLEM,
        FailureReason.REGISTRATION_PROBLEM,
        FailureReason.CONGESTED,
        FailureReason.DAILY_CAP,
        FailureReason.PROVIDER_TROUBLE,
        FailureReason.TOO_LATE,
        FailureReason.NO_ANSWER,
        FailureReason.UNEXPLAINED,
        FailureReason.PICTURE_REFUSED,
    }
)
"""What may be otherwise next time; a landline stays one. A text goes again without a picture that was refused."""

ROUTES = {
    RoutedBy.LINE: _l("It came to the number that this family uses for this inbox."),
    RoutedBy.PROMPT: _l("It answers a question that was asked here."),
    RoutedBy.ONLY_INBOX: _l("This family has only this one inbox."),
    RoutedBy.REMEMBERED: _l("The family said within the last hour whom it is writing to."),
    RoutedBy.ASKED: _l("The family was asked whom it is writing to."),
    RoutedBy.BROADCAST: _l("It came after an announcement, and stands where that stands."),
    RoutedBy.OFFICE: _l("Nothing told whom it was for, so the office got it."),
    RoutedBy.STAFF: _l("A staff member moved it here."),
}

NUMBER_HEALTH = {
    NumberHealth.UNTRIED: (_l("Not tried yet"), Tone.CALM),
    NumberHealth.GOOD: (_l("Gets texts"), Tone.GOOD),
    NumberHealth.SUSPECT: (_l("A text did not get through lately"), Tone.WAIT),
    NumberHealth.LANDLINE: (_l("Landline: cannot get texts, call instead"), Tone.BAD),
    NumberHealth.OUT_OF_SERVICE: (_l("Out of service"), Tone.BAD),
}

RELATIONS = {
    Relation.MOTHER: _l("mother"),
    Relation.FATHER: _l("father"),
    Relation.GRANDMOTHER: _l("grandmother"),
    Relation.GRANDFATHER: _l("grandfather"),
    Relation.GUARDIAN: _l("guardian"),
    Relation.OTHER: _l("family"),
}

ROLES = {
    Role.TEACHER: _l("Teacher"),
    Role.OFFICE: _l("Front office"),
    Role.COUNSELOR: _l("Counselor"),
    Role.PRINCIPAL: _l("Principal"),
}

CONSENT_EVENTS = {
    ConsentEvent.OPTED_IN: _l("Agreed to get texts"),
    ConsentEvent.OPTED_OUT: _l("Asked for texts to stop"),
    ConsentEvent.ASKED_FOR_HELP: _l("Asked for help"),
    ConsentEvent.LOOKED_LIKE_STOP: _l("Wrote something that looked like a stop"),
    ConsentEvent.JUDGED_NOT_A_STOP: _l("A staff member decided that it was not a stop"),
    ConsentEvent.CONFIRMATION_SENT: _l("Was told that texts have stopped"),
    ConsentEvent.CARRIER_BLOCKED: _l("The phone company blocks texts to this number"),
}

CONSENT_CHANNELS = {
    ConsentChannel.TEXT: _l("by text"),
    ConsentChannel.CARRIER: _l("told by the phone company"),
    ConsentChannel.ROSTER: _l("from the school's records"),
    ConsentChannel.PHONE: _l("by phone"),
    ConsentChannel.IN_PERSON: _l("in person"),
    ConsentChannel.PAPER: _l("on paper"),
}

OPT_OUT_SOURCES = {
    OptOutSource.KEYWORD: _l("The family texted a stop word."),
    OptOutSource.PHRASE: _l("A staff member read a text and saw that the family wants texts to stop."),
    OptOutSource.CARRIER: _l("The phone company told us that the family stopped texts."),
    OptOutSource.STAFF: _l("The family told a staff member."),
}

TOPICS = {
    ImportantTopic.SAFETY: _l("safety"),
    ImportantTopic.RIGHTS: _l("rights"),
    ImportantTopic.DISCIPLINE: _l("discipline"),
    ImportantTopic.SPECIAL_EDUCATION: _l("special education"),
}

MEDIA_STATES = {
    MediaState.WAITING: _l("A picture is on its way."),
    MediaState.REFUSED: _l("A picture came that cannot be shown."),
}


def failure_words(reader: Reader, reason: FailureReason | None) -> tuple[str, str]:
    """Why a text did not reach the phone, and what to do next."""
    sentence, advice = FAILURES[reason or FailureReason.UNEXPLAINED]
    return reader.gettext(sentence), reader.gettext(advice) if advice else ""
