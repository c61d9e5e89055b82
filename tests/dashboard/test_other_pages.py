import re
from datetime import timedelta

import pytest

from app.dashboard.assets import assets
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.provider_event import EventKind, ProviderEvent
from app.schools.phone_line import PhoneLine
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site, words_of


def test_the_borrowed_library_is_htmx_2_0_10() -> None:
    found = re.search(rb'version:"([^"]+)"', assets()["htmx.js"].content)
    assert found is not None
    assert found.group(1) == b"2.0.10"


def test_a_file_is_kept_for_ever_because_other_content_has_another_path(site: Site) -> None:
    visitor = site.visitor()
    for asset in assets().values():
        answer = visitor.get(asset.path)
        assert answer.status_code == 200
        assert answer.content == asset.content
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith(asset.media_type)
    assert visitor.get("/static/0000000000000000/puente.css").status_code == 404
    assert visitor.get("/static/0000000000000000/..%2fparts.py").status_code == 404


@pytest.mark.parametrize(
    "path", ["/sign-in", "/inbox?queue=all&thread={Ana}", "/account", "/health", "/nowhere"]
)
def test_no_page_has_script_or_style_of_its_own(site: Site, path: str) -> None:
    html = site.as_staff("Dr. Okafor").get(path.replace("{Ana}", str(site.thread("Ana")))).text
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("name", ["Ms. Lee", "Mr. Diaz", "Mx. Kim"])
def test_health_is_shown_only_to_those_who_can_mend_it(site: Site, name: str) -> None:
    visitor = site.as_staff(name)
    assert visitor.get("/health").status_code == 404
    assert "/health" not in visitor.get("/inbox").text


def test_the_strip_tells_when_the_phone_company_was_last_heard_from(site: Site) -> None:
    words = site.as_staff("Dr. Okafor").read("/inbox")
    assert "Last heard from the phone company: 4 minutes ago" in words


def test_a_late_outbox_a_paused_line_and_unread_calls_are_said_in_red(site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        yard.to_family(
            session.merge(yard.threads["Leo"]),
            "Late.",
            timedelta(minutes=10),
            by="Mr. Diaz",
            status=DeliveryStatus.QUEUED,
        )
        yard.add(
            ProviderEvent(
                kind=EventKind.INBOUND,
                key="inbound:SM2",
                body=b"x",
                received_at=site.clock(),
                problem="KeyError",
            )
        )
        session.get_one(PhoneLine, yard.lines[0].id).pause("30034", now=site.clock())
    principal = site.as_staff("Dr. Okafor")
    assert 'class="strip bad"' in principal.get("/inbox").text
    words = principal.read("/health")
    assert "A phone line is paused" in words
    assert "Texts have been waiting to leave for 10 minutes." in words
    assert "1 call of the phone company could not be read" in words
    assert "The line (206) 555-0190 is paused" in words
    assert "30034" in words


def test_texts_that_wait_for_a_person_are_not_late(site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        yard.to_family(
            session.merge(yard.threads["Mateo"]),
            "Held by the review.",
            timedelta(minutes=10),
            by="Ms. Lee",
            status=DeliveryStatus.QUEUED,
        )
    assert 'class="strip good"' in site.as_staff("Dr. Okafor").get("/inbox").text


def test_failures_of_today_are_told_in_words_with_what_to_do(site: Site) -> None:
    words = site.as_staff("Sra. Ruiz").read("/health")
    assert "Este número es un teléfono fijo y no puede recibir mensajes. Mejor llame." in words


def test_a_paused_line_is_resumed_by_the_office_of_its_school(site: Site) -> None:
    line = site.yard.lines[0]
    with site.database.writing() as session:
        session.get_one(PhoneLine, line.id).pause("30034", now=site.clock())
    assert site.as_staff("Ms. Lee").post(f"/lines/{line.id}/resume").status_code == 404
    office = site.as_staff("Sra. Ruiz")
    assert office.post("/lines/999/resume").status_code == 404
    assert office.post(f"/lines/{line.id}/resume").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(PhoneLine, line.id).paused_at is None


def test_the_screens_change_their_language(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    assert visitor.post("/account/language", language="es").status_code == 303
    assert "Idioma de sus pantallas" in visitor.read("/account")
    assert visitor.post("/account/language", language="xx").status_code == 422
    with site.database.reading() as session:
        assert session.get_one(StaffMember, site.yard.staff["Ms. Lee"].id).language == "es"


def picture_of(site: Site, name: str, state: MediaState) -> int:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        text = yard.from_family(session.merge(yard.threads[name]), "", timedelta(0))
        medium: MessageMedia = yard.picture(text, state=state)
        return medium.id


def test_a_picture_is_shown_to_those_who_see_the_conversation(site: Site) -> None:
    number = picture_of(site, "Ana", MediaState.STORED)
    answer = site.as_staff("Ms. Lee").get(f"/media/{number}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert site.as_staff("Mr. Diaz").get(f"/media/{number}").status_code == 404
    assert site.visitor().get(f"/media/{number}").status_code == 303


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MediaState.WAITING, "A picture is on its way."),
        (MediaState.REFUSED, "A picture came that cannot be shown."),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_in_words(site: Site, state: MediaState, words: str) -> None:
    number = picture_of(site, "Ana", state)
    visitor = site.as_staff("Ms. Lee")
    assert words in visitor.read(f"/inbox?thread={site.thread('Ana')}")
    assert visitor.get(f"/media/{number}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere", 404),
        ("post", "/inbox", 405),
        ("get", "/sign-out", 405),
        ("get", "/media/not-a-number", 404),
        ("get", "/invitations/unknown", 404),
    ],
)
def test_a_refusal_is_a_page_in_the_language_of_the_reader(
    site: Site, method: str, path: str, status: int
) -> None:
    visitor = site.as_staff("Ms. Lee")
    visitor.post("/account/language", language="es")
    answer = visitor.get(path) if method == "get" else visitor.post(path)
    assert answer.status_code == status
    assert '<html lang="es">' in answer.text
    assert "Ir a la bandeja de entrada" in words_of(answer.text)


def test_a_form_with_too_many_fields_is_refused_by_a_page(site: Site) -> None:
    fields = {f"field{number}": "x" for number in range(1_001)}
    answer = site.as_staff("Ms. Lee").post(f"/threads/{site.thread('Ana')}/notes", fields)
    assert 400 <= answer.status_code < 500
    assert "<html" in answer.text


def test_a_form_that_is_no_form_is_refused_by_a_page(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    answer = visitor.post(
        f"/threads/{site.thread('Ana')}/notes", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert 400 <= answer.status_code < 500
