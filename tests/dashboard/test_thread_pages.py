import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.consent.opt_out import OptOut, StopReview
from app.gateway.port import FailureReason
from app.inbox.inbox import Draft, ThreadEvent, ThreadEventKind
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message
from app.messages.thread import Thread
from tests.dashboard.conftest import Site, Visitor, words_of


def newest(site: Site, name: str) -> Message:
    with site.database.reading() as session:
        thread = session.get_one(Thread, site.thread(name))
        return session.scalars(
            select(Message).where(Message.thread_id == thread.id).order_by(Message.id.desc()).limit(1)
        ).one()


def thread(site: Site, name: str) -> Thread:
    with site.database.reading() as session:
        return session.get_one(Thread, site.thread(name))


def seen_on(visitor: Visitor, path: str) -> str:
    found = re.search(r'id="seen" value="(\d+)"', visitor.get(path).text)
    assert found is not None
    return found.group(1)


@pytest.fixture
def answer(site: Site, lee: Visitor, ana: str) -> Callable[..., int]:
    """Answers Ana's mother in her language from the page as it is now; returns the HTTP status."""

    def _answer(body: str, **form: str) -> int:
        seen = form.pop("seen", "") or seen_on(lee, f"/inbox?thread={site.thread('Ana')}")
        return lee.post(f"{ana}/reply", form, text_es=body, seen=seen, queue="waiting").status_code

    return _answer


def test_an_answer_is_queued_and_nobody_waits_any_more(site: Site, answer: Callable[..., int]) -> None:
    assert answer("A las 5:30, la esperamos.") == 303
    sent = newest(site, "Ana")
    assert (sent.body, sent.status, sent.direction) == (
        "A las 5:30, la esperamos.",
        DeliveryStatus.QUEUED,
        Direction.OUT,
    )
    assert thread(site, "Ana").waiting_since is None


def test_after_answering_a_reload_shows_the_same_page_in_the_same_queue(
    site: Site, lee: Visitor, ana: str
) -> None:
    seen = seen_on(lee, f"/inbox?thread={site.thread('Ana')}")
    given = lee.post(f"{ana}/reply", text_es="Sí.", seen=seen, queue="all")
    assert given.status_code == 303
    assert given.headers["location"] == f"/inbox?queue=all&thread={site.thread('Ana')}"


def test_pressing_the_button_twice_sends_once(site: Site, answer: Callable[..., int], lee: Visitor) -> None:
    seen = seen_on(lee, f"/inbox?thread={site.thread('Ana')}")
    assert answer("A las 5:30.", seen=seen) == 303
    assert answer("A las 5:30.", seen=seen) == 303
    with site.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Message).where(Message.body == "A las 5:30."))
    assert count == 1


def test_the_same_words_may_be_sent_again_on_purpose(site: Site, answer: Callable[..., int]) -> None:
    assert answer("Sí.") == 303
    assert answer("Sí.") == 303
    with site.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Message).where(Message.body == "Sí."))
    assert count == 2


def test_when_the_family_wrote_meanwhile_nothing_is_sent_and_the_words_are_kept(
    site: Site, lee: Visitor, ana: str
) -> None:
    page = f"/inbox?thread={site.thread('Ana')}"
    seen = seen_on(lee, page)
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        yard.from_family(session.merge(yard.threads["Ana"]), "Ya no hace falta, gracias.", timedelta(0))
    refused = lee.post(f"{ana}/reply", text_es="A las 5:30.", seen=seen)
    assert refused.status_code == 409
    words = words_of(refused.text)
    assert "Someone wrote while you were typing. Please read it first." in words
    assert "Ya no hace falta, gracias." in words
    assert ">A las 5:30.</textarea>" in refused.text
    assert newest(site, "Ana").direction is Direction.IN
    read = re.search(r'id="seen" value="(\d+)"', refused.text)
    assert read is not None
    assert lee.post(f"{ana}/reply", text_es="A las 5:30.", seen=read.group(1)).status_code == 303


def test_an_answer_may_leave_later_and_be_cancelled(
    site: Site, answer: Callable[..., int], lee: Visitor
) -> None:
    assert answer("Mañana es el museo.", when="later", send_at="2026-11-24T09:30") == 303
    page = f"/inbox?queue=all&thread={site.thread('Ana')}"
    assert "Goes out: tomorrow, 9:30 AM" in lee.read(page)
    assert lee.post(f"/messages/{newest(site, 'Ana').id}/cancel").status_code == 303
    assert "Cancelled, never sent" in lee.read(page)


