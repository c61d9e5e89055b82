from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from app.broadcasts.broadcast import Broadcast, BroadcastState, Topic, Urgency
from app.interpreting.translation_request import TranslationRequest
from app.messages.outgoing_picture import OutgoingPicture
from app.roster.group import Group
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import MONDAY_NOON, Site, Visitor, words_of
from tests.dashboard.evening import reading_night, with_answers

WORDS = {
    "text_en": "Picture day for {child} is Friday.",
    "text_es": "El viernes es el día de fotos de {child}.",
    "asks": "nothing",
    "step": "save",
}
NOW = {"moment": "now", "step": "save"}


@pytest.fixture
def okafor(site: Site) -> Visitor:
    return site.as_staff("Dr. Okafor")


def class_3a(site: Site, **other: object) -> dict[str, object]:
    own = {"inbox": site.yard.inboxes["Ms. Lee"].id, "section": site.yard.sections["3A Ms. Lee"].id}
    return {"kind": "sections", "urgency": "ordinary", "title": "Pictures", "step": "save", **own, **other}


def path_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, words_of(answer.text)
    return answer.headers["location"].partition("#")[0]


def latest(site: Site) -> Broadcast:
    with site.database.reading() as session:
        return session.scalars(select(Broadcast).order_by(Broadcast.id.desc())).first() or pytest.fail("none")


def begun(site: Site, visitor: Visitor, **who: object) -> str:
    """The address of a draft that has families."""
    return path_of(visitor.post("/announcements/new", class_3a(site, **who))).removesuffix("/what")


def send(site: Site, visitor: Visitor, here: str, step: str, form: Mapping[str, object]) -> httpx.Response:
    return visitor.post(f"{here}/{step}", form, version=latest(site).version)


def written(site: Site, visitor: Visitor, **who: object) -> str:
    """The address of a draft that may leave."""
    here = begun(site, visitor, **who)
    path_of(send(site, visitor, here, "what", WORDS))
    return here


def setting(site: Site, **rules: object) -> None:
    with site.database.writing() as session:
        school = session.get_one(School, site.yard.school.id)
        for name, value in rules.items():
            setattr(school, name, value)


def test_who_what_when_and_the_review_of_it(site: Site, lee: Visitor) -> None:
    assert path_of(lee.post("/announcements/new", class_3a(site))) == "/announcements/1/what"
    here = "/announcements/1"
    assert path_of(send(site, lee, here, "what", WORDS)) == f"{here}/when"
    later = {"moment": "later", "send_at": "2026-11-24T10:00", "in_own_hours": "1", "step": "save"}
    assert path_of(send(site, lee, here, "when", later)) == f"{here}/review"
    words = lee.read(f"{here}/review")
    assert "Ana and Leo" not in words  # Leo is in another class
    assert "El viernes es el día de fotos de Ana." in words
    assert "5 families = 2 get a text + 3 get none" in words
    for why in (
        "The number is a landline 1 Lucía",
        "has asked for no texts 1 Emma",
        "nobody has decided yet",
    ):
        assert why in words
    assert "Nobody else texts these families that week." in words
    assert "Together 2 " in words
    assert f"/inbox?queue=all&amp;thread={site.thread('Lucía')}" in lee.get(f"{here}/review").text
    assert path_of(send(site, lee, here, "release", {"how": "now"})) == here
    assert latest(site).state is BroadcastState.SCHEDULED
    assert latest(site).in_own_hours
    assert "Goes out: tomorrow, 10:00" in lee.read("/announcements")
    assert "Pictures Announcement · 10:00 AM To 5 families as things stand now" in lee.read("/schedule")
    assert "An announcement of another team" in site.as_staff("Mr. Diaz").read("/schedule")


