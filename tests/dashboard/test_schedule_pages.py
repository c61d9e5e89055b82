"""The schedule: what will leave, what holds it back, what did not go, and who may do something about it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as happening
from sqlalchemy import select

from app.broadcasts.broadcast import Broadcast, BroadcastState, Urgency
from app.events.event import Event
from app.events.mailing import EventTextKind, Mailing
from app.messages.batch import Batch
from app.messages.message import Message, MessageKind
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.tips.delivery import Reason
from app.tips.edit import edit_tip
from app.tips.plan import plan_weeks
from app.tips.track import Track
from tests.dashboard.announced import announced
from tests.dashboard.conftest import Site
from tests.dashboard.evening import reading_night
from tests.dashboard.tips import NEXT_WEEK, left_out, tip_at, with_calendar, with_track
from tests.dashboard.two_languages import at_work, thread_in

DAY = timedelta(days=1)
INVITED_AT = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
"""The afternoon of November 24 in Los Angeles."""


def mailing(site: Site, event_id: int, kind: EventTextKind = EventTextKind.INVITATION) -> int:
    with at_work(site) as (session, yard):
        batch = yard.add(Batch(school_id=yard.school.id))
        return yard.add(
            Mailing(
                school_id=yard.school.id,
                event_id=event_id,
                kind=kind,
                batch_id=batch.id,
                due_at=INVITED_AT,
                not_after=INVITED_AT + 2 * DAY,
                made_by=yard.staff["Ms. Lee"].id,
                made_at=session.get_one(Event, event_id).created_at,
            )
        ).id


def batch_of(site: Site, mailing_id: int) -> Batch:
    with site.database.reading() as session:
        return session.get_one(Batch, session.get_one(Mailing, mailing_id).batch_id)


def school_of(site: Site) -> School:
    with site.database.reading() as session:
        return session.get_one(School, site.yard.school.id)


def day_of(words: str, day: str, until: str) -> str:
    return words[words.index(day) : words.index(until)]


def test_everything_ahead_stands_on_its_day_with_texts_segments_and_cost(site: Site) -> None:
    with_calendar(site)
    with_track(site)
    made = reading_night(site)
    mailing(site, made.event)
    plan_weeks(site.database, clock=site.clock)
    words = site.as_staff("Ms. Lee").read("/schedule")
    assert "Everything that will leave until Wednesday, December 23" in words
    today = day_of(words, "Today · Monday, November 23", "Tuesday, November 24")
    assert "Grades 3 to 5" in today
    assert "Fact" in today
    tuesday = day_of(words, "Tuesday, November 24", "Wednesday, November 25")
    assert "Family reading night Invitation · 5:30 PM To 5 families as things stand now" in tuesday
    assert "about $" in tuesday
    assert "Texts do not reach the number: 1" in tuesday
    assert "Replies written for later In your inboxes 1 text" in tuesday
    assert "No school: Thanksgiving (Nov" in words
    assert "Fri, November 27" not in words


def test_what_is_none_of_ones_own_is_counted_without_saying_what_it_is(site: Site) -> None:
    made = reading_night(site)
    mailing(site, made.event)
    words = site.as_staff("Mr. Diaz").read("/schedule")
    assert "An event of another team" in words
    assert "reading night" not in words
    assert "Replies written for later" not in words
    assert "Pause" not in words
    office = site.as_staff("Sra. Ruiz").get("/schedule").text
    assert "Noche de lectura en familia" in office  # the office may pause it, and must know what it is
    assert f'href="/events/{made.event}"' not in office


def test_a_text_that_lacks_an_approval_is_named_weeks_ahead_and_leads_to_itself(site: Site) -> None:
    with_calendar(site)
    track = with_track(site)
    tip = tip_at(site, track, NEXT_WEEK, 1)
    with at_work(site) as (session, yard):
        person = session.get_one(StaffMember, yard.staff["Sra. Ruiz"].id)
        school = session.get_one(School, yard.school.id)
        edit_tip(session, school, tip.id, "es", "Lean juntos.", by=person, now=site.clock())
    page = site.as_staff("Dr. Okafor")
    assert "not approved in Spanish" in page.read("/schedule")
    assert f'href="/tips/texts/{tip.id}"' in page.get("/schedule").text


def test_an_admin_pauses_everything_and_every_page_says_so(site: Site) -> None:
    principal, teacher = site.as_staff("Dr. Okafor"), site.as_staff("Ms. Lee")
    said = "Everything the school sends to many is paused since 12:02 PM by Dr. Okafor; replies still leave."
    assert said not in teacher.read("/inbox")
    assert principal.post("/schedule/pause").status_code == 303
    assert school_of(site).is_paused
    assert said in teacher.read("/inbox")
    site.as_staff("Sra. Ruiz").post("/schedule/pause")
    assert said in teacher.read("/account")  # who did it first stands
    assert principal.post("/schedule/resume").status_code == 303
    assert not school_of(site).is_paused
    assert said not in teacher.read("/inbox")


def test_one_mailing_is_paused_let_go_on_and_cancelled(site: Site) -> None:
    made = reading_night(site)
    number = mailing(site, made.event)
    path = f"/schedule/events/{made.event}/mailings/{number}"
    office = site.as_staff("Sra. Ruiz")
    assert office.post(f"{path}/pause").status_code == 303
    assert batch_of(site, number).is_paused
    words = site.as_staff("Dr. Okafor").read("/schedule")
    assert "Paused by Sra. Ruiz, 12:02 PM: nothing of it leaves" in words
    assert "Held back 2 texts" in words
    assert office.post(f"{path}/resume").status_code == 303
    assert not batch_of(site, number).is_paused
    assert office.post(f"{path}/cancel").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(Mailing, number).cancelled_at is not None
    assert "Family reading night" not in site.as_staff("Dr. Okafor").read("/schedule")


def test_a_track_is_held_and_let_run_from_the_schedule(site: Site) -> None:
    with_calendar(site)
    track = with_track(site)
    principal = site.as_staff("Dr. Okafor")
    principal.post(f"/schedule/tracks/{track}/hold")
    words = principal.read("/schedule")
    assert "Held by Dr. Okafor, 12:02 PM: nothing of it leaves" in words
    assert "Held for review" in words
    principal.post(f"/schedule/tracks/{track}/run")
    with site.database.reading() as session:
        assert session.get_one(Track, track).is_running


@pytest.mark.parametrize("name", ["Ms. Lee", "Mx. Kim"])
def test_only_the_office_and_the_principal_hold_things_back(site: Site, name: str) -> None:
    made = reading_night(site)
    number = mailing(site, made.event)
    visitor = site.as_staff(name)
    assert visitor.get("/schedule").status_code == 200
    for path in (
        "pause",
        "resume",
        "allowance",
        "tracks/1/hold",
        "tracks/1/run",
        *(f"events/{made.event}/mailings/{number}/{deed}" for deed in ("pause", "resume", "cancel")),
    ):
        assert visitor.post(f"/schedule/{path}", texts="3").status_code == 403
    assert not batch_of(site, number).is_paused


def test_a_counselors_mailing_is_nobody_elses_to_hold_back(site: Site) -> None:
    made = reading_night(site, inbox="Counselor", by="Mx. Kim")
    number = mailing(site, made.event)
    principal = site.as_staff("Dr. Okafor")
    assert "An event of another team" in principal.read("/schedule")
    assert principal.post(f"/schedule/events/{made.event}/mailings/{number}/cancel").status_code == 404
    assert principal.post(f"/schedule/events/{made.event}/mailings/999/pause").status_code == 404


def test_how_much_a_family_gets_is_a_choice_within_reason(site: Site) -> None:
    principal = site.as_staff("Dr. Okafor")
    assert principal.post("/schedule/allowance", texts="4").status_code == 303
    assert school_of(site).weekly_allowance == 4
    for typed in ("31", "-1", "", "many", "٣", "9" * 40):
        answer = principal.post("/schedule/allowance", texts=typed)
        assert answer.status_code == 422
        assert "Choose between 0 and 30 texts a week." in answer.text
    assert school_of(site).weekly_allowance == 4


def test_families_that_have_had_their_week_are_counted(site: Site) -> None:
    principal = site.as_staff("Dr. Okafor")
    assert "No family has had as much as it may." in principal.read("/schedule")
    with at_work(site) as (session, yard):
        text = yard.to_family(thread_in(session, site, "Noah"), "A tip.", timedelta(hours=1))
        text.kind = MessageKind.TIP
        session.get_one(School, yard.school.id).weekly_allowance = 1
    assert "1 family has had as much as it may." in principal.read("/schedule")


def test_what_did_not_go_leads_to_the_families_that_the_reader_may_see(site: Site) -> None:
    with_calendar(site)
    tip = tip_at(site, with_track(site), NEXT_WEEK, 1)
    left_out(site, tip, date(2026, 11, 20), Reason.NO_ROOM)
    principal = site.as_staff("Dr. Okafor")
    words = principal.read("/schedule")
    assert "Fri, Nov 20 Weekly tips The week's allowance was used up 1" in words
    path = "/schedule/not-sent?what=tips&day=2026-11-20&why=no_room"
    assert path.replace("&", "&amp;") in principal.get("/schedule").text
    assert "Weekly tips · Friday, November 20 Did not go: The week's allowance was used up" in principal.read(
        path
    )
    for nonsense in ("what=tips&day=soon&why=no_room", "what=tips&day=2026-11-20&why=x", "what=x", ""):
        assert principal.get(f"/schedule/not-sent?{nonsense}").status_code == 404
    assert (
        principal.get("/schedule/not-sent?what=invitation&day=2026-11-20&why=no_room&event=99").status_code
        == 404
    )


def test_a_day_within_a_sentence_has_no_capital_in_spanish(site: Site) -> None:
    assert "hasta el miércoles, 23 de diciembre" in site.as_staff("Sra. Ruiz").read("/schedule")


def test_an_announcement_that_did_not_go_leads_to_its_report(site: Site) -> None:
    made = announced(site)
    principal = site.as_staff("Dr. Okafor")
    words = principal.read("/schedule")
    for why in (
        "The family has asked for no texts",
        "A text looked like a stop, and nobody has decided yet",
        "The number is a landline",
        "No number is known that may hear about the child",
    ):
        assert f"Mon, Nov 23 Picture day · Announcement {why} 1" in words
    assert f'<a href="{made.path}">The number is a landline</a>' in principal.get("/schedule").text
    colleague = site.as_staff("Mr. Diaz")
    assert "An announcement of another team · Announcement The number is a landline 1" in colleague.read(
        "/schedule"
    )
    assert made.path not in colleague.get("/schedule").text
    assert "Picture day" not in colleague.read("/schedule")


def test_a_cancelled_drill_stands_among_what_did_not_go(site: Site) -> None:
    made = announced(site, urgency=Urgency.EMERGENCY, state=BroadcastState.CANCELLED)
    with at_work(site) as (session, _):
        drill = session.get_one(Broadcast, made.id)
        drill.is_drill, drill.topic = True, None
    words = site.as_staff("Dr. Okafor").read("/schedule")
    assert "Picture day · Drill Cancelled, never sent 2" in words  # one of them was not handed over


def test_the_page_asks_as_often_for_many_events_as_for_one(site: Site) -> None:
    with_calendar(site)
    with_track(site)
    principal = site.as_staff("Dr. Okafor")
    asked: list[int] = []

    def note(*_: object) -> None:
        asked[-1] += 1

    happening.listen(site.database._reader, "before_cursor_execute", note)  # noqa: SLF001 - to count what is asked
    for number in range(3):
        made = reading_night(site, inbox=["Ms. Lee", "Mr. Diaz", "Front office"][number])
        mailing(site, made.event)
        mailing(site, made.event, EventTextKind.CHANGE)
        asked.append(0)
        principal.get("/schedule")
    assert asked[0] == asked[1] == asked[2] < 80
    announced(site)
    asked.append(0)
    principal.get("/schedule")
    assert asked[3] == asked[0] + 1


def test_another_schools_schedule_is_empty(site: Site) -> None:
    made = reading_night(site)
    mailing(site, made.event)
    with at_work(site) as (session, yard):
        other = School(
            name="Roosevelt",
            time_zone="America/Los_Angeles",
            office_phone="(206) 555-0199",
            created_at=site.clock(),
        )
        session.add(other)
        session.flush()
        for person in yard.staff.values():
            if person.name == "Dr. Okafor":
                session.merge(person).school_id = other.id
    words = site.as_staff("Dr. Okafor").read("/schedule")
    assert "Nothing is planned for these days." in words
    with site.database.reading() as session:
        assert session.scalars(select(Message)).first() is not None
