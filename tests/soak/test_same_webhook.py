"""The same signed webhook fifty times at once, through two web processes: it has happened once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import ColumnElement, func, select

from app.consent.consent_log import ConsentEntry, ConsentEvent
from app.consent.opt_out import OptOut
from app.foundation.database import Base
from app.messages.delivery_reports import DeliveryReport
from app.messages.message import Message, MessageKind
from app.messages.provider_event import ProviderEvent
from app.roster.phone_number import PhoneNumber
from tests.soak.school import LINES, RunningSchool
from tests.support.installation import (
    INBOUND,
    STATUS,
    Form,
    encoded,
    http_client,
    incoming_form,
    new_sid,
    report_form,
    signed_headers,
)

AT_ONCE = 50


@pytest.mark.soak
def test_the_same_webhook_fifty_times_in_parallel_happens_once(
    running: RunningSchool, sized: Callable[[int, int], int]
) -> None:
    unprocessed = rows(running, ProviderEvent, ProviderEvent.problem.is_not(None))
    doors = [running.web_url, running.installation.start_another_web().url]
    for number in range(sized(40, 2)):
        family, leaver = running.new_phones(2)
        stranger = f"+1425555{1000 + number}"
        sid = new_sid()
        for sender, body in ((family, "¿A qué hora salen?"), (leaver, "ALTO"), (stranger, "Hola")):
            post_at_once(running, doors, INBOUND, incoming_form(sender, LINES[0], body))
        post_at_once(running, doors, STATUS, report_form(sid, "delivered"))

        assert kinds_of_texts(running, family) == [MessageKind.FROM_FAMILY]
        assert kinds_of_texts(running, leaver) == [MessageKind.FROM_FAMILY, MessageKind.OPT_OUT_CONFIRMATION]
        assert kinds_of_texts(running, stranger) == [MessageKind.FROM_FAMILY, MessageKind.AUTO_REPLY]
        assert rows(running, OptOut, OptOut.e164 == leaver) == 1
        is_the_stop = (ConsentEntry.e164 == leaver) & (ConsentEntry.event == ConsentEvent.OPTED_OUT)
        assert rows(running, ConsentEntry, is_the_stop) == 1
        assert rows(running, DeliveryReport, DeliveryReport.provider_sid == sid) == 1
    assert rows(running, ProviderEvent, ProviderEvent.problem.is_not(None)) == unprocessed


def post_at_once(running: RunningSchool, doors: Sequence[str], path: str, form: Form) -> None:
    """All fifty stand ready before the first goes off; each is answered 200."""
    ready = Barrier(AT_ONCE)
    body, headers = encoded(form), signed_headers(running.installation.public_url + path, form)
    with http_client("") as client, ThreadPoolExecutor(AT_ONCE) as pool:

        def post(number: int) -> int:
            ready.wait()
            door = doors[number % len(doors)]
            return client.post(door + path, content=body, headers=headers).status_code

        answers = list(pool.map(post, range(AT_ONCE)))
    assert answers == [200] * AT_ONCE


def kinds_of_texts(running: RunningSchool, phone: str) -> list[MessageKind]:
    """What stands in the threads of a phone, in order."""
    with running.database.reading() as session:
        return list(
            session.scalars(
                select(Message.kind)
                .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                .where(PhoneNumber.e164 == phone)
                .order_by(Message.id)
            )
        )


def rows(running: RunningSchool, table: type[Base], condition: ColumnElement[bool]) -> int:
    with running.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(condition)) or 0
