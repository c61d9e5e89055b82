from datetime import timedelta

import pytest
from sqlalchemy import select

from app.staff.invitation import Invitation, invite
from app.staff.sign_in import FAILURES_PER_EMAIL, StaffSession
from app.staff.staff_member import Role
from tests.dashboard.conftest import Site, words_of


def test_the_right_password_opens_the_inbox(site: Site) -> None:
    visitor = site.visitor()
    answer = visitor.sign_in("LEE@lincoln.example ")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/inbox"
    assert "Waiting for me" in visitor.read("/inbox")


def test_the_session_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(site: Site) -> None:
    cookies = site.visitor().sign_in("lee@lincoln.example").headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("puente_session="))
    assert "HttpOnly" in session
    assert "samesite=lax" in session.lower()


def test_only_the_digest_of_a_session_is_kept(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    with site.database.reading() as session:
        kept = session.scalars(select(StaffSession.token_digest)).all()
    assert visitor.cookies["puente_session"] not in kept


@pytest.mark.parametrize(
    ("email", "password"), [("lee@lincoln.example", "wrong words"), ("nobody@lincoln.example", "whatever")]
)
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    site: Site, email: str, password: str
) -> None:
    answer = site.visitor().post("/sign-in", email=email, password=password)
    assert answer.status_code == 401
    assert "do not fit together" in words_of(answer.text)
    assert f'value="{email}"' in answer.text


def test_too_many_wrong_passwords_are_answered_by_a_sentence_until_time_has_passed(site: Site) -> None:
    visitor = site.visitor()
    for _ in range(FAILURES_PER_EMAIL):
        visitor.post("/sign-in", email="lee@lincoln.example", password="wrong words")
    answer = visitor.post("/sign-in", email="lee@lincoln.example", password="a bridge of words")
    assert answer.status_code == 429
    assert "Please wait fifteen minutes" in words_of(answer.text)
    site.clock.forward(timedelta(minutes=16))
    assert visitor.sign_in("lee@lincoln.example").status_code == 303


def test_whoever_is_not_signed_in_is_led_to_the_page_they_wanted(site: Site) -> None:
    visitor = site.visitor()
    led = visitor.get("/inbox?queue=all&thread=1")
    assert led.headers["location"] == "/sign-in?to=%2Finbox%3Fqueue%3Dall%26thread%3D1"
    answer = visitor.post(
        "/sign-in", email="lee@lincoln.example", password="a bridge of words", to="/inbox?queue=all&thread=1"
    )
    assert answer.headers["location"] == "/inbox?queue=all&thread=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x"])
def test_signing_in_never_leads_to_another_site(site: Site, elsewhere: str) -> None:
    answer = site.visitor().post(
        "/sign-in", email="lee@lincoln.example", password="a bridge of words", to=elsewhere
    )
    assert answer.headers["location"] == "/inbox"


def test_signing_out_ends_this_session_and_leaves_the_others(site: Site) -> None:
    here, there = site.as_staff("Ms. Lee"), site.as_staff("Ms. Lee")
    assert here.post("/sign-out").status_code == 303
    assert here.get("/inbox").status_code == 303
    assert there.get("/inbox").status_code == 200


def test_signing_out_everywhere_ends_every_session(site: Site) -> None:
    here, there = site.as_staff("Ms. Lee"), site.as_staff("Ms. Lee")
    here.post("/sign-out-everywhere")
    assert there.get("/inbox").headers["location"].startswith("/sign-in")


def test_a_session_that_nobody_uses_ends_although_its_page_stays_open(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    for _ in range(5):
        site.clock.forward(timedelta(hours=1))
        visitor.get("/live?version=x")
    assert visitor.get("/inbox").status_code == 303


def test_a_session_that_is_used_goes_on(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    for _ in range(5):
        site.clock.forward(timedelta(hours=1))
        assert visitor.get("/inbox").status_code == 200


def test_the_sign_in_page_speaks_the_language_of_the_browser_or_the_chosen_one(site: Site) -> None:
    visitor = site.visitor()
    assert "Contraseña" in visitor.get("/sign-in", **{"Accept-Language": "es-MX,es;q=0.9"}).text
    assert "Password" in visitor.get("/sign-in?lang=en", **{"Accept-Language": "es-MX"}).text
    assert "Password" in visitor.get("/sign-in", **{"Accept-Language": "es-MX"}).text


def test_an_invitation_lets_a_new_colleague_choose_a_password_once(site: Site) -> None:
    with site.database.writing() as session:
        _, token = invite(
            session,
            site.yard.school,
            email="new@lincoln.example",
            name="Mr. New",
            role=Role.TEACHER,
            language="en",
            now=site.clock(),
        )
    visitor = site.visitor()
    assert "Welcome, Mr. New" in visitor.read(f"/invitations/{token}")
    short = visitor.post(f"/invitations/{token}", password="short", again="short")
    assert "at least 10 characters" in words_of(short.text)
    unlike = visitor.post(f"/invitations/{token}", password="long enough 1", again="long enough 2")
    assert "not the same" in words_of(unlike.text)
    chosen = visitor.post(f"/invitations/{token}", password="long enough 1", again="long enough 1")
    assert chosen.headers["location"] == "/inbox"
    assert visitor.get("/inbox").status_code == 200
    assert site.visitor().get(f"/invitations/{token}").status_code == 404


def test_an_invitation_is_good_for_a_week(site: Site) -> None:
    with site.database.writing() as session:
        _, token = invite(
            session,
            site.yard.school,
            email="late@lincoln.example",
            name="Ms. Late",
            role=Role.OFFICE,
            language="en",
            now=site.clock(),
        )
        assert session.scalar(select(Invitation.id)) is not None
    site.clock.forward(timedelta(days=8))
    assert site.visitor().get(f"/invitations/{token}").status_code == 404