def test_what_was_typed_stays_where_it_cannot_be_meant(site: Site, lee: Visitor) -> None:
    refused = lee.post("/announcements/new", class_3a(site, section=[], title="Zoo"))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'value="Zoo"' in refused.text
    here = begun(site, lee)
    poll = {
        "text_en": "Which day? {teacher}",
        "asks": "sign_up",
        "choice_en": ["Monday", "Tuesday"],
        "choice_es": ["El lunes", ""],
        "places": ["many", "3"],
        "answers_until": "2026-12-01T18:00",
    }
    refused = send(site, lee, here, "what", poll)
    assert refused.status_code == 422
    assert "Say in a number how many places there are." in words_of(refused.text)
    for kept in (
        "Which day? {teacher}</textarea>",
        'value="El lunes"',
        'value="many"',
        'value="2026-12-01T18:00"',
    ):
        assert kept in refused.text
    assert latest(site).words == {}
    refused = send(site, lee, here, "when", {"moment": "later", "send_at": "2026-11-22T10:00"})
    assert "That moment is past." in words_of(refused.text)
    assert 'value="2026-11-22T10:00"' in refused.text


def test_the_review_says_what_is_missing_and_leads_there(site: Site, lee: Visitor) -> None:
    here = begun(site, lee)
    send(site, lee, here, "what", {**WORDS, "text_es": "", "asks": "poll", "choice_en": "Monday"})
    html = lee.get(f"{here}/review").text
    for missing in ("not worded yet in: español", "at least 2 answers", "until when families can answer"):
        assert missing in words_of(html)
    assert f'<a href="{here}/what">' in html
    assert "Send to" not in words_of(html)
    assert send(site, lee, here, "release", {"how": "now"}).status_code == 422


def test_a_count_is_seen_while_somebody_ticks_and_without_a_script(site: Site, lee: Visitor) -> None:
    section = site.yard.sections["3A Ms. Lee"].id
    asked = f"/announcements/audience?kind=sections&section={section}"
    assert "5 families · English: 1 · Spanish: 1 · 3 cannot be texted" in lee.read(asked)
    assert "Spanish: 1" in lee.read(f"{asked}&language=es")
    assert "English" not in lee.read(f"{asked}&language=es")
    found = lee.post("/announcements/new", class_3a(site, step="find", find="noa"))
    assert "Noah (Jordan Carter)" in words_of(found.text)
    counted = lee.post("/announcements/new", class_3a(site, step="count", without_phone=["1"], find=""))
    assert counted.status_code == 200
    assert "4 families" in words_of(counted.text)
    assert "Choose whom it is for." in lee.read("/announcements/audience?kind=sections")
    assert "families of your own classes" in lee.read("/announcements/audience?kind=school")


def test_the_guests_of_an_event_who_stand_so_are_told(site: Site, lee: Visitor) -> None:
    night = with_answers(site, reading_night(site))
    asked = f"/announcements/audience?kind=event&event={night.event}"
    assert "5 families" in lee.read(asked)
    assert "1 family" in lee.read(f"{asked}&stand=coming")
    assert "There is no such event." in site.as_staff("Mr. Diaz").read(asked)
    here = begun(site, lee, kind="event", event=night.event, stand="by_phone")
    assert 'value="by_phone" checked' in lee.get(f"{here}/who").text


def test_the_school_sends_to_groups_and_grades_and_a_teacher_to_own_classes_alone(
    site: Site, lee: Visitor, okafor: Visitor
) -> None:
    with site.database.writing() as session:
        group = Group(
            school_id=site.yard.school.id,
            name="Robots",
            created_by=site.yard.staff["Ms. Lee"].id,
            created_at=MONDAY_NOON,
        )
        session.add(group)
        session.flush()
        group_id = group.id
    beyond = class_3a(site, kind="groups", group=group_id)
    refused = lee.post("/announcements/new", beyond)
    assert refused.status_code == 403
    assert path_of(okafor.post("/announcements/new", {**beyond, "inbox": "class"}))
    assert lee.get("/announcements/1/review").status_code == 404
    assert "Robots" in okafor.read("/announcements")


