"""Families as authors, on the screens of their teachers and of the colleagues who read both languages."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.inbox.receive import receive_text
from app.main import build_front
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.tips.ideas.idea import FamilyIdea, IdeaText
from tests.dashboard.conftest import Site, Visitor
from tests.dashboard.two_languages import at_work, thread_in
from tests.support.cast import incoming

MARIA, LINE = "+12065550111", "+12065550101"
DRAWING, CONFERENCE = "¡Mire su dibujo del puente!", "Hi, when is the next conference?"
ENGLISH, SPANISH = "We draw bridges we cross.", "Dibujamos los puentes que cruzamos."


@pytest.fixture
def ruiz(site: Site) -> Visitor:
    """The office, which reads both languages and sees no class's conversations."""
    with site.database.writing() as session:
        session.merge(site.yard.staff["Sra. Ruiz"]).other_languages = "en"
    return site.as_staff("Sra. Ruiz")


def text_id(site: Site, body: str) -> int:
    with site.database.reading() as session:
        return session.scalars(select(Message.id).where(Message.body == body)).one()


def offer(site: Site, visitor: Visitor, body: str = DRAWING, *, es: str = SPANISH) -> str:
    """The address of the idea."""
    answer = visitor.post(
        f"/messages/{text_id(site, body)}/idea",
        section=site.yard.sections["3A Ms. Lee"].id,
        text_en=ENGLISH,
        text_es=es,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def text_in(site: Site, body: str) -> int:
    with site.database.writing() as session:
        sender = incoming(MARIA, body, line=site.yard.lines[0].e164)
        message_id = receive_text(session, sender, front=build_front(), now=site.clock())
    assert message_id is not None
    return message_id


def agree(site: Site, visitor: Visitor, idea: str, answer: str = "with_name") -> None:
    """The family wrote more than a number, and its teacher reads it as this answer."""
    message_id = text_in(site, "Claro que sí maestra, con gusto")
    assert "Claro que sí maestra" in visitor.read(idea)
    visitor.post(f"{idea}/answer", message=message_id, answer=answer)


def school_is_open(site: Site) -> None:
    with site.database.writing() as session:
        school = session.get_one(School, site.yard.school.id)
        set_calendar(session, school, date(2026, 9, 2), date(2027, 6, 18), [])


def test_beside_what_a_family_wrote_stands_the_way_to_offer_it(site: Site, lee: Visitor) -> None:
    html = lee.get(f"/inbox?queue=all&thread={site.thread('Ana')}").text
    assert f'href="/messages/{text_id(site, DRAWING)}/idea' in html
    assert html.count('class="offer"') == 4, "and beside nothing else"


def test_a_counselors_texts_are_nobodys_ideas(site: Site) -> None:
    html = site.as_staff("Mx. Kim").get(f"/inbox?queue=all&thread={site.thread('counselor')}").text
    assert 'class="offer"' not in html


def test_the_page_begins_with_the_familys_words_in_its_language(site: Site, lee: Visitor) -> None:
    html = lee.get(f"/messages/{text_id(site, DRAWING)}/idea").text
    assert re.search(rf'name="text_es"[^>]*>{DRAWING}</textarea>', html)
    assert re.search(r'name="text_en"[^>]*></textarea>', html)
    assert "3A Ms. Lee" in html
    assert "5B Mr. Diaz" not in html, "her other child's class is another teacher's"
    assert "An idea from María, Ana&#39;s mom" in html


def test_where_a_court_has_spoken_the_page_warns_and_offers_no_name(site: Site, lee: Visitor) -> None:
    words = lee.read(f"/messages/{text_id(site, CONFERENCE)}/idea")
    assert "Somebody may not have contact with the child" in words
    assert "An idea from" not in words


def test_without_a_language_nobody_is_asked_and_the_words_stay_in_their_fields(
    site: Site, lee: Visitor
) -> None:
    answer = lee.post(
        f"/messages/{text_id(site, DRAWING)}/idea",
        section=site.yard.sections["3A Ms. Lee"].id,
        text_en=ENGLISH,
        text_es="",
    )
    assert answer.status_code == 422
    assert "Write the idea in every language" in answer.text
    assert f">{ENGLISH}</textarea>" in answer.text


def test_a_class_of_somebody_else_cannot_be_chosen(site: Site, lee: Visitor) -> None:
    answer = lee.post(
        f"/messages/{text_id(site, DRAWING)}/idea",
        section=site.yard.sections["5B Mr. Diaz"].id,
        text_en=ENGLISH,
        text_es=SPANISH,
    )
    assert "Choose the class" in answer.text


def test_the_family_is_asked_and_the_idea_stands_in_the_list(site: Site, lee: Visitor) -> None:
    idea = offer(site, lee)
    words = lee.read(idea)
    assert "Waiting for the family's answer" in words
    assert f"{SPANISH} (Una idea de María, la mamá de Ana)" in words
    assert ENGLISH in lee.read("/tips")
    assert "would like to share your idea" in lee.read(f"/inbox?queue=all&thread={site.thread('Ana')}")


def test_a_text_that_was_offered_leads_to_its_idea(site: Site, lee: Visitor) -> None:
    idea = offer(site, lee)
    again = lee.get(f"/messages/{text_id(site, DRAWING)}/idea")
    assert (again.status_code, again.headers["location"]) == (303, idea)


def test_for_those_who_see_neither_the_class_nor_the_conversation_it_is_not_there(
    site: Site, lee: Visitor
) -> None:
    idea = offer(site, lee)
    kim = site.as_staff("Mx. Kim")
    assert kim.get(idea).status_code == 404
    for deed in ("words", "ask", "answer", "share", "withdraw", "approve"):
        assert kim.post(f"{idea}/{deed}", text_en="x", text_es="x", language="es").status_code == 404
    assert ENGLISH not in kim.read("/tips")


def test_what_the_family_writes_in_a_conversation_of_others_is_not_the_classs_to_read_or_to_settle(
    site: Site, lee: Visitor
) -> None:
    idea = offer(site, lee)
    message_id = text_in(site, "Claro, y le cuento que perdí el trabajo")
    with site.database.writing() as session:
        thread = session.get_one(Thread, session.get_one(Message, message_id).thread_id)
        thread.inbox_id = site.yard.inboxes["Counselor"].id
    assert "perdí el trabajo" not in lee.read(idea)
    assert lee.post(f"{idea}/answer", message=message_id, answer="with_name").status_code == 404


def test_a_colleague_who_reads_the_language_approves_the_words_and_sees_nothing_else(
    site: Site, lee: Visitor, ruiz: Visitor
) -> None:
    idea = offer(site, lee, CONFERENCE)
    html = ruiz.get(idea).text
    assert SPANISH in html
    assert CONFERENCE not in html
    assert ruiz.post(f"{idea}/withdraw").status_code == 404
    done = ruiz.post(f"{idea}/approve", language="es")
    assert (done.status_code, done.headers["location"]) == (303, "/tips")
    assert ruiz.get(idea).status_code == 404
    assert "Approved by Sra. Ruiz" in lee.read(idea)


def test_changed_words_are_asked_for_again(site: Site, lee: Visitor) -> None:
    idea = offer(site, lee)
    agree(site, lee, idea)
    assert "ready to share" in lee.read(idea)
    lee.post(f"{idea}/words", text_en=ENGLISH, text_es="Dibujamos puentes.")
    assert "Waiting for the family's answer" in lee.read(idea)


def test_from_the_familys_answer_to_the_phones_of_the_class(site: Site, lee: Visitor) -> None:
    idea = offer(site, lee)
    agree(site, lee, idea)
    assert "Yes, with its name, as Ms. Lee read its text" in lee.read(idea)
    refused = lee.post(f"{idea}/share", when="now")
    assert "Nobody has told Puente when there is school" in refused.text
    school_is_open(site)
    lee.post(f"{idea}/share", when="now")
    assert "On its way" in lee.read(idea)
    with site.database.reading() as session:
        assert len(session.scalars(select(IdeaText)).all()) == 4
    lee.post(f"{idea}/withdraw")
    assert "Withdrawn by Ms. Lee" in lee.read(idea)
    with site.database.reading() as session:
        assert session.scalars(select(FamilyIdea)).one().withdrawn_at is not None


def test_a_family_that_would_rather_not_is_asked_nothing_more(site: Site, lee: Visitor) -> None:
    idea = offer(site, lee)
    agree(site, lee, idea, "refused")
    words = lee.read(idea)
    assert "It stays between the family and you." in words
    assert "Withdraw the idea" not in words


def test_the_class_s_teacher_reads_the_idea_and_no_more_of_another_teams_conversation(
    site: Site, lee: Visitor
) -> None:
    said, also_said = "Contamos los buses.", "Y algo que es solo para la oficina."
    with at_work(site) as (session, yard):
        number = session.get_one(PhoneNumber, thread_in(session, site, "Ana").phone_number_id)
        office = yard.thread("Ana at the office", number, "Front office", line=1)
        yard.from_family(office, said, timedelta(hours=1))
        thread_id = office.id
    principal = site.as_staff("Dr. Okafor")
    idea = offer(site, principal, said)
    with at_work(site) as (session, yard):
        yard.from_family(session.get_one(Thread, thread_id), also_said, timedelta(0))
    assert also_said in principal.read(idea)
    words = lee.read(idea)
    assert said in words
    assert also_said not in words
    assert f"thread={thread_id}" not in lee.get(idea).text


def shared_tomorrow(site: Site, lee: Visitor) -> str:
    """An idea that leaves at the usual hour of the next day of school."""
    school_is_open(site)
    idea = offer(site, lee)
    agree(site, lee, idea)
    assert lee.post(f"{idea}/share", when="usual").status_code == 303
    return idea


def test_the_schedule_shows_an_idea_on_its_day_and_lets_it_be_paused(site: Site, lee: Visitor) -> None:
    idea = shared_tomorrow(site, lee)
    at = f"/schedule{idea.removeprefix('/tips')}"
    words = lee.read("/schedule")
    assert "3A Ms. Lee A family's idea · 5:30 PM" in words
    assert f'href="{idea}"' in lee.get("/schedule").text
    assert "Texts do not reach the number: 1" in words
    assert lee.post(f"{at}/pause").status_code == 403
    office = site.as_staff("Sra. Ruiz")
    assert f'href="{idea}"' not in office.get("/schedule").text, "the office sees no class's conversations"
    assert office.post(f"{at}/pause").status_code == 303
    assert "Paused by Sra. Ruiz" in lee.read("/schedule")
    assert office.post(f"{at}/resume").status_code == 303
    assert "Paused by" not in lee.read("/schedule")
    assert office.post("/schedule/ideas/999/pause").status_code == 404


def test_an_idea_is_cancelled_from_the_schedule_and_then_listed_among_what_did_not_go(
    site: Site, lee: Visitor
) -> None:
    idea = shared_tomorrow(site, lee)
    office = site.as_staff("Sra. Ruiz")
    assert office.post(f"/schedule{idea.removeprefix('/tips')}/cancel").status_code == 303
    words = lee.read("/schedule")
    assert "A family's idea · 5:30 PM" not in words
    with site.database.writing() as session:
        session.execute(update(FamilyIdea).values(due_at=site.clock() - timedelta(hours=1)))
    assert "3A Ms. Lee · A family's idea It was withdrawn 4" in lee.read("/schedule")