@pytest.mark.parametrize("send_at", ["", "yesterday", "2026-11-23T11:00", "99999-01-01T00:00"])
def test_a_moment_that_cannot_be_meant_is_refused_and_the_words_are_kept(
    site: Site, lee: Visitor, ana: str, send_at: str
) -> None:
    refused = lee.post(f"{ana}/reply", text_es="Hola.", seen="99999", when="later", send_at=send_at)
    assert refused.status_code == 422
    assert ">Hola.</textarea>" in refused.text
    assert newest(site, "Ana").direction is Direction.IN


@pytest.mark.parametrize("body", ["", "   \n", "x" * 1601])
def test_nothing_and_too_much_are_refused(site: Site, answer: Callable[..., int], body: str) -> None:
    assert answer(body) == 422
    assert newest(site, "Ana").direction is Direction.IN


@pytest.mark.parametrize(
    "body", ["😀" * 800, "מה שלומך", "NUL\x00 inside", "\ufeffzero", "<b>bold</b>", "a\r\nb"]
)
def test_whatever_people_type_is_taken(answer: Callable[..., int], body: str) -> None:
    assert answer(body, text_en="Something that no engine would guess.") == 303


def test_nothing_is_sent_to_a_number_that_was_opted_out(site: Site, lee: Visitor) -> None:
    refused = lee.post(f"/threads/{site.thread('Emma')}/reply", text_en="Hi", text_es="Hola", seen=99999)
    assert refused.status_code == 403
    assert "The family texted a stop word." in words_of(refused.text)


def test_nothing_is_sent_while_nobody_has_decided_about_a_stop(site: Site, lee: Visitor) -> None:
    assert lee.post(f"/threads/{site.thread('Mateo')}/reply", text_es="Hola", seen="99999").status_code == 403


def test_a_note_is_kept_and_never_becomes_a_text(site: Site, lee: Visitor, ana: str) -> None:
    with site.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Message))
    assert lee.post(f"{ana}/notes", note="Called the <aunt>.").status_code == 303
    assert "Note: only staff see this Called the &lt;aunt&gt;." in lee.read(
        f"/inbox?thread={site.thread('Ana')}"
    )
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == before


def test_an_empty_note_is_refused(lee: Visitor, ana: str) -> None:
    assert lee.post(f"{ana}/notes", note=" ").status_code == 422


def test_a_draft_waits_on_every_machine_of_its_writer_and_for_nobody_else(
    site: Site, lee: Visitor, ana: str
) -> None:
    assert lee.post(f"{ana}/draft", text_en="Estimada María,").status_code == 204
    page = f"/inbox?thread={site.thread('Ana')}"
    assert ">Estimada María,</textarea>" in site.as_staff("Ms. Lee").get(page).text
    assert "Estimada" not in site.as_staff("Dr. Okafor").get(page).text


def test_a_sent_draft_is_gone(site: Site, lee: Visitor, ana: str, answer: Callable[..., int]) -> None:
    lee.post(f"{ana}/draft", text_en="Sí.")
    answer("Sí.")
    with site.database.reading() as session:
        assert session.scalar(select(Draft.id)) is None


def test_a_thread_is_taken_given_away_and_given_back(site: Site, lee: Visitor, ana: str) -> None:
    principal = site.yard.staff["Dr. Okafor"]
    lee.post(f"{ana}/assign", to=site.yard.staff["Ms. Lee"].id)
    lee.post(f"{ana}/assign", to=principal.id)
    assert thread(site, "Ana").assigned_to == principal.id
    lee.post(f"{ana}/assign", to="")
    assert thread(site, "Ana").assigned_to is None
    words = lee.read(f"/inbox?thread={site.thread('Ana')}")
    assert "Ms. Lee took the conversation" in words
    assert "Ms. Lee gave the conversation to Dr. Okafor" in words
    assert "Ms. Lee gave the conversation back to everybody" in words


def test_a_thread_is_not_given_to_somebody_who_could_not_see_it(site: Site, lee: Visitor, ana: str) -> None:
    refused = lee.post(f"{ana}/assign", to=site.yard.staff["Mr. Diaz"].id)
    assert refused.status_code == 403
    assert thread(site, "Ana").assigned_to is None


def test_a_closed_thread_leaves_the_desk_and_can_be_opened_again(site: Site, lee: Visitor, ana: str) -> None:
    lee.post(f"{ana}/close")
    assert "María González" not in lee.read("/inbox?queue=waiting")
    assert "María González" in lee.read("/inbox?queue=closed")
    lee.post(f"{ana}/reopen")
    assert thread(site, "Ana").closed_at is None


def test_a_snoozed_thread_comes_back_by_itself(site: Site, lee: Visitor, ana: str) -> None:
    lee.post(f"{ana}/snooze", until="2026-11-23T14:00")
    assert "María González" not in lee.read("/inbox?queue=waiting")
    assert "María González" in lee.read("/inbox?queue=snoozed")
    site.clock.forward(timedelta(hours=2))
    assert "María González" in lee.read("/inbox?queue=waiting")
    assert "María González" not in lee.read("/inbox?queue=snoozed")


