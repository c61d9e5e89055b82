"""How a family likes to be texted, as staff write it down."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.calls.no_calls import record_no_calls, want_no_calls
from app.inbox.inbox import ThreadEvent
from app.messages.message import MessageKind
from app.messages.outbox import enqueue
from app.messages.outgoing_pictures import add_picture, picture_to_send
from app.messages.thread import Thread
from app.roster.own_hours import OwnHours, own_hours_of
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.tips.wishes import TipWish, TipWishEntry, Word, find_wish
from tests.dashboard.announced import taken_call
from tests.dashboard.conftest import Site, Visitor
from tests.dashboard.in_browser import PHONE, faults, sign_in
from tests.dashboard.two_languages import at_work
from tests.messages.test_pictures import drawn, written

AS_USUAL = {"hours": "", "begin": "09:00", "end": "20:00", "per_week": "3", "at": "", "paused_until": ""}
NIGHTS = {"hours": "own", "begin": "18:00", "end": "10:00"}


def told(site: Site) -> tuple[OwnHours | None, TipWish | None]:
    with site.database.reading() as session:
        phone = session.get_one(PhoneNumber, site.yard.threads["Ana"].phone_number_id)
        return own_hours_of(phone), find_wish(session, phone)


def notes(site: Site) -> list[str]:
    with site.database.reading() as session:
        found = select(ThreadEvent.body).where(ThreadEvent.thread_id == site.thread("Ana"))
        return list(session.scalars(found.order_by(ThreadEvent.id)))[1:]


def tell(site: Site, visitor: Visitor, **typed: object) -> tuple[int, str]:
    answer = visitor.post(f"/threads/{site.thread('Ana')}/wishes", {**AS_USUAL, **typed})
    return answer.status_code, answer.text


def test_hours_and_wishes_are_kept_and_notes_tell_who_recorded_them(site: Site, lee: Visitor) -> None:
    status, _ = tell(
        site, lee, **NIGHTS, per_week="1", at="09:30", paused_until="2026-12-07", day=["1", "3", "5"]
    )
    own, wish = told(site)
    assert status == 303
    assert own == OwnHours(time(18), time(10))
    assert wish is not None
    assert (wish.per_week, wish.paused_until, wish.at) == (1, date(2026, 12, 7), time(9, 30))
    assert wish.weekdays == (1, 3, 5)
    of_hours, of_tips = notes(site)
    assert of_hours == "The family said that it likes to be texted from 6:00\u202fPM until 10:00\u202fAM."
    assert of_tips.startswith(
        "What the family said about weekly tips: 1 text a week, Tuesday, Thursday, and Sat"
    )
    assert of_tips.endswith(", 9:30\u202fAM, none before December 7, 2026.")
    with site.database.reading() as session:
        (entry,) = session.scalars(select(TipWishEntry))
        assert (entry.word, entry.staff_member_id) == (Word.PAUSE, site.yard.staff["Ms. Lee"].id)
    form = lee.get(f"/threads/{site.thread('Ana')}/wishes").text
    assert 'name="hours" value="own" checked' in form
    assert len(re.findall(r'name="day" value="[135]" checked', form)) == 3
    card = lee.read(f"/inbox?queue=all&thread={site.thread('Ana')}")
    assert "From 6:00 PM until 10:00 AM." in card


def test_saving_what_is_known_already_leaves_no_note(site: Site, lee: Visitor) -> None:
    assert tell(site, lee)[0] == 303
    assert (told(site), notes(site)) == ((None, None), [])
    tell(site, lee, **NIGHTS)
    tell(site, lee, **NIGHTS)
    assert len(notes(site)) == 1
    tell(site, lee)
    assert told(site) == (None, None)
    assert notes(site)[1:] == ["The family said that any hour suits it at which the school texts."]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"hours": "own", "begin": "20:00", "end": "23:00"}, "share at least one"),
        ({"hours": "own", "begin": "soon", "end": "23:00"}, "a time of the day"),
        ({**NIGHTS, "per_week": "9"}, "between 0 and 3"),
        ({**NIGHTS, "per_week": ""}, "between 0 and 3"),
        ({**NIGHTS, "day": ["0", "1"]}, "three days"),
        ({**NIGHTS, "at": "23:30"}, "does not text at that time"),
        ({**NIGHTS, "paused_until": "2026-11-01"}, "within the coming year"),
        ({**NIGHTS, "paused_until": "12/24"}, "Choose a day."),
    ],
)
def test_a_refusal_keeps_all_that_was_typed_and_saves_nothing(
    site: Site, lee: Visitor, typed: dict[str, object], complaint: str
) -> None:
    status, page = tell(site, lee, **typed)
    assert (status, complaint in page) == (422, True)
    assert f'name="begin" value="{typed["begin"]}"' in page
    assert (told(site), notes(site)) == ((None, None), [])


def test_a_conversation_of_others_is_not_found(site: Site) -> None:
    kim, path = site.as_staff("Mx. Kim"), f"/threads/{site.thread('Ana')}/wishes"
    assert (kim.get(path).status_code, kim.post(path, AS_USUAL).status_code) == (404, 404)


def called(site: Site, *, wants_no_more: bool) -> int:
    """Somebody took a voice call for Ana and perhaps pressed 9; returns the phone's id."""
    with at_work(site) as (session, yard):
        phone_id = yard.threads["Ana"].phone_number_id
        call = taken_call(yard, phone_id)
        if wants_no_more:
            record_no_calls(session, call)
        return phone_id


