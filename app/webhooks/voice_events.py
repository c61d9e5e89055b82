"""What the provider tells of a call: a key that somebody pressed, or how far the call has come."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.calls.keys import Pressed, take_key
from app.calls.reports import receive_call_report
from app.gateway.twilio_voice import read_call_report, read_pressed_key
from app.webhooks.call import our_number
from app.webhooks.signature import Form


def take_voice_event(session: Session, form: Form, query: str, *, now: datetime) -> None:
    """The call of ours has learned of it; a repeat changes nothing."""
    if is_key(form):
        take_key(session, pressed(form, query), now=now)
    else:
        receive_call_report(
            session,
            read_call_report(form),
            call_id=our_number(query, "call"),
            attempt=our_number(query, "attempt"),
            now=now,
        )


def is_key(form: Form) -> bool:
    return any(name == "Digits" for name, _ in form)


def pressed(form: Form, query: str) -> Pressed:
    """The key, or that none was pressed and the words are asked for."""
    return Pressed(
        read_pressed_key(form),
        call_id=our_number(query, "call"),
        attempt=our_number(query, "attempt"),
        heard=our_number(query, "heard") or 0,
    )