def test_an_emergency_is_three_presses_from_the_list(site: Site, okafor: Visitor) -> None:
    assert 'href="/announcements/emergency/closure"' in okafor.get("/announcements").text
    words = okafor.read("/announcements/emergency/closure")
    assert "no school today, Monday, November 23" in words
    review = path_of(okafor.post("/announcements/emergency/closure", starter="closure.closed_today"))
    made = latest(site)
    assert (made.urgency, made.topic, made.calls_unreached) == (Urgency.EMERGENCY, Topic.CLOSURE, True)
    words = okafor.read(review)
    assert "hoy, lunes, 23 de noviembre, no hay clases" in words
    assert "Ana y Leo" in words
    here = review.removesuffix("/review")
    refused = send(site, okafor, here, "release", {"how": "now", "reason": "Ice"})
    assert refused.status_code == 422
    assert ">Ice</textarea>" in refused.text
    assert latest(site).reason == ""
    path_of(send(site, okafor, here, "release", {"how": "now", "reason": "Ice on every road"}))
    assert latest(site).state is BroadcastState.SCHEDULED


def test_days_and_times_are_picked_for_a_ready_wording(site: Site, okafor: Visitor) -> None:
    picked = {"starter": "weather.early_dismissal", "slot_time": "13:00"}
    path_of(okafor.post("/announcements/emergency/weather", picked))
    assert "(1:00 p.m.)" in latest(site).words["es"]
    refused = okafor.post("/announcements/emergency/weather", {**picked, "slot_time": "noon"})
    assert refused.status_code == 422
    assert "Choose a time of day." in words_of(refused.text)
    assert path_of(okafor.post("/announcements/emergency/safety")).endswith("/what")
    assert okafor.get("/announcements/emergency/lunch").status_code == 404


def test_a_second_person_agrees_to_an_emergency_without_a_reason(site: Site, okafor: Visitor) -> None:
    here = path_of(okafor.post("/announcements/emergency/safety", starter="safety.lockdown")).removesuffix(
        "/review"
    )
    assert path_of(send(site, okafor, here, "release", {"how": "colleague"})) == f"{here}/review"
    assert "It waits for a second person, to agree to it." in okafor.read(f"{here}/review")
    assert send(site, okafor, here, "agree", {}).status_code == 403
    ruiz = site.as_staff("Sra. Ruiz")
    assert f'href="{here}/review"' in ruiz.get("/announcements").text
    assert 'id="q-announcements"' in ruiz.get("/inbox").text
    assert 'id="q-announcements"' not in okafor.get("/inbox").text
    path_of(send(site, ruiz, here, "agree", {}))
    assert latest(site).state is BroadcastState.SCHEDULED
    path_of(send(site, okafor, here, "take-back", {}))
    assert latest(site).state is BroadcastState.DRAFT


def test_a_teacher_announces_no_emergency(lee: Visitor) -> None:
    assert "Emergency" not in lee.read("/announcements")
    assert lee.get("/announcements/emergency/closure").status_code == 403
    assert lee.post("/announcements/drill").status_code == 403
    assert lee.get("/announcements/rules").status_code == 403


def test_above_the_limit_the_number_of_families_is_typed(site: Site, lee: Visitor) -> None:
    setting(site, count_typed_above=4)
    here = written(site, lee)
    assert "Type how many families it is for: 5" in lee.read(f"{here}/review")
    refused = send(site, lee, here, "release", {"how": "now", "count": "50"})
    assert refused.status_code == 422
    assert 'value="50"' in refused.text
    assert "It is for 5 families. Please type that number." in words_of(refused.text)
    path_of(send(site, lee, here, "release", {"how": "now", "count": "5"}))


def test_the_button_counts_only_those_who_get_a_text_when_it_leaves(site: Site, lee: Visitor) -> None:
    here = written(site, lee)
    words = lee.read(f"{here}/review")
    assert "Send to 2 families now" in words
    assert "3 families get no text and are only on the call list." in words
    send(site, lee, here, "when", {**NOW, "calls_unreached": "1"})
    assert "3 families get no text; Puente calls them where it can" in lee.read(f"{here}/review")
    send(site, lee, here, "when", {**NOW, "in_own_hours": "1"})
    lee.post(f"/threads/{site.thread('Ana')}/wishes", hours="own", begin="18:00", end="20:00", per_week="3")
    words = lee.read(f"{here}/review")
    assert "Send to 1 family now" in words
    assert "1 more family gets it later, in hours of its own." in words


