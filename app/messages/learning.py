"""What the carriers teach us about a number, or a line, while we text."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import CarrierBlock, OptOutSource
from app.consent.record import Evidence, carrier_blocked, opt_out
from app.foundation.logging import get_logger
from app.gateway.port import NumberNews
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import suppress_waiting
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.emergency_line import lines_for_emergencies
from app.schools.phone_line import PhoneLine
from app.schools.school import School

log = get_logger(__name__)


def learn_carrier_opt_out(session: Session, message: Message, *, now: datetime) -> None:
    """The provider had heard a STOP that never reached us (21610): it holds for us too, on every line."""
    school = session.get_one(School, message.school_id)
    phone = session.get_one(PhoneNumber, message.phone_number_id)
    line = session.get_one(PhoneLine, message.line_id)
    carrier_blocked(session, line.id, phone.e164, now=now)
    evidence = Evidence(ConsentChannel.CARRIER, wording="21610", line_e164=line.e164)
    opt_out(session, school, phone.e164, OptOutSource.CARRIER, evidence, now=now)
    suppress_waiting(session, school, phone.e164, now=now)


_HEALTH = {
    NumberNews.LANDLINE: NumberHealth.LANDLINE,
    NumberNews.OUT_OF_SERVICE: NumberHealth.OUT_OF_SERVICE,
    NumberNews.SUSPECT: NumberHealth.SUSPECT,
}


def learn_about_number(
    session: Session, message: Message, news: NumberNews, code: str, *, now: datetime
) -> None:
    """The number's health is what a carrier has just said of it."""
    session.get_one(PhoneNumber, message.phone_number_id).learn(_HEALTH[news], code=code or None, now=now)


def learn_number_is_good(session: Session, message: Message, *, now: datetime) -> None:
    """A text has reached the phone."""
    phone = session.get_one(PhoneNumber, message.phone_number_id)
    if phone.health is not NumberHealth.GOOD:
        phone.learn(NumberHealth.GOOD, code=None, now=now)


def stop_lines(session: Session, message: Message, code: str, *, whole_account: bool, now: datetime) -> None:
    """Nothing leaves from the text's line, or from any, until a person has mended what the code names.

    Emergencies that wait there leave from another line of the school, if it has one that sends.
    """
    stopped = select(PhoneLine).order_by(PhoneLine.id).with_for_update(key_share=True)
    if not whole_account:
        stopped = stopped.where(PhoneLine.id == message.line_id)
    for line in session.scalars(stopped):
        line.pause(code, now=now)
        if not whole_account:
            _move_emergencies(session, line)
    log.error("sending_paused", code=code, whole_account=whole_account)


def _move_emergencies(session: Session, stopped: PhoneLine) -> None:
    """Each to the first line that is allowed to reach its phone, the one for emergencies alone before any other."""
    for other in lines_for_emergencies(session, stopped.school_id):
        is_blocked = exists().where(
            PhoneNumber.id == Message.phone_number_id,
            CarrierBlock.e164 == PhoneNumber.e164,
            CarrierBlock.line_id == other.id,
        )
        session.execute(
            update(Message)
            .where(
                Message.line_id == stopped.id,
                Message.kind == MessageKind.EMERGENCY,
                Message.status == DeliveryStatus.QUEUED,
                ~is_blocked,
            )
            .values(line_id=other.id)
        )
