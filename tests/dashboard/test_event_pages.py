import re
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import func, select

from app.events.event import Event, EventState
from app.events.guest import EventReply, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, Mailing
from app.events.need_task import NeedState, NeedTask
from app.messages.batch import Batch
from app.messages.message import Message
from app.roster.group import Group
from app.schools.school import School
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.evening import (
    THURSDAY,
    Evening,
    family_answers,
    reading_night,
    with_answers,
    worker_runs,
)
from tests.dashboard.two_languages import at_work

DINNER = {
    "title_en": "Family dinner",
    "title_es": "Cena en familia",
    "place_en": "Gym",
    "place_es": "Gimnasio",
    "audience_kind": "sections",
    "day": "2026-12-03",
    "begins": "17:30",
    "ends": "19:00",
    "capacity": "40",
    "needs_due_days": "2",
    "offer": "ride",
    "step": "save",
}


@pytest.fixture
def night(site: Site) -> Evening:
    """Families have answered in every way."""
    return with_answers(site, reading_night(site))


def dinner(site: Site, **other: object) -> dict[str, object]:
    own = {"inbox": site.yard.inboxes["Ms. Lee"].id, "section": site.yard.sections["3A Ms. Lee"].id}
    return {**DINNER, **own, **other}


def path_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, words_of(answer.text)
    return answer.headers["location"]


def seats(site: Site, made: Evening, name: str) -> list[tuple[Seat, int]]:
    with site.database.reading() as session:
        found = session.scalars(select(Rsvp).where(Rsvp.guest_id == made.guests[name]))
        return [(rsvp.seat, rsvp.people) for rsvp in found]


def test_the_list_says_how_families_stand_and_what_needs_somebody(lee: Visitor, night: Evening) -> None:
    words = lee.read("/events")
    assert (
        "3 asked · 1 coming (3 people) · 1 by phone · 0 cannot · 1 without an answer · 2 not reached" in words
    )
    for want in ("1 reply needs a person", "1 need is overdue", "1 need without an owner"):
        assert want in words
    assert f"/events/{night.event}/needs" in lee.get("/events").text


def test_the_screens_of_an_event_are_the_same_on_either_database(site_on_either: Site) -> None:
    made = with_answers(site_on_either, reading_night(site_on_either))
    lee, here = site_on_either.as_staff("Ms. Lee"), f"/events/{made.event}"
    assert "3 asked · 1 coming (3 people)" in lee.read("/events")
    assert "5 families = 1 coming + 1 by phone" in lee.read(here)
    assert path_of(lee.post(f"{here}/mailings/{made.mailings[EventTextKind.REMINDER]}/pause"))
    assert path_of(lee.post(f"{here}/replies/{made.replies['Mateo']}", date_1="maybe"))
    for part in ("/invitation", "/edit", "/needs", "/check-in/1?q=ana", "/flyer", "/guests/1"):
        assert lee.get(here + part).status_code == 200


def test_without_events_the_list_says_so(lee: Visitor) -> None:
    assert "Nothing is planned." in lee.read("/events")


def test_an_event_is_planned_looked_at_and_sent_to_families(site: Site, lee: Visitor) -> None:
    invitation = path_of(lee.post("/events/new", dinner(site)))
    words = lee.read(invitation)
    assert "family, please join us! Family dinner. Thursday, December 3" in words
    assert "les invitamos! Cena en familia. Jueves, 3 de diciembre" in words
    assert "Invite 2 families now" in words
    assert "Texts do not reach the number 1 Lucía (Rosa Muñoz)" in words
    board = path_of(lee.post(invitation.replace("invitation", "invite"), when="now"))
    assert worker_runs(site) == 5
    words = lee.read(board.partition("?")[0])
    assert "2 asked · 5 families = 2 without an answer + 3 not reached" in words


