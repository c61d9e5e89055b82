"""Phones that have asked for no more calls, by key 9 during one.

The wish stands on the very call during which it was told, beside its moment and the provider's name for it. It says
nothing about texts.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls.voice_call import VoiceCall
from app.consent.standing import number_key, stand_still
from app.foundation.logging import get_logger
from app.roster.phone_number import PhoneNumber

log = get_logger(__name__)

ASKED_FOR_NO_CALLS = "no_more_calls"
"""What stands where else the provider's code does."""


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
