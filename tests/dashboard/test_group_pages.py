"""Keeping groups: who is in them, the word on the flyer, and who asks to join."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from app.inbox.receive import receive_text
from app.joining.join_request import JoinRequest, JoinState
from app.main import build_front
from app.messages.message import Direction, Message
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.student import Student
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.support.cast import incoming

FRONT = build_front()
STRANGER = "+12065550177"
ROBOTS = {"word": "Robots", "until": "2027-06-11"}


@pytest.fixture
def office(site: Site) -> Visitor:
    return site.as_staff("Dr. Okafor")


def make_group(visitor: Visitor, name: str = "Robot club") -> str:
    answer = visitor.post("/groups", name=name)
    assert answer.status_code == 303, words_of(answer.text)
    return answer.headers["location"]


def student(site: Site, first_name: str) -> int:
    with site.database.reading() as session:
        return session.scalars(select(Student.id).where(Student.first_name == first_name)).one()


def members(site: Site) -> list[str]:
    with site.database.reading() as session:
        wanted = select(Student.first_name).join(GroupMember, GroupMember.student_id == Student.id)
        return list(session.scalars(wanted.order_by(Student.first_name)))


def text_in(site: Site, sender: str, body: str) -> None:
    line = site.yard.lines[0].e164
    with site.database.writing() as session:
        receive_text(session, incoming(sender, body, line=line), front=FRONT, now=site.clock())


def ask_to_join(site: Site, visitor: Visitor, group: str) -> str:
    """A stranger has texted the word and said whose family it is; the address of its request."""
    assert visitor.post(f"{group}/word", ROBOTS).status_code == 303
    text_in(site, STRANGER, "JOIN ROBOTS")
    text_in(site, STRANGER, "Ana, maestra Lee")
    with site.database.reading() as session:
        return f"/groups/requests/{session.scalars(select(JoinRequest.id)).one()}"


def said(site: Site) -> str:
    with site.database.reading() as session:
        newest = select(Message.body).where(Message.direction == Direction.OUT).order_by(Message.id.desc())
        return session.scalars(newest.limit(1)).one()


def path_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, words_of(answer.text)
    return answer.headers["location"]


def test_students_are_found_by_name_or_class_put_in_and_taken_out(site: Site, office: Visitor) -> None:
    group, ana = make_group(office), student(site, "Ana")
    assert "No student is in it yet." in office.read(group)
    assert "Who is to be added: ana" in office.read(f"{group}?q=ana")
    assert "Nobody more was found: xyz" in office.read(f"{group}?q=xyz")
    room = site.yard.sections["3A Ms. Lee"].id
    found = office.get(f"{group}?section={room}").text
    assert f'value="{ana}" checked' in found
    assert path_of(office.post(f"{group}/students", student=[ana, student(site, "Leo")])) == group
    assert members(site) == ["Ana", "Leo"]
    assert "2 students · 0 phones joined by text" in office.read("/groups")
    assert f'value="{ana}" checked' not in office.get(f"{group}?section={room}").text
    office.post(f"{group}/take-out", student=ana)
    assert members(site) == ["Leo"]


def test_a_group_is_named_once_and_can_be_renamed(office: Visitor) -> None:
    group = make_group(office)
    again = office.post("/groups", name="Robot club")
    assert (again.status_code, "There is a group of this name already." in again.text) == (409, True)
    office.post(f"{group}/name", name="Robots of 2027")
    assert "Robots of 2027" in office.read(group)
    assert office.post(f"{group}/name", name=" ").status_code == 422


def test_a_word_lasts_until_the_day_that_was_chosen_and_can_be_taken_back(
    site: Site, office: Visitor
) -> None:
    group = make_group(office)
    assert office.post(f"{group}/word", word="STOP", until="2027-06-11").status_code == 422
    assert office.post(f"{group}/word", word="robots", until="soon").status_code == 422
    assert path_of(office.post(f"{group}/word", ROBOTS)) == f"{group}#word"
    assert "Families join by ROBOTS until Fri, Jun 11, 2027" in office.read(group)
    site.clock.forward(timedelta(days=250))
    visitor = site.as_staff("Dr. Okafor")
    assert "Its word ran out" in visitor.read("/groups")
    assert visitor.get(f"{group}/flyer").status_code == 409
    visitor.post(f"{group}/word/take-back")
    with site.database.reading() as session:
        assert session.scalars(select(Group.join_word)).one() is None


def test_the_flyer_says_in_both_languages_what_families_get_and_how_to_stop(office: Visitor) -> None:
    group = make_group(office)
    office.post(f"{group}/word", ROBOTS)
    words = office.read(f"{group}/flyer")
    for line in (
        "text JOIN ROBOTS to (206) 555-",
        "mande UNIRME ROBOTS al (206) 555-",
        "LEAVE ROBOTS to leave this group, or STOP to get no texts",
        "SALIRME ROBOTS para salir de este grupo, o ALTO",
        "Message and data rates may apply.",
        "Pueden aplicarse tarifas de mensajes y datos.",
        "What you get News, reminders and invitations of this group, in your language.",
        "Only when there is news",
        "You can join until Friday, June 11",
    ):
        assert line in words
    assert len(re.findall('class="qr"', office.get(f"{group}/flyer").text)) == 2


def test_a_request_is_decided_with_the_students_who_may_be_meant(site: Site, office: Visitor) -> None:
    request = ask_to_join(site, office, make_group(office))
    assert "Asking to join 1" in office.read("/groups")
    assert "Asking to join 1" in office.read("/inbox")
    words = office.read(request)
    assert "Ana, maestra Lee" in words
    assert "Not on the roster" in words
    page = office.get(request).text
    assert f'name="student" value="{student(site, "Ana")}"' in page
    assert "checked" not in page, "a person looks before anybody is ticked"
    assert f'value="{student(site, "Leo")}"' in office.get(f"{request}?q=leo").text
    assert path_of(office.post(f"{request}/accept", student=student(site, "Ana"))) == "/groups"
    assert members(site) == ["Ana"]
    assert "Robot club" in said(site)
    assert "Somebody has already decided this." in office.read(request)
    assert office.post(f"{request}/refuse").status_code == 409


def test_a_phone_that_joined_by_text_can_be_taken_out(site: Site, office: Visitor) -> None:
    group = make_group(office)
    request = ask_to_join(site, office, group)
    office.post(f"{request}/accept")
    assert "1 phone joined by text" in office.read(group)
    with site.database.reading() as session:
        phone = session.scalars(select(GroupPhone.phone_number_id)).one()
    office.post(f"{group}/take-out", phone=phone)
    assert "1 phone joined by text" not in office.read(group)


def test_who_is_refused_is_told_politely(site: Site, office: Visitor) -> None:
    request = ask_to_join(site, office, make_group(office))
    assert path_of(office.post(f"{request}/refuse")) == "/groups"
    assert "We could not add this phone to Robot club." in said(site)
    with site.database.reading() as session:
        assert session.scalars(select(JoinRequest.state)).one() is JoinState.REFUSED


def test_a_teacher_keeps_the_groups_that_they_made_of_their_own_students(
    site: Site, lee: Visitor, office: Visitor
) -> None:
    ours = make_group(office)
    request = ask_to_join(site, office, ours)
    for path in (ours, f"{ours}/flyer", request):
        assert lee.get(path).status_code == 404
    assert lee.post(f"{request}/accept").status_code == 404
    assert "Robot club" not in lee.read("/groups")
    assert "Asking to join" not in lee.read("/inbox")
    own = make_group(lee, "Readers")
    assert "Readers" in office.read("/groups")
    assert lee.post(f"{own}/students", student=student(site, "Leo")).status_code == 404
    lee.post(f"{own}/students", student=student(site, "Ana"))
    assert members(site) == ["Ana"]