def test_the_invitation_may_wait_for_its_moment_and_be_taken_back(site: Site, lee: Visitor) -> None:
    made = reading_night(site, state=EventState.DRAFT)
    here = f"/events/{made.event}"
    lee.post(f"{here}/invite", when="later", at="2026-11-24T10:00")
    assert "Goes out: tomorrow, 10:00 AM" in lee.read(f"{here}/invitation")
    assert worker_runs(site) == 0
    lee.post(f"{here}/take-back")
    assert "Invite 2 families now" in lee.read(f"{here}/invitation")


def test_a_moment_that_cannot_be_meant_invites_nobody(site: Site, lee: Visitor) -> None:
    made = reading_night(site, state=EventState.DRAFT)
    for at, why in (
        ("", "Choose when families are invited."),
        ("2026-11-01T10:00", "That moment is past."),
        ("2026-11-24T02:00", "The school does not text at that time."),
    ):
        refused = lee.post(f"/events/{made.event}/invite", when="later", at=at)
        assert refused.status_code == 422
        assert why in words_of(refused.text)
        assert at in refused.text


def test_a_missing_language_holds_the_invitation_back_and_says_so(site: Site, lee: Visitor) -> None:
    invitation = path_of(lee.post("/events/new", dinner(site, place_es="")))
    words = lee.read(invitation)
    assert "Something is not worded yet in: Spanish. Nobody is invited before it is." in words
    assert "families now" not in words


def test_what_was_typed_stays_where_it_cannot_be_meant(site: Site, lee: Visitor) -> None:
    refused = lee.post("/events/new", dinner(site, title_en="", title_es="", about_es="Con música", day=""))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert ">Con música</textarea>" in refused.text
    assert 'name="begins" value="17:30"' in refused.text


def test_more_dates_can_be_added_without_a_script_and_nothing_is_lost(site: Site, lee: Visitor) -> None:
    html = lee.get("/events/new").text
    assert html.count('name="day"') == 3
    more = lee.post("/events/new", dinner(site, step="rows", rows=3))
    assert more.status_code == 200
    assert more.text.count('name="day"') == 6
    assert 'name="title_en" lang="en" dir="auto" value="Family dinner"' in more.text
    assert 'value="rows"' not in more.text


