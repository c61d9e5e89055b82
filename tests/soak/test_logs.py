"""No secret, no words and no whole phone number reaches a log, in trouble and at the most talkative level too."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select, text

from app.inbox.found_school import welcome
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from app.messages.provider_event import ProviderEvent
from app.roster.phone_number import PhoneNumber
from app.schools.queries import get_school
from app.staff.invitation import invite
from app.staff.staff_member import Role
from tests.soak.school import LINES, RunningSchool, all_stand_at
from tests.soak.waiting import wait_until
from tests.support.installation import (
    INBOUND,
    SECRET_KEY,
    STATUS,
    TOKEN,
    Form,
    encoded,
    http_client,
    incoming_form,
    new_sid,
    report_form,
    signed_headers,
)
from tests.support.servers import Server

WORD = "zanahoria"
"""In everything that anybody writes here, and nowhere in the software."""
PASSWORD, WRONG_PASSWORD = "un-caballo-azul-7391", "otro-caballo-verde-5520"
STRANGER, NO_LINE_OF_OURS = "+14255550123", "+14255550199"


@pytest.mark.soak
@pytest.mark.parametrize("running", ["postgresql"], indirect=True)  # the one that quotes what it refuses
def test_logs_hold_no_secret_no_words_and_no_whole_number(running: RunningSchool) -> None:
    secrets = {TOKEN, SECRET_KEY, PASSWORD, WRONG_PASSWORD, WORD}
    families_write(running)
    our_code_fails_on_a_text(running)
    texts_leave_in_every_way(running)
    secrets |= staff_come_in(running)

    words = running.installation.logs()
    for event in (
        "webhook_signature_wrong",
        "event_refused",
        "event_unprocessed",
        "report_without_message",
        "text_outcome_unknown",
        "job_postponed",
        "picture_refused",
    ):
        assert event in words, "the scenario has not met what it is about"
    assert [secret for secret in secrets if secret.lower() in words.lower()] == []
    assert [number for number in numbers_of(running) if is_whole_in(words, number)] == []


def families_write(running: RunningSchool) -> None:
    first, second, third = running.new_phones(3)
    picture = {"NumMedia": "1", "MediaUrl0": f"{running.provider.server.url}/{WORD}/{first}"}
    post(running, INBOUND, incoming_form(first, LINES[0], f"Hola {WORD}"))
    post(running, INBOUND, incoming_form(second, LINES[1], f"Mire {WORD}", **picture))
    post(running, INBOUND, incoming_form(STRANGER, LINES[0], f"¿Quién es? {WORD}"))
    post(running, INBOUND, incoming_form(third, LINES[2], f"Ya no quiero mensajes {WORD}"))
    post(running, INBOUND, incoming_form(third, NO_LINE_OF_OURS, f"Hola {WORD}"))
    post(running, INBOUND, incoming_form(f"whatsapp:{third}", LINES[0], f"Hola {WORD}"))
    post(running, STATUS, report_form(new_sid(), "delivered", To=first))
    form = incoming_form(first, LINES[0], f"Hola {WORD}")
    wrong = signed_headers(running.installation.public_url + INBOUND, form, WRONG_PASSWORD)
    assert httpx.post(running.web_url + INBOUND, content=encoded(form), headers=wrong).status_code == 403


def our_code_fails_on_a_text(running: RunningSchool) -> None:
    """It is kept all the same, and comes into its thread by `puente replay`."""
    [phone] = running.new_phones(1)
    form = incoming_form(phone, LINES[0], f"Esto se rompe, {WORD}")
    sid = dict(form)["MessageSid"]
    with failing_on_texts(running, "%se rompe%"):
        post(running, INBOUND, form)
    with running.database.reading() as session:
        assert session.scalar(select(Message).where(Message.provider_sid == sid)) is None
        event = session.scalars(select(ProviderEvent).where(ProviderEvent.key.contains(sid))).one()
        assert event.problem is not None
    Server(["replay"], running.installation.folder, running.installation.settings).wait(30)
    with running.database.reading() as session:
        assert (
            session.scalars(select(Message).where(Message.provider_sid == sid)).one().body
            == dict(form)["Body"]
        )


@contextmanager
def failing_on_texts(running: RunningSchool, like: str) -> Iterator[None]:
    """The database refuses such texts, as it would after a mistake of ours."""
    begin = f"alter table messages add constraint mistake check (body not like '{like}')"
    end = "alter table messages drop constraint mistake"
    with running.database.writing() as session:
        session.execute(text(begin))
    yield
    with running.database.writing() as session:
        session.execute(text(end))


def texts_leave_in_every_way(running: RunningSchool) -> None:
    running.provider.behave()
    running.provider.misbehave(next_refused=1)
    later = running.write_to(running.new_phones(1), f"Para {{}}: {WORD}")
    wait_until(lambda: all_stand_at(running, later, S.DELIVERED), "one is taken at the second try")
    running.provider.misbehave(next_refused=2, refuse_status=400, refuse_code=21211)
    refused = running.write_to(running.new_phones(2), f"Para {{}}: {WORD}")
    wait_until(lambda: all_stand_at(running, refused, S.FAILED), "two are refused for good")

    running.provider.misbehave(next_store_then_500=1, next_store_then_drop=1, drop_callbacks=True)
    lost = running.write_to(running.new_phones(2), f"Para {{}}: {WORD}")
    wait_until(lambda: all_stand_at(running, lost, S.UNKNOWN), "nobody knows of two")
    running.provider.misbehave(down=True)
    wait_until(lambda: "job_postponed" in running.installation.logs(), "the provider cannot even be asked")
    running.provider.behave()


def staff_come_in(running: RunningSchool) -> set[str]:
    """A colleague chooses a password, signs in and out, and errs; returns what was secret on the way."""
    with running.database.writing() as session:
        school = get_school(session, running.id)
        colleague, token = invite(
            session,
            school,
            email="new@harbor.example",
            name="Mr. Okoye",
            role=Role.OFFICE,
            language="en",
            now=datetime.now(UTC),
        )
        welcome(session, school, colleague)
    with http_client(running.web_url) as browser:
        chosen = {"password": PASSWORD, "again": PASSWORD}
        assert browser.post(f"/invitations/{token}", data=chosen).status_code == 303
        assert browser.get(f"/inbox?q={WORD}").status_code == 200
        first_session = browser.cookies["puente_session"]
        found = re.search(r'data-csrf="([^"]+)"', browser.get("/account").text)
        assert found is not None
        csrf = found.group(1)
        answer = browser.post("/threads/1/reply", data={"csrf": csrf, "text_en": WORD, "seen": "0"})
        assert answer.status_code in {303, 409}
        assert browser.post("/threads/1/reply", data={"csrf": WORD, "text_en": WORD}).status_code == 403
        assert browser.get(f"/inbox?thread=999999&q={WORD}").status_code == 404
        assert browser.post("/sign-out", data={"csrf": csrf}).status_code == 303
        wrong = {"email": "new@harbor.example", "password": WRONG_PASSWORD}
        assert browser.post("/sign-in", data=wrong).status_code == 401
        assert browser.post("/sign-in", data=wrong | {"password": PASSWORD}).status_code == 303
        return {token, csrf, first_session, browser.cookies["puente_session"]}


def post(running: RunningSchool, path: str, form: Form) -> None:
    headers = signed_headers(running.installation.public_url + path, form)
    assert httpx.post(running.web_url + path, content=encoded(form), headers=headers).status_code == 200


def numbers_of(running: RunningSchool) -> list[str]:
    with running.database.reading() as session:
        return [*session.scalars(select(PhoneNumber.e164)), *LINES, NO_LINE_OF_OURS]


def is_whole_in(words: str, e164: str) -> bool:
    """In any of the ways in which people and programs write a number."""
    area, exchange, line = e164[2:5], e164[5:8], e164[8:]
    return re.search(rf"{area}\D{{0,3}}{exchange}\D{{0,3}}{line}", words) is not None
