"""An announcement at the school yard that has left, with families in every place where one can stand."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState, Topic, Urgency
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.calls.voice_call import CallStatus, VoiceCall
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind, Precedence
from app.roster.student import Relation
from tests.dashboard.conftest import Site
from tests.dashboard.school import SchoolYard
from tests.dashboard.two_languages import at_work
from tests.support.announcement import released

SECTION = "3A Ms. Lee"
S = DeliveryStatus
WORDS = {
    "en": "Picture day for {child} is Friday. Questions? {office_phone}",
    "es": "El viernes es el día de las fotos de {child}. ¿Preguntas? {office_phone}",
}
MONDAY_OR_FRIDAY = [
    {"words": {"en": "Monday", "es": "lunes"}, "places": None},
    {"words": {"en": "Friday", "es": "viernes"}, "places": None},
]
TEXTED = (
    ("Ana", "0111", "es", S.DELIVERED, None),
    ("Noah", "0113", "en", S.SENT, None),
    ("Diego", "0121", "es", S.UNDELIVERED, FailureReason.PHONE_UNREACHABLE),
    ("Olivia", "0122", "en", S.QUEUED, None),
    ("Mia", "0123", None, S.UNKNOWN, None),
)
"""By child: the phone, what it reads, and what became of its text."""
LEFT_OUT = (
    ("Mateo", "0112", "es", LeftOut.IN_REVIEW),
    ("Lucía", "0107", "es", LeftOut.LANDLINE),
    ("Emma", "0115", None, LeftOut.STOPPED),
    ("Sofía", "", None, LeftOut.NO_NUMBER),
)
SUM = (
    "10 families = 1 delivered + 1 sent without receipt + 1 of unknown outcome + 4 not texted"
    " (1 stopped, 1 perhaps stopped, 1 landline, 1 no number) + 1 failed + 2 waiting"
)
"""One of them is not handed over yet."""


@dataclass
class Announced:
    """The announcement as it was made, by ids."""

    id: int
    path: str
    recipients: dict[str, int] = field(default_factory=dict)


def announced(
    site: Site,
    *,
    inbox: str | None = "Ms. Lee",
    by: str = "Ms. Lee",
    state: BroadcastState = BroadcastState.SENDING,
    urgency: Urgency = Urgency.ORDINARY,
    asks: Asks = Asks.NOTHING,
) -> Announced:
    with at_work(site) as (session, yard):
        is_emergency = urgency is Urgency.EMERGENCY
        asked = asks is not Asks.NOTHING
        broadcast = released(
            session,
            yard.staff[by],
            now=yard.now,
            inbox_id=yard.inboxes[inbox].id if inbox else None,
            title="Picture day",
            urgency=urgency,
            topic=Topic.WEATHER if is_emergency else None,
            asks=asks,
            choices=MONDAY_OR_FRIDAY if asked else [],
            answers_until=yard.now + timedelta(days=2) if asked else None,
            audience=Selection(SelectionKind.SECTIONS, (yard.sections[SECTION].id,)).to_json(),
            words=WORDS,
            send_at=yard.now - timedelta(minutes=3),
            scheduled_by=yard.staff[by].id,
            state=state,
            expected=10,
            cancelled_at=yard.now if state is BroadcastState.CANCELLED else None,
        )
        made = Announced(broadcast.id, f"/announcements/{broadcast.id}")
        _newcomers(yard)
        for child, digits, language, status, reason in TEXTED:
            _texted(session, yard, broadcast, made, child, digits, language, status, reason)
        for child, digits, language, why in LEFT_OUT:
            phone = yard.phone(digits) if digits else None
            _recipient(yard, broadcast, made, child, phone.id if phone else None, language, left_out=why)
        return made


def taken_call(yard: SchoolYard, phone_number_id: int | None) -> VoiceCall:
    """Somebody at this phone took a voice call just now, or a machine."""
    return yard.add(
        VoiceCall(
            school_id=yard.school.id,
            phone_number_id=phone_number_id,
            line_id=yard.lines[0].id,
            words=[],
            is_emergency=True,
            status=CallStatus.ANSWERED,
            due_at=yard.now,
            not_after=yard.now + timedelta(hours=1),
            answered_at=yard.now,
            made_at=yard.now,
        )
    )


def _newcomers(yard: SchoolYard) -> None:
    for name, digits, parent, language in (
        ("Diego Ortiz", "0121", "Elena Ortiz", "es"),
        ("Olivia Brown", "0122", "Sam Brown", "en"),
        ("Mia Chen", "0123", "Lin Chen", None),
        ("Sofía Luna", "", "", None),
    ):
        child = yard.enroll(name, SECTION).first_name
        if digits:
            phone = yard.phone(digits)
            yard.guardian(parent, Relation.MOTHER, child, number=phone, language=language)
            yard.thread(child, phone, "Ms. Lee")


def _texted(
    session: Session,
    yard: SchoolYard,
    broadcast: Broadcast,
    made: Announced,
    child: str,
    digits: str,
    language: str | None,
    status: DeliveryStatus,
    reason: FailureReason | None,
) -> None:
    thread = session.merge(yard.threads[child])
    text = yard.to_family(thread, f"Picture day, {child}", timedelta(minutes=2), status=status, reason=reason)
    text.kind, text.batch_id, text.language = MessageKind.BROADCAST, broadcast.batch_id, language
    text.precedence, text.not_after = Precedence.MANY, broadcast.not_after
    _recipient(yard, broadcast, made, child, yard.phone(digits).id, language, message=text.id)


def _recipient(
    yard: SchoolYard,
    broadcast: Broadcast,
    made: Announced,
    child: str,
    phone_id: int | None,
    language: str | None,
    *,
    message: int | None = None,
    left_out: LeftOut | None = None,
) -> None:
    student = yard.students[child].id
    recipient = yard.add(
        BroadcastRecipient(
            school_id=yard.school.id,
            broadcast_id=broadcast.id,
            phone_number_id=phone_id,
            student_id=student,
            children=[student],
            language=language,
            message_id=message,
            left_out=left_out,
            added_at=yard.now,
        )
    )
    made.recipients[child] = recipient.id