def test_a_series_is_one_event_with_its_dates_in_order(site: Site, lee: Visitor) -> None:
    fields = {
        key: value for key, value in dinner(site).items() if key not in {"day", "begins", "ends", "capacity"}
    }
    rows = [("day", day) for day in ("2026-12-10", "2026-12-03", "")]
    rows += [("begins", "17:30"), ("begins", "17:30"), ("ends", "19:00"), ("ends", "19:00"), ("capacity", "")]
    form = urlencode([("csrf", lee.csrf), *fields.items(), *rows])
    saved = lee._client.post(  # noqa: SLF001 - a form in which a name stands twice
        "/events/new", content=form, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    words = lee.read(path_of(saved))
    assert "1) Thu, Dec 3 2) Thu, Dec 10" in words
    assert "3 dates" not in words


def test_families_are_counted_while_somebody_ticks(site: Site, lee: Visitor) -> None:
    section = site.yard.sections["3A Ms. Lee"].id
    words = words_of(lee.get(f"/events/audience?audience_kind=sections&section={section}").text)
    assert words == "5 families · English: 1 · Spanish: 1 · 3 cannot be texted"
    assert words_of(lee.get("/events/audience?audience_kind=sections").text) == "Choose whom you invite."


def test_a_teacher_invites_her_own_classes_alone(site: Site, lee: Visitor) -> None:
    assert "The whole school" not in lee.read("/events/new")
    other = site.yard.sections["5B Mr. Diaz"].id
    for wider in ({"audience_kind": "school"}, {"audience_kind": "grades", "grade": "3"}, {"section": other}):
        refused = lee.post("/events/new", dinner(site, **wider))
        assert refused.status_code == 403
        assert "Only the office and the principal invite beyond their own classes." in words_of(refused.text)


def test_the_principal_invites_grades_groups_and_everybody(site: Site) -> None:
    okafor = site.as_staff("Dr. Okafor")
    with at_work(site) as (session, yard):
        group = Group(
            school_id=yard.school.id,
            name="Newcomers",
            created_by=yard.staff["Dr. Okafor"].id,
            created_at=yard.now,
        )
        session.add(group)
        session.flush()
        newcomers = group.id
    for audience, families in (
        ({"audience_kind": "school"}, 5),
        ({"audience_kind": "grades", "grade": "5"}, 1),
        ({"audience_kind": "groups", "group": newcomers}, 0),
    ):
        asked = okafor.get(f"/events/audience?{urlencode(audience)}").text
        assert f"{families} famil" in words_of(asked)
        assert path_of(okafor.post("/events/new", dinner(site, **audience))).endswith("/invitation")


def test_an_inbox_or_a_class_of_others_is_not_found(site: Site, lee: Visitor) -> None:
    foreign = dinner(site, inbox=site.yard.inboxes["Mr. Diaz"].id)
    assert lee.post("/events/new", foreign).status_code == 404
    assert lee.post("/events/new", dinner(site, section="999999")).status_code == 403
    assert site.as_staff("Dr. Okafor").post("/events/new", dinner(site, section="999999")).status_code == 404


def test_the_board_adds_up_and_names_families_where_they_stand(lee: Visitor, night: Evening) -> None:
    words = lee.read(f"/events/{night.event}")
    assert "Thursday, December 3, 5:30 PM \N{EN DASH} 7:00 PM" in words
    assert "3 asked · 5 families = 1 coming + 1 by phone + 1 without an answer + 2 not reached" in words
    assert "9 of 12 seats are free" in words
    assert "Ana María González 3 people · Ride (Open)" in words
    assert "Lucía Rosa Muñoz Texts do not reach the number (206) 555-0107" in words
    assert "Went out: Sun, Nov 22, 12:02 PM · 5 texts = 3 delivered + 2 left out" in words


def test_a_doubtful_reply_stands_there_with_its_question_until_somebody_says_what_it_means(
    site: Site, lee: Visitor, night: Evening
) -> None:
    here = f"/events/{night.event}"
    words = lee.read(here)
    assert "Family reading night, for Mateo. 1) yes 2) no a lo mejor, si salgo temprano" in words
    reply = f"{here}/replies/{night.replies['Mateo']}"
    assert lee.post(reply, people="4").status_code == 422
    assert path_of(lee.post(reply, date_1="coming", people="4")) == f"{here}?said=recorded"
    assert seats(site, night, "Mateo") == [(Seat.COMING, 4)]
    words = lee.read(here)
    assert "needs a person" not in words
    assert "2 coming" in words
    assert lee.post(reply, date_1="cannot").status_code == 409


def test_a_reply_that_stands_in_a_conversation_of_others_is_not_shown_to_the_organiser(
    site: Site, lee: Visitor, night: Evening
) -> None:
    with at_work(site) as (session, yard):
        text = session.scalars(select(Message).where(Message.body.startswith("a lo mejor"))).one()
        text.thread_id = yard.threads["counselor"].id
    words = lee.read(f"/events/{night.event}")
    assert "a lo mejor" not in words
    assert "The family wrote this in another team" in words
    assert "1 reply needs a person" in words


def test_what_is_no_answer_changes_nothing_but_that_it_was_read(
    site: Site, lee: Visitor, night: Evening
) -> None:
    lee.post(f"/events/{night.event}/replies/{night.replies['Mateo']}", nothing="1")
    assert seats(site, night, "Mateo") == []
    with site.database.reading() as session:
        assert session.get_one(EventReply, night.replies["Mateo"]).settled_at is not None


def test_an_answer_heard_by_phone_is_written_down(site: Site, lee: Visitor, night: Evening) -> None:
    family = f"/events/{night.event}/guests/{night.guests['Lucía']}"
    assert "Not reached" in lee.read(family)
    lee.post(family, date_1="coming", people="2")
    assert seats(site, night, "Lucía") == [(Seat.COMING, 2)]
    assert "Coming, 2 people (written down by staff, 12:02 PM)" in lee.read(family)
    assert lee.post(family, date_1="coming", people="0").status_code == 422
    assert lee.post(family, date_1="waiting").status_code == 422


def test_of_a_series_every_date_has_sums_of_its_own_and_one_is_listed(site: Site, lee: Visitor) -> None:
    made = with_answers(site, reading_night(site, dates=3))
    words = lee.read(f"/events/{made.event}?date=2")
    assert "1 coming + 1 by phone + 1 without an answer + 2 not reached" in words
    assert "Coming 3 people" in words
    html = lee.get(f"/events/{made.event}?date=2").text
    assert 'href="?date=2#families" aria-current="true"' in html
    lee.post(
        f"/events/{made.event}/guests/{made.guests['Lucía']}", date_1="cannot", date_2="", date_3="by_phone"
    )
    assert seats(site, made, "Lucía") == [(Seat.CANNOT, 1), (Seat.BY_PHONE, 1)]


def test_a_mailing_is_paused_and_goes_on(site: Site, lee: Visitor, night: Evening) -> None:
    reminder = f"/events/{night.event}/mailings/{night.mailings[EventTextKind.REMINDER]}"
    lee.post(f"{reminder}/pause")
    assert "Paused: nothing of it leaves" in lee.read(f"/events/{night.event}")
    lee.post(f"{reminder}/resume")
    assert "Goes out: Wed, Dec 2" in lee.read(f"/events/{night.event}")
    assert lee.post(f"/events/{night.event}/mailings/999/pause").status_code == 404
    with site.database.reading() as session:
        assert not any(batch.is_paused for batch in session.scalars(select(Batch)))


def test_those_who_have_not_answered_are_asked_once_more(lee: Visitor, night: Evening) -> None:
    lee.post(f"/events/{night.event}/replies/{night.replies['Mateo']}", nothing="1")
    assert path_of(lee.post(f"/events/{night.event}/ask-again")).endswith("said=asked")
    again = lee.post(f"/events/{night.event}/ask-again")
    assert again.status_code == 409
    assert "Please give them time." in words_of(again.text)


def test_another_place_is_told_to_families_in_their_language(
    site: Site, lee: Visitor, night: Evening
) -> None:
    here = f"/events/{night.event}"
    halfway = lee.post(f"{here}/change", place_en="Gym", words_en="Bring a coat.")
    assert halfway.status_code == 422
    assert 'value="Gym"' in halfway.text
    changed = lee.post(
        f"{here}/change",
        place_en="Gym",
        place_es="Gimnasio",
        words_en="Bring a coat.",
        words_es="Traigan abrigo.",
    )
    assert path_of(changed) == f"{here}?said=changed"
    assert worker_runs(site) > 0
    words = lee.read(here)
    assert "News of a change" in words
    assert "Traigan abrigo." in words


def test_an_event_is_called_off_and_says_so_everywhere(site: Site, lee: Visitor, night: Evening) -> None:
    assert "This cannot be taken back." in lee.read(f"/events/{night.event}/call-off")
    lee.post(f"/events/{night.event}/call-off", words_en="Snow.", words_es="Nieve.")
    assert "Called off" in lee.read("/events")
    words = lee.read(f"/events/{night.event}")
    assert "News that it is called off" in words
    assert "Write to families" not in words
    with site.database.reading() as session:
        assert session.get_one(Event, night.event).state is EventState.CALLED_OFF


def test_what_families_were_told_is_not_edited_but_changed(site: Site, lee: Visitor, night: Evening) -> None:
    html = lee.get(f"/events/{night.event}/edit").text
    assert 'value="Family reading night" maxlength="60" readonly' in html
    assert f"/events/{night.event}/change" in html
    fields = {"title_en": "Family reading night", "title_es": "Noche de lectura en familia"}
    refused = lee.post(f"/events/{night.event}/edit", dinner(site, **fields))
    assert refused.status_code == 409


def test_a_need_is_taken_and_the_family_is_told_that_it_is_done(
    site: Site, lee: Visitor, night: Evening
) -> None:
    here = f"/events/{night.event}/needs"
    words = lee.read(here)
    assert "Ride 1 open, 0 settled Ana María González" in words
    assert "days overdue" in words
    assert "no tenemos carro" in words
    assert "Ya les tenemos transporte." in words
    assert "We have a ride for you." not in words
    need = night.needs["Ana"]
    lee.post(f"{here}/{need}/take")
    assert "Ms. Lee sees to it" in lee.read(here)
    lee.post(f"{here}/{need}/met", words_es="La Sra. Ruiz pasa por ustedes a las 5.")
    words = lee.read(here)
    assert "0 open, 1 settled" in words
    assert "Ana : Done · Ms. Lee" in words
    with site.database.reading() as session:
        told = session.scalars(select(EventText).where(EventText.kind == EventTextKind.NEED_MET)).one()
        assert told.words == {"es": "La Sra. Ruiz pasa por ustedes a las 5."}
    assert lee.post(f"{here}/{need}/take").status_code == 409


def test_the_school_says_kindly_that_it_cannot(site: Site, lee: Visitor, night: Evening) -> None:
    need = night.needs["Ana"]
    lee.post(f"/events/{night.event}/needs/{need}/not-met", words_es="Lo sentimos. ¿Podrían venir con Noah?")
    with site.database.reading() as session:
        assert session.get_one(NeedTask, need).state is NeedState.NOT_MET
        assert session.scalar(select(func.count()).where(EventText.kind == EventTextKind.NEED_NOT_MET)) == 1


def test_families_are_checked_in_by_first_name_on_the_day(site: Site, lee: Visitor, night: Evening) -> None:
    door = f"/events/{night.event}/check-in/1"
    assert "Families are checked in on the day of the event." in lee.read(door)
    ana = night.guests["Ana"]
    assert lee.post(f"{door}/{ana}", people="3").status_code == 422
    site.clock.moment = THURSDAY
    late = site.as_staff("Ms. Lee")
    late.post(f"{door}/{ana}", people="4")
    assert "1 family is here (4 people) · 1 family said that it comes (3 people)" in late.read(door)
    late.post(f"{door}/{ana}/undo")
    assert "0 families are here" in late.read(door)
    late.post(f"{door}/{night.guests['Lucía']}", people="2")
    assert "Lucía Rosa Muñoz · 2 people" in late.read(door)
    assert "Thu, Dec 3: 1 family came (2 people)" in late.read(f"/events/{night.event}")


def test_the_door_finds_a_family_by_a_name_without_its_accents(lee: Visitor, night: Evening) -> None:
    door = f"/events/{night.event}/check-in/1"
    found = lee.read(f"{door}?q=lucia")
    assert "Rosa Muñoz" in found
    assert "María González" not in found
    assert "Nobody of that name was invited." in lee.read(f"{door}?q=Zoe")


def test_somebody_who_was_not_invited_is_let_in(site: Site, night: Evening) -> None:
    site.clock.moment = THURSDAY
    late = site.as_staff("Ms. Lee")
    door = f"/events/{night.event}/check-in/1"
    assert late.post(f"{door}/walk-in", phone="no number", people="2").status_code == 422
    path_of(late.post(f"{door}/walk-in", phone="(206) 555-0142", people="2"))
    assert "1 family is here (2 people)" in late.read(door)


def test_the_flyer_says_it_in_every_language_with_codes_beside_plain_words(
    lee: Visitor, night: Evening
) -> None:
    html = lee.get(f"/events/{night.event}/flyer").text
    words = words_of(html)
    assert "Lincoln Elementary invites you Family reading night" in words
    assert "Lincoln Elementary les invita Noche de lectura en familia" in words
    assert "Jueves, 3 de diciembre" in words
    assert "(206) 555-0190" in words
    assert html.count('class="qr"') == 4
    assert "Ana" not in words


def test_anybody_who_has_its_address_may_open_the_calendar_file(site: Site, night: Evening) -> None:
    stranger = site.visitor()
    with site.database.reading() as session:
        public_id = session.get_one(Event, night.event).public_id
    file = stranger.get(f"/calendar/{public_id}.ics?language=es")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Noche de lectura en familia" in file.text
    assert "González" not in file.text
    assert stranger.get("/calendar/unknown.ics").status_code == 404


def test_the_calendar_file_of_a_draft_is_nobodys(site: Site) -> None:
    made = reading_night(site, state=EventState.DRAFT)
    with site.database.reading() as session:
        public_id = session.get_one(Event, made.event).public_id
    assert site.visitor().get(f"/calendar/{public_id}.ics").status_code == 404


GETS = ("", "/edit", "/invitation", "/needs", "/flyer", "/change", "/call-off", "/check-in/1", "/guests/1")
POSTS = (
    *("/edit", "/invite", "/take-back", "/discard", "/ask-again", "/latecomers", "/change", "/call-off"),
    *("/replies/1", "/guests/1", "/mailings/1/pause", "/mailings/1/resume"),
    *("/needs/1/take", "/needs/1/give-back", "/needs/1/met", "/needs/1/not-met"),
    *("/check-in/1/1", "/check-in/1/1/undo", "/check-in/1/walk-in"),
)


def test_an_event_of_others_does_not_exist(site: Site, night: Evening) -> None:
    with at_work(site) as (session, yard):
        other = School(
            name="Roosevelt",
            time_zone="America/Los_Angeles",
            office_phone="(206) 555-0199",
            created_at=yard.now,
        )
        session.add(other)
        session.flush()
        session.get_one(StaffMember, yard.staff["Sra. Ruiz"].id).school_id = other.id
    words = {"day": "2026-12-05", "date_1": "coming", "people": "2", "phone": "2065550142", "words_es": "Sí"}
    for name in ("Mr. Diaz", "Sra. Ruiz"):
        visitor = site.as_staff(name)
        assert "Family reading night" not in visitor.get("/events").text
        for path in GETS:
            assert visitor.get(f"/events/{night.event}{path}").status_code == 404, path
        for path in POSTS:
            answer = visitor.post(f"/events/{night.event}{path}", dinner(site, **words))
            assert answer.status_code == 404, path
    with site.database.reading() as session:
        assert session.scalar(select(func.count(Mailing.id))) == 2


def test_an_id_of_another_event_is_not_found_in_this_one(site: Site, lee: Visitor, night: Evening) -> None:
    other = reading_night(site, state=EventState.DRAFT)
    here = f"/events/{other.event}"
    for path in (
        f"/replies/{night.replies['Mateo']}",
        f"/guests/{night.guests['Ana']}",
        f"/needs/{night.needs['Ana']}/take",
        f"/mailings/{night.mailings[EventTextKind.REMINDER]}/pause",
        f"/check-in/1/{night.guests['Ana']}",
        "/check-in/7/1",
    ):
        assert lee.post(here + path, date_1="coming", people="2").status_code == 404, path


def test_a_form_of_another_site_does_nothing(site: Site, lee: Visitor, night: Evening) -> None:
    lee.csrf = "forged"
    for path in POSTS:
        assert lee.post(f"/events/{night.event}{path}").status_code == 403, path
    assert lee.post("/events/new", dinner(site)).status_code == 403


def test_a_reply_by_text_stands_on_the_board(site: Site, lee: Visitor) -> None:
    made = reading_night(site, state=EventState.DRAFT)
    lee.post(f"/events/{made.event}/invite", when="now")
    worker_runs(site)
    site.clock.forward(timedelta(minutes=5))
    family_answers(site, "Ana", "1 somos 4, necesitamos transporte")
    words = lee.read(f"/events/{made.event}")
    assert re.search(r"Ana María González 4 people · Ride \(Open\)", words)
    assert "1 coming" in words