def test_outside_texting_hours_the_button_says_when_it_leaves(site: Site, lee: Visitor) -> None:
    here = written(site, lee)
    site.clock.forward(timedelta(hours=10))
    words = site.as_staff("Ms. Lee").read(f"{here}/review")
    assert "Send to 2 families: tomorrow, 9:00 AM" in words


def test_where_nobody_gets_a_text_the_button_says_so(site: Site, lee: Visitor) -> None:
    here = written(site, lee)
    with site.database.writing() as session:
        for phone in session.scalars(select(PhoneNumber)):
            phone.health = NumberHealth.LANDLINE
    assert "Send it off, though nobody gets a text" in lee.read(f"{here}/review")


def test_the_drill_is_offered_until_it_has_been_held(site: Site, okafor: Visitor) -> None:
    assert "There has been none yet." in okafor.read("/announcements")
    here = path_of(okafor.post("/announcements/drill")).removesuffix("/when")
    words = okafor.read(f"{here}/review")
    assert "Esto es solo un simulacro." in words
    assert "Reply 1 if you got this" in words
    path_of(send(site, okafor, here, "release", {"how": "now"}))
    assert "yearly drill" not in okafor.read("/announcements")


def test_words_of_a_machine_are_checked_by_a_colleague_before_it_leaves(site: Site, lee: Visitor) -> None:
    here = begun(site, lee)
    asked = {**WORDS, "text_en": "Bring water.", "text_es": "", "step": "translate_es"}
    assert path_of(send(site, lee, here, "what", asked)) == f"{here}/what"
    assert "Being translated" in lee.read(f"{here}/what")
    assert lee.get(f"{here}/what/es").status_code == 204
    with site.database.writing() as session:
        request = session.scalars(select(TranslationRequest)).one()
        request.result, request.engine, request.done_at = "Traiga agua.", "pretend", site.clock()
    assert "Traiga agua." in lee.get(f"{here}/what/es").text
    send(site, lee, here, "what", {**WORDS, "text_en": "Bring water.", "text_es": "Traiga agua."})
    assert "Machine translation" in lee.read(f"{here}/what")
    path_of(send(site, lee, here, "release", {"how": "colleague"}))
    assert latest(site).state is BroadcastState.SUBMITTED
    with site.database.writing() as session:
        session.get_one(StaffMember, site.yard.staff["Mr. Diaz"].id).reads_too(["en", "es"])
    diaz = site.as_staff("Mr. Diaz")
    assert "Check the translation" in diaz.read("/announcements")
    assert "Traiga agua." in diaz.read(f"{here}/review")
    path_of(send(site, diaz, here, "check", {"saying_es": "Traigan agua."}))
    assert latest(site).words["es"] == "Traigan agua."
    assert latest(site).state is BroadcastState.SCHEDULED


def test_a_picture_goes_with_it_and_is_described_in_every_language(site: Site, lee: Visitor) -> None:
    here, image = begun(site, lee), BytesIO()
    Image.new("RGB", (8, 8), "teal").save(image, "PNG")
    form = {k: str(v) for k, v in {**WORDS, "csrf": lee.csrf, "version": latest(site).version}.items()}

    def upload(**described: str) -> httpx.Response:
        return lee.upload(f"{here}/what", {**form, **described}, ("a.png", image.getvalue(), "image/png"))

    refused = upload(described_en="A square")
    assert "Say in every language what the picture shows" in words_of(refused.text)
    assert 'value="A square"' in refused.text
    path_of(upload(described_en="A square", described_es="Un cuadro"))
    with site.database.reading() as session:
        picture = session.scalars(select(OutgoingPicture)).one()
    assert latest(site).picture_id == picture.id
    assert "one message with a picture" in lee.read(f"{here}/review")
    path_of(send(site, lee, here, "what", {**WORDS, "without_picture": "1"}))
    assert latest(site).picture_id is None