def test_a_phone_that_wants_no_calls_is_called_again_once_the_family_has_said_so(
    site: Site, lee: Visitor
) -> None:
    path, phone = f"/threads/{site.thread('Ana')}/wishes", called(site, wants_no_more=False)
    assert "voice call" not in lee.read(path)
    called(site, wants_no_more=True)
    assert "somebody at this phone pressed 9 (12:02 PM): no more voice calls." in lee.read(path)
    for typed in ({}, {"how": ""}, {"how": "text"}, {"how": "because"}):
        refused = lee.post(f"{path}/calls", typed)
        assert refused.status_code == 422
        assert "Say how the family told you" in refused.text
    with site.database.reading() as session:
        assert want_no_calls(session, [phone]) == {phone}
    assert lee.post(f"{path}/calls", how="phone").status_code == 303
    assert lee.post(f"{path}/calls", how="phone").status_code == 303  # pressed twice
    with site.database.reading() as session:
        assert want_no_calls(session, [phone]) == set()
    assert notes(site) == ["The family said that voice calls may come again (by phone)."]
    assert "voice call" not in lee.read(path)


def test_a_wish_for_no_calls_is_lifted_by_nobody_who_does_not_see_the_conversation(site: Site) -> None:
    kim, phone = site.as_staff("Mx. Kim"), called(site, wants_no_more=True)
    assert kim.post(f"/threads/{site.thread('Ana')}/wishes/calls", how="phone").status_code == 404
    with site.database.reading() as session:
        assert want_no_calls(session, [phone]) == {phone}


@pytest.mark.browser
@pytest.mark.usefixtures("complaints")
def test_axe_finds_nothing_on_the_way_from_the_family_card(browser: Browser, site: Site) -> None:
    called(site, wants_no_more=True)
    context = browser.new_context(viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site.url}/inbox?queue=all&thread={site.thread('Ana')}&pane=family")
    page.get_by_role("link", name="Their hours and weekly tips").click()
    page.get_by_label("Hours of their own").check()
    page.get_by_label("Begins").fill("21:00")
    page.get_by_label("Ends").fill("23:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("share at least one")
    assert faults(page) == []
    page.get_by_label("Begins").fill("15:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#family")).to_contain_text("From 3:00\u202fPM until 11:00\u202fPM.")
    page.get_by_role("link", name="Their hours and weekly tips").click()
    page.get_by_label("In person").check()
    page.get_by_role("button", name="Calls may come again").click()
    expect(page.get_by_text("voice calls may come again (in person)")).to_be_visible()
    context.close()


def test_a_picture_that_went_out_stands_in_the_conversation_with_what_it_shows(
    site: Site, lee: Visitor
) -> None:
    with at_work(site) as (session, yard):
        school, by = (
            session.get_one(School, yard.school.id),
            session.get_one(StaffMember, yard.staff["Ms. Lee"].id),
        )
        picture = add_picture(
            session,
            school,
            picture_to_send(
                written(drawn(), "PNG"), described={"en": "Snow on the bus", "es": "Nieve en el autobús"}
            ),
            by=by,
            now=site.clock(),
        )
        thread = session.get_one(Thread, site.thread("Ana"))
        enqueue(
            *(session, school, thread, "Look!"),
            kind=MessageKind.REPLY,
            author=by,
            now=site.clock(),
            picture_id=picture.id,
        )
        key = picture.key
    page = lee.get(f"/inbox?queue=all&thread={site.thread('Ana')}").text
    assert f'<img src="/pictures/{key}" alt="Snow on the bus">' in page