def test_a_snooze_into_the_past_is_refused(lee: Visitor, ana: str) -> None:
    assert lee.post(f"{ana}/snooze", until="2026-11-22T14:00").status_code == 422


def review_id(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalars(select(StopReview.id)).one()


def test_a_person_decides_that_a_family_wants_to_stop(site: Site, lee: Visitor) -> None:
    page = f"/inbox?queue=all&thread={site.thread('Mateo')}"
    assert "This looks like a request to stop." in lee.read(page)
    assert lee.post(f"/stop-reviews/{review_id(site)}", decision="stop").status_code == 303
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OptOut)) == 2
    words = lee.read(page)
    assert "Nothing can be sent to this number until it texts START." in words
    assert "Ms. Lee decided that the family wants texts to stop" in words


def test_a_person_decides_that_it_was_not_a_stop(site: Site, lee: Visitor) -> None:
    lee.post(f"/stop-reviews/{review_id(site)}", decision="not_a_stop")
    assert 'name="text_en"' in lee.get(f"/inbox?queue=all&thread={site.thread('Mateo')}").text
    assert "Nobody" not in lee.read("/inbox?queue=stop").split("Write")[0].split("Search")[0]


def test_a_stop_is_decided_only_by_those_who_see_it_and_only_once(site: Site, lee: Visitor) -> None:
    number = review_id(site)
    assert site.as_staff("Mr. Diaz").post(f"/stop-reviews/{number}", decision="stop").status_code == 404
    assert lee.post(f"/stop-reviews/{number}", decision="perhaps").status_code == 422
    lee.post(f"/stop-reviews/{number}", decision="not_a_stop")
    assert lee.post(f"/stop-reviews/{number}", decision="stop").status_code == 404


def unknown_message(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalars(select(Message.id).where(Message.status == DeliveryStatus.UNKNOWN)).one()


def test_a_text_of_unknown_outcome_is_sent_again_only_because_a_person_says_so(
    site: Site, lee: Visitor
) -> None:
    number = unknown_message(site)
    assert lee.post(f"/messages/{number}/send-again").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(Message, number).status is DeliveryStatus.QUEUED


def test_a_text_of_unknown_outcome_may_be_left_as_it_is(site: Site, lee: Visitor) -> None:
    number = unknown_message(site)
    lee.post(f"/messages/{number}/leave")
    with site.database.reading() as session:
        left = session.get_one(Message, number)
    assert (left.status, left.reason) == (DeliveryStatus.FAILED, FailureReason.NO_ANSWER)
    assert "Lucía" in lee.read("/inbox?queue=failed")
    assert "Jordan" not in lee.read("/inbox?queue=failed")


def test_a_failure_that_somebody_has_seen_asks_for_nobody_any_more(site: Site, lee: Visitor) -> None:
    lee.post(f"/messages/{newest(site, 'Lucía').id}/leave")
    assert "Rosa" not in lee.read("/inbox?queue=failed")


def test_a_held_text_goes_out_when_a_person_releases_it(site: Site, lee: Visitor) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        held = yard.to_family(
            session.merge(yard.threads["Ana"]),
            "One more.",
            timedelta(0),
            by="Ms. Lee",
            status=DeliveryStatus.HELD,
            needs_attention=True,
        )
    assert "Held back: many texts went to this number" in lee.read(f"/inbox?thread={site.thread('Ana')}")
    assert lee.post(f"/messages/{held.id}/release").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(Message, held.id).status is DeliveryStatus.QUEUED


@pytest.mark.parametrize("verb", ["send-again", "leave", "release", "cancel"])
def test_a_text_of_another_inbox_is_not_found(site: Site, verb: str) -> None:
    number = newest(site, "Lucía").id
    assert site.as_staff("Mr. Diaz").post(f"/messages/{number}/{verb}").status_code == 404


@pytest.mark.parametrize("path", ["/threads/0/close", "/threads/x/close", f"/threads/{2**70}/close"])
def test_an_id_that_cannot_be_one_is_not_found(lee: Visitor, path: str) -> None:
    assert lee.post(path).status_code == 404


def test_what_was_done_is_written_down(site: Site, lee: Visitor, ana: str) -> None:
    lee.post(f"{ana}/close")
    with site.database.reading() as session:
        written = session.scalars(select(ThreadEvent).order_by(ThreadEvent.id.desc()).limit(1)).one()
    assert (written.kind, written.staff_member_id) == (
        ThreadEventKind.CLOSED,
        site.yard.staff["Ms. Lee"].id,
    )
