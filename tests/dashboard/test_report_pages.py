"""The report of an announcement: a sum that adds up, lists behind its numbers, and telling those it did not reach."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply, Place
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, ReachedHow
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.thread import Thread
from app.staff.sign_in import StaffSession
from tests.dashboard.announced import SUM, Announced, announced, taken_call
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.two_languages import at_work
from tests.support.announcement import released


def broadcast_of(site: Site, made: Announced) -> Broadcast:
    with site.database.reading() as session:
        return session.get_one(Broadcast, made.id)


def recipient_of(site: Site, made: Announced, child: str) -> BroadcastRecipient:
    with site.database.reading() as session:
        return session.get_one(BroadcastRecipient, made.recipients[child])


def told(page: Visitor, made: Announced, child: str, *, how: str, note: str = "") -> int:
    here = f"{made.path}/call-list/{made.recipients[child]}/told"
    return page.post(here, how=how, note=note).status_code


def test_the_sum_adds_up_and_each_number_leads_to_its_families(site_on_either: Site) -> None:
    site = site_on_either
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    words = lee.read(made.path)
    assert SUM in words
    assert "8 of 10 families so far" in words
    assert "The phone was switched off or out of reach. Send it again later, or call. Try again" in words
    assert "Spanish 25% reached 4 1 0 0 3" in words
    assert "3A Ms. Lee 11% reached 9" in words
    links = dict.fromkeys(re.findall(r'href="(/announcements/\d+/families[^"]*)"', lee.get(made.path).text))
    for link in links:
        assert lee.get(link.replace("&amp;", "&")).status_code == 200, link
    stopped = lee.read(f"{made.path}/families?group=not_texted&why=landline")
    assert "Lucía Rosa Muñoz 3A Ms. Lee Spanish Not texted: The number is a landline" in stopped
    assert "Mateo" not in stopped


def test_the_sum_is_in_the_readers_language(site: Site) -> None:
    words = site.as_staff("Sra. Ruiz").read(announced(site).path)
    assert (
        "10 familias = 1 con entrega confirmada + 1 sin confirmación + 1 con resultado desconocido + 4 sin mensaje"
        " (1 de baja, 1 quizá de baja, 1 con teléfono fijo, 1 sin número) + 1 con error de entrega + 2 en espera"
    ) in words


def test_an_open_report_learns_only_of_what_changed_and_keeps_nobody_signed_in(site: Site) -> None:
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    with site.database.reading() as session:
        seen_at = session.scalars(select(StaffSession.seen_at)).one()
    site.clock.forward(timedelta(hours=1))
    whole = lee.get(f"{made.path}/live")
    version = re.findall(r'data-version="([^"]+)"', whole.text)[0]
    assert 'id="report-progress"' in whole.text
    assert lee.get(f"{made.path}/live?version={version}").status_code == 204
    with at_work(site) as (session, _):
        assert session.scalars(select(StaffSession.seen_at)).one() == seen_at
        message = session.get_one(Message, recipient_of(site, made, "Noah").message_id)
        message.status = DeliveryStatus.DELIVERED
    fresh = lee.get(f"{made.path}/live?version={version}")
    assert "2 delivered" in words_of(fresh.text)


def test_the_rest_is_paused_let_go_on_and_cancelled_after_saying_how_many_have_left(site: Site) -> None:
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    lee.post(f"{made.path}/pause")
    paused = lee.read(made.path)
    assert "Paused by Ms. Lee, 12:02 PM: nothing of it leaves" in paused
    with site.database.reading() as session:
        assert session.get_one(Batch, broadcast_of(site, made).batch_id).is_paused
    lee.post(f"{made.path}/resume")
    words = lee.read(made.path)
    assert "4 texts have left already and cannot be called back. 2 families will not get it." in words
    assert lee.post(f"{made.path}/cancel").status_code == 303
    assert broadcast_of(site, made).state is BroadcastState.CANCELLED
    words = lee.read(made.path)
    assert "1 failed + 2 cancelled" in words
    assert "Cancel the rest" not in words
    assert lee.post(f"{made.path}/cancel").status_code == 409


def test_those_that_failed_for_one_reason_leave_once_more(site: Site) -> None:
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    assert lee.post(f"{made.path}/retry", why="phone_unreachable").status_code == 303
    assert "4 not texted (1 stopped, 1 perhaps stopped, 1 landline, 1 no number) + 3 waiting" in lee.read(
        made.path
    )
    assert lee.post(f"{made.path}/retry", why="whatever").status_code == 422


def test_families_that_have_joined_are_counted_first_and_added_then(site: Site) -> None:
    made = announced(site, state=BroadcastState.SENT)
    lee = site.as_staff("Ms. Lee")
    assert "Nobody has joined since it went out." in lee.read(f"{made.path}/latecomers")
    with at_work(site) as (_, yard):
        yard.enroll("Iris Vega", "3A Ms. Lee")
    assert "1 family belongs to those it is for by now" in lee.read(f"{made.path}/latecomers")
    assert lee.post(f"{made.path}/latecomers").status_code == 303
    assert broadcast_of(site, made).state is BroadcastState.SENDING


def test_the_call_list_has_words_to_read_out_owners_and_who_told_whom(site: Site) -> None:
    made = announced(site, inbox=None, by="Dr. Okafor")
    ruiz, okafor = site.as_staff("Sra. Ruiz"), site.as_staff("Dr. Okafor")
    here = f"{made.path}/call-list"
    words = okafor.read(here)
    assert "Hola, le llamo de Lincoln Elementary. Tengo un mensaje para la familia de Lucía." in words
    assert "El viernes es el día de las fotos de Lucía. ¿Preguntas? (206) 555-0100" in words
    assert "Picture day for Lucía is Friday." in words  # what one reads out there
    assert "¿Hay otro número al que le podamos mandar mensajes?" in words
    assert "Ana" not in words
    ruiz.post(f"{here}/{made.recipients['Lucía']}/take")
    assert okafor.post(f"{here}/{made.recipients['Lucía']}/take").status_code == 409
    assert "Sra. Ruiz has taken this on" in okafor.read(here)
    assert "Lucía" in ruiz.read(f"{here}?show=mine")
    assert "Lucía" not in okafor.read(f"{here}?show=mine")
    assert told(ruiz, made, "Lucía", how="called", note="La abuela contestó") == 303
    assert told(okafor, made, "Lucía", how="letter") == 409
    assert told(okafor, made, "Sofía", how="letter") == 303
    assert told(okafor, made, "Sofía", how="pigeon") == 422
    done = okafor.read(f"{here}?show=told")
    assert "Sra. Ruiz called, 12:02 PM" in done
    assert "La abuela contestó" in done
    assert "Of 5 families that no text reached, 2 have been told: 1 called, 1 by letter." in okafor.read(
        made.path
    )
    okafor.post(f"{here}/{made.recipients['Sofía']}/not-told")
    assert recipient_of(site, made, "Sofía").reached_how is None
    assert recipient_of(site, made, "Lucía").reached_how is ReachedHow.CALLED
    okafor.post(f"{here}/take-next")
    assert "4 are taken on" in okafor.read(here)


def test_a_call_that_was_taken_counts_as_told(site: Site) -> None:
    made = announced(site)
    with at_work(site) as (session, yard):
        recipient = session.get_one(BroadcastRecipient, made.recipients["Emma"])
        recipient.call_id = taken_call(yard, recipient.phone_number_id).id
    lee = site.as_staff("Ms. Lee")
    assert "Emma" not in lee.read(f"{made.path}/call-list")
    assert "A person or a machine took the voice call, 12:02 PM" in lee.read(
        f"{made.path}/call-list?show=told"
    )
    assert "1 has been told: 1 by voice call." in lee.read(made.path)


def test_a_letter_for_each_family_is_in_its_language_with_the_school_and_the_day(site: Site) -> None:
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    words = lee.read(f"{made.path}/letters")
    assert "5 letters" in words
    assert (
        "Lincoln Elementary Lucía Muñoz · 3A Ms. Lee 23 de noviembre de 2026 A la familia de Lucía" in words
    )
    assert "November 23, 2026 To the family of Lucía" not in words
    assert words.count("To the family of Sofía") == words.count("A la familia de Sofía") == 1
    told(lee, made, "Lucía", how="letter")
    assert "4 letters" in lee.read(f"{made.path}/letters")


def test_the_table_names_all_families_and_holds_no_formula(site: Site) -> None:
    made = announced(site)
    with at_work(site) as (session, yard):
        session.merge(yard.students["Diego"]).first_name = "=1+1"
    lee = site.as_staff("Ms. Lee")
    told(lee, made, "Lucía", how="called", note="@home")
    answer = lee.get(f"{made.path}/export.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeffChildren,")
    rows = {row[0]: row for row in csv.reader(StringIO(answer.text))}
    assert len(rows) == 10
    assert rows["Lucía Muñoz"][1:4] == ["3A Ms. Lee", "Rosa Muñoz", "Spanish"]
    assert rows["Lucía Muñoz"][5:7] == ["Not texted", "The number is a landline"]
    assert rows["Lucía Muñoz"][-2:] == ["Ms. Lee called, 12:02\u202fPM", "'@home"]
    assert "'=1+1 Ortiz" in rows


def test_only_its_team_its_author_the_office_and_the_principal_see_what_became_of_it(site: Site) -> None:
    made = announced(site)
    counselors = announced_in(site, "Counselor")
    parts = ("", "/live", "/families?group=failed", "/call-list", "/letters", "/latecomers", "/export.csv")
    for name, path, status in (
        ("Ms. Lee", made.path, 200),
        ("Sra. Ruiz", made.path, 200),
        ("Dr. Okafor", made.path, 200),
        ("Mr. Diaz", made.path, 404),
        ("Mx. Kim", counselors, 200),
        ("Dr. Okafor", counselors, 404),
        ("Sra. Ruiz", counselors, 404),
    ):
        page = site.as_staff(name)
        for part in parts:
            assert page.get(path + part).status_code == status, (name, path + part)
        if status == 404:
            for deed in (
                "pause",
                "resume",
                "cancel",
                "retry",
                "latecomers",
                "feedback",
                "call-list/take-next",
            ):
                assert page.post(f"{path}/{deed}").status_code == 404, (name, deed)


def announced_in(site: Site, inbox: str) -> str:
    """A second one, without families."""
    with at_work(site) as (session, yard):
        first = session.scalars(select(Broadcast)).one()
        other = released(
            session,
            yard.staff["Mx. Kim"],
            now=yard.now,
            inbox_id=yard.inboxes[inbox].id,
            title="Grief group",
            audience=first.audience,
            words=first.words,
            state=first.state,
            expected=0,
        )
        return f"/announcements/{other.id}"


def test_an_author_who_has_left_the_team_is_named_only_children_of_their_own_classes(site: Site) -> None:
    made = announced(site, inbox=None, by="Mr. Diaz")
    diaz = site.as_staff("Mr. Diaz")
    assert SUM in diaz.read(made.path)
    words = diaz.read(f"{made.path}/families?group=not_texted")
    assert "Lucía" not in words
    assert "4 more families are not of your classes." in words
    assert len(diaz.get(f"{made.path}/export.csv").text.splitlines()) == 1


def test_what_is_no_number_of_the_report_is_no_page(site: Site) -> None:
    made = announced(site)
    lee = site.as_staff("Ms. Lee")
    for path in ("families?group=nowhere", "families?group=failed&why=stopped", "families?group=sent&why=x"):
        assert lee.get(f"{made.path}/{path}").status_code == 404, path
    for after in ("~", "x~y~z~1", "9" * 40, "sent~~es~0", "-1"):
        path = f"{made.path}/families?group=sent&after={after}"
        assert lee.get(path).status_code == 200, after
    draft = announced_in(site, "Ms. Lee")
    with at_work(site) as (session, _):
        session.get_one(Broadcast, int(draft.rpartition("/")[2])).state = BroadcastState.DRAFT
    assert lee.get(draft).headers["Location"] == f"{draft}/review"


@pytest.fixture
def poll(site: Site) -> Announced:
    """Six families have chosen, three of them in Spanish; one wrote words, two said thanks."""
    return announced(site, asks=Asks.POLL, state=BroadcastState.SENT)


def answered(site: Site, made: Announced, child: str, choice: int, *, place: Place | None = None) -> None:
    with at_work(site) as (session, yard):
        recipient = session.get_one(BroadcastRecipient, made.recipients[child])
        session.add(
            BroadcastAnswer(
                school_id=yard.school.id,
                broadcast_id=made.id,
                phone_number_id=recipient.phone_number_id,
                choice=choice,
                place=place,
                waiting_since=yard.now if place is Place.WAITING else None,
                language=recipient.language,
                message_id=session.scalars(select(Message.id).limit(1)).one(),
                answered_at=yard.now,
            )
        )


def test_a_poll_shows_its_answers_hides_small_groups_and_owes_families_what_came_of_it(
    site: Site, poll: Announced
) -> None:
    lee = site.as_staff("Ms. Lee")
    for child, choice in (("Ana", 1), ("Diego", 2), ("Noah", 2)):
        answered(site, poll, child, choice)
    words = lee.read(poll.path)
    assert "1 Monday: 1" in words
    assert "2 Friday: 2" in words
    assert "3 answers are not shown by language: fewer than 5 would tell who they are." in words
    assert "Tell families what came of it by Wed, Dec 9" in words
    assert lee.post(f"{poll.path}/feedback").status_code == 303
    words = lee.read(poll.path)
    assert "To what families are told" in words
    site.clock.forward(timedelta(days=20))
    assert "Families should have been told what came of it by Wed, Dec 9" in site.as_staff("Ms. Lee").read(
        poll.path
    )


def test_families_are_owed_again_what_was_to_be_told_and_was_cancelled_and_the_pages_say_so(
    site: Site, poll: Announced
) -> None:
    answered(site, poll, "Ana", 1)
    site.clock.forward(timedelta(days=3))
    lee, again = site.as_staff("Ms. Lee"), "What they were to be told was cancelled, so it is owed again."
    assert again not in lee.read("/announcements") + lee.read(poll.path)
    lee.post(f"{poll.path}/feedback")
    with at_work(site) as (session, yard):
        told = session.scalars(select(Broadcast).where(Broadcast.follows_id == poll.id)).one()
        told.state, told.cancelled_at = BroadcastState.CANCELLED, yard.now
    assert again in lee.read("/announcements")
    words = lee.read(poll.path)
    assert again in words
    assert "Write what came of it" in words


def test_a_sign_up_shows_its_places_and_who_waits_for_one(site: Site) -> None:
    made = announced(site, asks=Asks.SIGN_UP, state=BroadcastState.SENT)
    with at_work(site) as (session, _):
        broadcast = session.get_one(Broadcast, made.id)
        broadcast.choices = [{**broadcast.choices[0], "places": 1}, broadcast.choices[1]]
    answered(site, made, "Ana", 1, place=Place.HAS)
    answered(site, made, "Noah", 1, place=Place.WAITING)
    words = site.as_staff("Ms. Lee").read(made.path)
    assert "1 of 1 places are taken · 1 family waits" in words
    assert "Who waits for a place, the first first Noah" in words


def test_thanks_are_counted_and_other_words_are_read(site: Site) -> None:
    made = announced(site)
    with at_work(site) as (session, yard):
        for child, body, is_thanks in (("Ana", "ok", True), ("Ana", "¿Puede ir su hermano?", False)):
            thread = session.get_one(Thread, site.thread(child))
            text = yard.from_family(thread, body, timedelta(0))
            session.add(
                BroadcastReply(
                    school_id=yard.school.id,
                    broadcast_id=made.id,
                    phone_number_id=thread.phone_number_id,
                    message_id=text.id,
                    is_thanks=is_thanks,
                    came_at=yard.now,
                )
            )
    words = site.as_staff("Ms. Lee").read(made.path)
    assert "1 thanks Nobody needs to answer these." in words
    assert "¿Puede ir su hermano? Ana and Leo (María González) · 12:02 PM" in words
    office = site.as_staff("Sra. Ruiz").read(made.path)
    assert "hermano" not in office  # the conversation is the class's