def test_nobodys_writing_waits_for_a_picture_to_be_drawn(site: Site, lee: Visitor) -> None:
    here = begun(site, lee)
    form = {k: str(v) for k, v in {**WORDS, "csrf": lee.csrf, "version": latest(site).version}.items()}

    def upload() -> httpx.Response:
        return lee.upload(f"{here}/what", form, ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"))

    with ThreadPoolExecutor(1) as another, site.database.writing():
        refused = another.submit(upload).result(timeout=10)
    assert refused.status_code == 422


def test_two_people_do_not_undo_each_other(site: Site, lee: Visitor) -> None:
    here = written(site, lee)
    refused = lee.post(f"{here}/what", {**WORDS, "text_en": "Mine"}, version=1)
    assert refused.status_code == 409
    assert ">Mine</textarea>" in refused.text
    assert lee.post(f"{here}/release", how="now", version=1).status_code == 409
    assert latest(site).state is BroadcastState.DRAFT


def test_a_draft_is_discarded_and_what_was_sent_is_written_again(site: Site, lee: Visitor) -> None:
    here = written(site, lee)
    path_of(send(site, lee, here, "release", {"how": "now"}))
    assert lee.get(f"{here}/what").status_code == 409
    again = path_of(lee.post(f"{here}/again")).removesuffix("/who")
    assert latest(site).words["en"] == WORDS["text_en"]
    path_of(send(site, lee, again, "discard", {}))
    assert latest(site).id == 1


def test_the_house_rules_and_the_line_of_emergencies(site: Site, okafor: Visitor) -> None:
    path_of(okafor.post("/announcements/rules", count="200", second="50"))
    refused = okafor.post("/announcements/rules", count="none", second="60")
    assert refused.status_code == 422
    assert 'value="60"' in refused.text
    with site.database.writing() as session:
        school = session.get_one(School, site.yard.school.id)
        assert (school.count_typed_above, school.second_person_above) == (200, 50)
        line = PhoneLine(school_id=school.id, e164="+12065550199", created_at=MONDAY_NOON - timedelta(days=1))
        session.add(line)
        session.flush()
        line_id = line.id
    assert okafor.post("/announcements/rules/line", line=site.yard.lines[0].id).status_code == 409
    path_of(okafor.post("/announcements/rules/line", line=line_id))
    with site.database.reading() as session:
        assert session.get_one(PhoneLine, line_id).purpose is LinePurpose.EMERGENCIES
    path_of(okafor.post("/announcements/rules/line", line=""))
    with site.database.reading() as session:
        assert session.get_one(PhoneLine, line_id).purpose is LinePurpose.CONVERSATIONS


def test_a_teacher_leaves_out_families_of_their_own_class_and_learns_no_others_name(
    site: Site, okafor: Visitor
) -> None:
    inbox, section = site.yard.inboxes["Mr. Diaz"].id, site.yard.sections["5B Mr. Diaz"].id
    asked = class_3a(site, step="find", find="Mateo", inbox=inbox, section=section)
    everybody = {"without_phone": [str(number) for number in range(1, 60)]}
    shown = words_of(site.as_staff("Mr. Diaz").post("/announcements/new", {**asked, **everybody}).text)
    assert "Leo (María González)" in shown
    assert "Carmen" not in shown
    assert "555-0119" not in shown
    assert "Carmen" in words_of(okafor.post("/announcements/new", asked).text)


def test_what_was_cancelled_while_it_waited_for_a_colleague_has_a_report(site: Site, okafor: Visitor) -> None:
    setting(site, second_person_above=0)
    here = written(site, okafor)
    send(site, okafor, here, "when", NOW)
    okafor.post(f"{here}/release", version=latest(site).version)
    assert latest(site).state is BroadcastState.SUBMITTED
    okafor.post(f"{here}/cancel")
    assert "5 families = 5 cancelled" in okafor.read(here)
    for page in ("families?group=cancelled", "call-list", "letters", "export.csv", "live"):
        assert okafor.get(f"{here}/{page}").status_code == 200, page
