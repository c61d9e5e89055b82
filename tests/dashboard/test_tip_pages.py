"""Weekly tips on the screens: tracks, a track as a calendar, one text, phones to play on, and paper."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.roster.student import Student
from app.staff.staff_member import StaffMember
from app.tips.delivery import Reason
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.in_browser import PHONE, faults, sign_in
from tests.dashboard.school import found
from tests.dashboard.tips import NEXT_WEEK, left_out, tip_at, tip_by_id, tried, with_calendar, with_track
from tests.dashboard.two_languages import at_work

SPANISH = "Esta semana, pida a {child} que le lea un recado en voz alta."
ENGLISH = "This week, ask {child} to read you a note out loud."


@pytest.fixture
def principal(site: Site) -> Visitor:
    return site.as_staff("Dr. Okafor")


@pytest.fixture
def track(site: Site) -> int:
    """The year of grades 3 to 5, running, in a year with a calendar."""
    with_calendar(site)
    return with_track(site)


def reworded(visitor: Visitor, site: Site, tip_id: int, **texts: str) -> int:
    """What was changed on the page of a text; the page sends along what it had shown."""
    tip = tip_by_id(site, tip_id)
    fields = {f"put_{w.language}": w.words for w in tip.wordings}
    fields |= {f"text_{w.language}": w.words for w in tip.wordings}
    fields |= {f"text_{language}": words for language, words in texts.items()}
    return visitor.post(f"/tips/texts/{tip_id}/words", fields).status_code


def test_the_first_page_offers_what_is_not_opened_and_says_how_each_track_stands(
    site: Site, principal: Visitor
) -> None:
    page = principal.read("/tips")
    assert "Nobody has told Puente when there is school" in page
    assert page.count("Open for review") == 3
    opened = principal.post("/tips", band="grades_3_to_5")
    assert opened.status_code == 303
    here = opened.headers["location"]
    assert "Not started yet. Opened for review by Dr. Okafor" in principal.read("/tips")
    assert principal.post("/tips", band="grades_3_to_5").status_code == 409
    assert principal.post("/tips", band="grade_12").status_code == 404

    assert principal.post(f"{here}/run").headers["location"] == here
    assert "Running since" in principal.read("/tips")
    principal.post(f"{here}/hold")
    assert "Held by Dr. Okafor" in principal.read("/tips")
    assert 'href="/tips"' in site.as_staff("Ms. Lee").get("/inbox").text


def test_a_teacher_looks_at_everything_and_arranges_nothing(site: Site, track: int) -> None:
    lee, tip = site.as_staff("Ms. Lee"), tip_at(site, track, NEXT_WEEK, 1)
    for path in ("/tips", f"/tips/{track}", f"/tips/{track}/print", f"/tips/texts/{tip.id}", "/tips/play"):
        html = lee.get(path).text
        assert set(re.findall(r'action="([^"]+)"', html)) <= {"/sign-out", "/tips/play"}, path
    for path in (
        "/tips",
        f"/tips/{track}/run",
        f"/tips/{track}/hold",
        f"/tips/{track}/hour",
        f"/tips/{track}/texts",
        f"/tips/texts/{tip.id}/words",
        f"/tips/texts/{tip.id}/skip",
        f"/tips/texts/{tip.id}/bring-back",
        f"/tips/texts/{tip.id}/move",
    ):
        assert lee.post(path).status_code == 403, path
    assert lee.get(f"/tips/{track}/texts/new").status_code == 403


def test_tips_of_another_school_are_not_there(site: Site, track: int) -> None:
    tip = tip_at(site, track, NEXT_WEEK, 1)
    with site.database.writing() as session:
        other = found(session, site.clock(), name="Elsewhere", lines="02")
        session.get_one(StaffMember, site.yard.staff["Dr. Okafor"].id).school_id = other.school.id
    stranger = site.as_staff("Dr. Okafor")
    for path in (
        f"/tips/{track}",
        f"/tips/{track}/print",
        f"/tips/{track}/texts/new",
        f"/tips/texts/{tip.id}",
        f"/tips/play?student={site.yard.students['Ana'].id}",
    ):
        assert stranger.get(path).status_code == 404, path
    for path in (f"/tips/{track}/run", f"/tips/{track}/hold", f"/tips/texts/{tip.id}/skip"):
        assert stranger.post(path).status_code == 404, path
    assert stranger.post(f"/tips/{track}/hour", hour="10:00").status_code == 404
    assert stranger.post(f"/tips/texts/{tip.id}/approve", language="en").status_code == 404
    assert stranger.post(f"/tips/texts/{tip.id}/words", text_en="Mine now").status_code == 404
    assert stranger.post(f"/tips/texts/{tip.id}/move", week="20", place="1").status_code == 404
    own = {"week": "20", "place": "1", "step": "tip", "text_en": "Mine now"}
    assert stranger.post(f"/tips/{track}/texts", own).status_code == 404
    assert tip_by_id(site, tip.id).skipped_at is None


def test_a_track_is_a_calendar_with_its_breaks_and_both_languages(
    site: Site, track: int, principal: Visitor
) -> None:
    tip, page = tip_at(site, track, 12, 1), principal.read(f"/tips/{track}")
    html = principal.get(f"/tips/{track}").text
    assert "Week 12 November 23 this week" in page
    assert f'href="#week-{12}"' in html
    assert 'id="week-12" open' in html
    assert re.search(r"Thanksgiving \(Nov 26\W+27\)", page)
    assert "No school on its day" in page, "the third text of Thanksgiving week"
    assert re.search(r"Week 15 December 14.*Winter break .*Week 16 January 4", page)
    for wording in tip.wordings:
        assert wording.words.split("{child}")[0][:60] in page
    assert page.count("Approved") == 108
    assert len(re.findall(r'<details class="tip-week[^>]* open>', html)) == 3
    for asked in ("weeks=all", "week=36"):
        assert 'id="week-36" open>' in principal.get(f"/tips/{track}?{asked}").text
    page = site.as_staff("Sra. Ruiz").read(f"/tips/{track}")
    assert "Tercero a quinto grado" in page
    assert "23 de noviembre" in page


def test_what_lacks_an_approval_is_said_weeks_ahead_and_given_by_those_who_read_it(
    site: Site, track: int, principal: Visitor
) -> None:
    tip = tip_at(site, track, 14, 2)
    assert reworded(principal, site, tip.id, es=SPANISH) == 303
    assert "not approved in Spanish in week 14" in principal.read("/tips")
    assert "1 text still to come lacks a language or an approval" in principal.read(f"/tips/{track}")
    text = f"/tips/texts/{tip.id}"
    assert "For a colleague who reads the language." in principal.read(text)
    refused = principal.post(f"{text}/approve", language="es")
    assert refused.status_code == 403
    assert "Somebody who reads that language should approve these words." in words_of(refused.text)

    assert site.as_staff("Sra. Ruiz").post(f"{text}/approve", language="es").status_code == 303
    assert "Approved by Sra. Ruiz" in principal.read(text)
    assert "Nothing is missing in any language." in principal.read("/tips")


def test_words_that_are_refused_stay_in_their_field(site: Site, track: int, principal: Visitor) -> None:
    tip = tip_at(site, track, 14, 2)
    text = f"/tips/texts/{tip.id}"
    bad = {"put_en": tip.wordings[0].words, "text_en": "Hello {name}, read today."}
    refused = principal.post(f"{text}/words", bad)
    assert refused.status_code == 422
    assert "Hello {name}, read today." in refused.text
    assert "The only thing that can be filled in is {child}." in words_of(refused.text)

    reworded(site.as_staff("Sra. Ruiz"), site, tip.id, en=ENGLISH)
    late = principal.post(f"{text}/words", {"put_en": tip.wordings[0].words, "text_en": "Read together."})
    assert late.status_code == 409
    assert "Read together." in late.text
    wording = tip_by_id(site, tip.id).wording("en")
    assert wording is not None
    assert wording.words == ENGLISH


def test_a_text_tells_what_it_rests_on_and_where_its_words_are_long_or_hard(
    site: Site, track: int, principal: Visitor
) -> None:
    tip = tip_at(site, track, 14, 2)
    hard = (
        "Systematic encouragement of intergenerational conversational opportunities considerably facilitates"
        " comprehensive vocabulary development, and substantially strengthens metalinguistic sensibilities."
    )
    reworded(principal, site, tip.id, en=hard)
    answer = principal.get(f"/tips/texts/{tip.id}")
    page = words_of(answer.text)
    assert "What it rests on" in page
    assert re.search(r'<a href="https?://[^"]+" rel="noreferrer noopener"', answer.text)
    assert f'href="/tips/{track}?week=14#week-14"' in answer.text
    assert "Tips keep to one segment in English, and this is longer." in page
    assert "It reads like a text for grade" in page


def test_a_skipped_text_leaves_a_place_for_the_schools_own(
    site: Site, track: int, principal: Visitor
) -> None:
    tip = tip_at(site, track, NEXT_WEEK, 2)
    principal.post(f"/tips/texts/{tip.id}/skip")
    assert "Skipped by Dr. Okafor" in principal.read(f"/tips/texts/{tip.id}")
    assert "Place 2 is free: add a text of your own" in principal.read(f"/tips/{track}")
    own = {"week": NEXT_WEEK, "place": 2, "step": "tip", "topic_en": "The library van", "text_en": ENGLISH}
    empty = principal.post(f"/tips/{track}/texts", {**own, "text_en": " "})
    assert empty.status_code == 422
    assert "The library van" in empty.text
    added = principal.post(f"/tips/{track}/texts", own)
    assert added.status_code == 303
    page = principal.read(added.headers["location"])
    assert "The library van" in page
    assert "Missing in Spanish" in page
    assert "missing in Spanish; not approved in English in week 13" in principal.read("/tips")
    assert principal.post(f"/tips/{track}/texts", own).status_code == 409
    taken = principal.post(f"/tips/texts/{tip.id}/bring-back")
    assert taken.status_code == 409
    assert "There is a text in this place already." in words_of(taken.text)


def test_a_text_is_moved_to_a_later_week_and_not_out_of_one_that_has_begun(
    site: Site, track: int, principal: Visitor
) -> None:
    tip, other = tip_at(site, track, NEXT_WEEK, 1), tip_at(site, track, 20, 3)
    assert principal.post(f"/tips/texts/{tip.id}/move", week="20", place="3").status_code == 303
    assert tip_at(site, track, 20, 3).id == tip.id
    assert tip_at(site, track, NEXT_WEEK, 1).id == other.id
    begun = principal.post(f"/tips/texts/{tip_at(site, track, 12, 1).id}/move", week="20", place="1")
    assert begun.status_code == 409
    assert principal.post(f"/tips/texts/{tip.id}/move", week="20", place="9").status_code == 422
    assert principal.post(f"/tips/texts/{tip.id}/move").status_code == 422


def test_the_hour_is_chosen_within_texting_hours(track: int, principal: Visitor) -> None:
    assert principal.post(f"/tips/{track}/hour", hour="10:30").status_code == 303
    assert "leave at 10:30 AM" in principal.read("/tips")
    for hour in ("23:00", "noon", ""):
        assert principal.post(f"/tips/{track}/hour", hour=hour).status_code == 422
    assert "leave at 10:30 AM" in principal.read("/tips")


def test_what_did_not_go_is_listed_with_its_reason(site: Site, track: int, principal: Visitor) -> None:
    assert "Everything that was due has left." in principal.read("/tips")
    left_out(site, tip_at(site, track, 11, 1), date(2026, 11, 16), Reason.NO_ROOM)
    left_out(site, tip_at(site, track, 9, 1), date(2026, 11, 2), Reason.PAUSED)
    page = principal.read("/tips")
    assert re.search(r"Mon, Nov 16 The week's allowance was used up Grades 3 to 5: .* 1 ", page)
    assert "The family is having a pause" not in page, "three weeks ago"
    assert "not sent to 1 phone" in principal.read(f"/tips/{track}")


@pytest.mark.usefixtures("track")
def test_children_without_tips_are_named_to_the_office_and_to_their_own_teacher(
    site: Site, principal: Visitor
) -> None:
    assert "Every child's grade has tips." in principal.read("/tips")
    with at_work(site) as (session, yard):
        session.get_one(Student, yard.students["Leo"].id).grade = "7"
    assert "Leo González grade as written: 7" in principal.read("/tips")
    assert "Leo González" in site.as_staff("Mr. Diaz").read("/tips")
    assert "Leo" not in site.as_staff("Ms. Lee").read("/tips")


def test_one_plays_as_a_child_of_ones_own_classes(site: Site, track: int, principal: Visitor) -> None:
    ana, leo = (site.yard.students[name].id for name in ("Ana", "Leo"))
    lee = site.as_staff("Ms. Lee")
    assert "Leo González" not in lee.read("/tips/play")
    assert lee.get(f"/tips/play?student={leo}").status_code == 404
    page = lee.read(f"/tips/play?student={ana}")
    assert re.search(r"English Lincoln Elementary Today 5:30 PM .* Mon, Nov 30 5:30 PM", page)
    assert "Spanish Lincoln Elementary Today 5:30 PM" in page
    assert "{child}" not in page
    assert "Ana" in page[page.index("Spanish Lincoln") :]
    assert "These tips are held" not in page
    tip = tip_at(site, track, NEXT_WEEK, 1)
    reworded(principal, site, tip.id, es=SPANISH)
    principal.post(f"/tips/{track}/hold")
    page = lee.read(f"/tips/play?student={ana}&weeks=many")
    assert page.count("Nobody gets this one: not approved in Spanish.") == 2
    assert "These tips are held" in page


def test_paper_holds_what_families_get_in_every_language_and_no_navigation(
    site: Site, track: int, principal: Visitor
) -> None:
    tip = tip_at(site, track, 14, 2)
    reworded(principal, site, tip.id, es=SPANISH)
    html = principal.get(f"/tips/{track}/print").text
    page = words_of(html)
    assert "<nav" not in html
    assert "Grades 3 to 5 Tercero a quinto grado" in page
    assert "November 30, 2026" in page
    assert "30 de noviembre de 2026" in page
    assert "your child" in page
    assert "{child}" not in page
    assert "1 text is not on paper" in page
    assert "que le lea un recado en voz alta" not in page


def test_what_families_wrote_is_read_by_those_who_may_open_the_conversation(site: Site, track: int) -> None:
    tip = tip_at(site, track, 12, 1)
    tried(site, tip, "leímos la receta de mi abuela", name="Ana")
    for name, may in (("Ms. Lee", True), ("Dr. Okafor", True), ("Mr. Diaz", False), ("Sra. Ruiz", False)):
        for path in (f"/tips/{track}", f"/tips/texts/{tip.id}"):
            assert ("leímos la receta de mi abuela" in site.as_staff(name).read(path)) is may, name
    page = site.as_staff("Mr. Diaz").read(f"/tips/{track}")
    assert "sent to 1 phone" in page
    assert "tried by a few families" in page
    assert re.search("Spanish few not counted", site.as_staff("Ms. Lee").read(f"/tips/texts/{tip.id}"))


@pytest.mark.browser
def test_the_screens_of_tips_in_a_browser(page: Page, site: Site, track: int) -> None:
    tip = tip_at(site, track, NEXT_WEEK, 1)
    page.set_viewport_size(PHONE)
    sign_in(page, site, "Dr. Okafor")
    found = []
    for path in (
        "/tips",
        f"/tips/{track}",
        f"/tips/{track}/print",
        f"/tips/play?student={site.yard.students['Ana'].id}",
        "/calendar",
        f"/tips/{track}/texts/new?week=37&place=1",
        f"/tips/texts/{tip.id}",
    ):
        page.goto(site.url + path)
        found += [(path, fault) for fault in faults(page)]
    assert found == []
    english = page.get_by_label("English")
    english.fill("Ask {child} to read.")
    expect(page.locator("#size-en")).to_contain_text("24 characters")
    english.press("Tab")
    page.get_by_role("button", name="Save the words").press("Enter")
    expect(page.get_by_text("Not approved yet: written by Dr. Okafor")).to_be_visible()
    page.get_by_role("button", name="Approve the words in English").press("Enter")
    expect(page.get_by_text("Approved by Dr. Okafor")).to_be_visible()
