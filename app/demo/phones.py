"""The phones of the demo: whose they are, and which numbers of the school each has saved."""

from base64 import b64encode

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.demo.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    DIAZ,
    JORGE,
    LEE,
    LINES,
    LUIS,
    MAYA,
    NEWCOMER,
    ROSA,
    STRANGER,
    TOM,
    Adult,
    Colleague,
)
from app.messages.media import MessageMedia
from app.messages.message import Direction, Message
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.simulator import Phone, SchoolLine

PAST_SID = "de30"
"""What the provider's name of every text of the demo's past begins with, after its two letters."""


def _phone(adult: Adult, description: str, *saved: tuple[str, str], name: str = "") -> Phone:
    lines = tuple(SchoolLine(number, label) for label, number in saved)
    return Phone(adult.number, name or adult.name, description, adult.language or "en", lines)


def _saved(colleague: Colleague, line: int = 0) -> tuple[str, str]:
    return colleague.name, LINES[line]


PHONES = (
    # Two teachers write to Rosa, so each of them has a number of their own on her phone.
    _phone(ROSA, "Mamá de Ana y Leo", _saved(LEE), _saved(DIAZ, 2), ("Oficina", LINES[1])),
    _phone(CARMEN, "Abuela de Sofía", _saved(LEE)),
    _phone(MAYA, "Oliver's mom", _saved(LEE)),
    _phone(DANIEL, "Oliver's dad", _saved(LEE)),
    _phone(LUIS, "Papás de Diego", _saved(LEE), name="Luis y Elena Ortega"),
    _phone(AMINA, "Hodan's mother", _saved(DIAZ, 1), _saved(LEE)),
    _phone(JORGE, "Papá de Mateo", _saved(DIAZ, 1), _saved(LEE)),
    _phone(TOM, "Grace's dad", ("Alameda", LINES[0])),
    _phone(NEWCOMER, "Mamá de un alumno nuevo", ("Alameda", LINES[0])),
    Phone(STRANGER, "(206) 555-0199", "Not on the roster", "en", (SchoolLine(LINES[0], "Alameda"),)),
)


def saved_line(number: str, label: str) -> str:
    """The school's number that a phone has saved under this name."""
    phone = next(phone for phone in PHONES if phone.number == number)
    return next(line.number for line in phone.lines if line.label == label)


def past_texts(session: Session) -> list[dict[str, object]]:
    """The demo's past as the phones saw it, for the simulator's `POST /control/history`."""
    rows = session.execute(
        select(Message, PhoneNumber.e164, PhoneLine.e164)
        .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
        .join(PhoneLine, PhoneLine.id == Message.line_id)
        .where(Message.provider_sid.like(f"__{PAST_SID}%"))
        .order_by(func.coalesce(Message.claimed_at, Message.created_at), Message.id)
    ).all()
    return [
        {
            "from": phone if message.direction is Direction.IN else line,
            "to": line if message.direction is Direction.IN else phone,
            "body": message.body,
            "direction": "inbound" if message.direction is Direction.IN else "outbound-api",
            "at": (message.claimed_at or message.created_at).isoformat(),
            "sid": message.provider_sid,
            "media": _pictures(session, message),
        }
        for message, phone, line in rows
        if phone in {drawn.number for drawn in PHONES}
    ]


def _pictures(session: Session, message: Message) -> list[dict[str, str]]:
    pictures = session.scalars(
        select(MessageMedia)
        .where(MessageMedia.message_id == message.id, MessageMedia.content_type.is_not(None))
        .options(undefer(MessageMedia.content))
        .order_by(MessageMedia.position)
    )
    return [
        {"content_type": picture.content_type or "", "base64": b64encode(picture.content or b"").decode()}
        for picture in pictures
    ]
