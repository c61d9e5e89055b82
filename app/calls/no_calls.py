"""Phones that have asked for no more calls, by key 9 during one.

The wish stands on the very call during which it was told, beside its moment and the provider's name for it, and that it
was lifted stands there afterwards. It says nothing about texts.
"""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.calls.voice_call import VoiceCall
from app.consent.standing import number_key, stand_still
from app.foundation.logging import get_logger
from app.roster.phone_number import PhoneNumber
from app.staff.staff_member import StaffMember

log = get_logger(__name__)

ASKED_FOR_NO_CALLS = "no_more_calls"
"""What stands where else the provider's code does."""
CALLS_MAY_COME_AGAIN = "calls_again"
"""What stands there once the family has taken it back."""


def want_no_calls(session: Session, phone_ids: Collection[int]) -> set[int]:
    """Those of the phones that must not be called, emergencies included."""
    return set(
        session.scalars(
            select(VoiceCall.phone_number_id).where(
                VoiceCall.phone_number_id.in_(phone_ids), VoiceCall.provider_code == ASKED_FOR_NO_CALLS
            )
        )
    )


def record_no_calls(session: Session, call: VoiceCall) -> None:
    """The phone is not called again; a claim that is under way for it finishes first."""
    phone = session.get_one(PhoneNumber, call.phone_number_id)
    stand_still(session, [number_key(phone.school_id, phone.e164)])
    call.provider_code = ASKED_FOR_NO_CALLS
    log.info("phone_wants_no_calls", phone_number_id=phone.id, call_id=call.id)


def find_no_calls(session: Session, phone_id: int) -> VoiceCall | None:
    """The last call during which somebody at the phone asked for no more; None where calls may come."""
    return session.scalars(_wishes(phone_id).limit(1)).first()


def lift_no_calls(session: Session, phone: PhoneNumber, *, by: StaffMember) -> bool:
    """The phone is called again, because the family has told this person so; False where nothing spoke against it.

    Who wrote it down and when is for the caller to keep where people read it.
    """
    stand_still(session, [number_key(phone.school_id, phone.e164)])
    calls = session.scalars(_wishes(phone.id)).all()
    for call in calls:
        call.provider_code = CALLS_MAY_COME_AGAIN
        log.info("phone_may_be_called_again", phone_number_id=phone.id, call_id=call.id, by=by.id)
    return bool(calls)


def _wishes(phone_id: int) -> Select[VoiceCall]:
    return (
        select(VoiceCall)
        .where(VoiceCall.phone_number_id == phone_id, VoiceCall.provider_code == ASKED_FOR_NO_CALLS)
        .order_by(VoiceCall.id.desc())
    )
