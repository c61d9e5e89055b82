import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.inbox.inbox import InboxKind
from app.staff.staff_member import Role
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.school import found


def queue(visitor: Visitor, name: str) -> list[str]:
    """The titles of a queue, in order."""
    html = visitor.get(f"/inbox?queue={name}").text
    return re.findall(r'class="who"><strong>([^<]+)</strong>', html)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("waiting", ["Ana and Leo", "Noah", "Mateo"]),
        ("unassigned", ["Ana and Leo", "Mateo"]),
        ("stop", ["Mateo"]),
        ("unknown", []),
        ("failed", ["Noah", "Lucía"]),
        ("snoozed", []),
        ("closed", []),
        ("all", ["Ana and Leo", "Noah", "Noah", "Lucía", "Mateo", "Emma"]),
    ],
)
def test_a_teacher_finds_each_thread_in_the_queues_it_belongs_to(
    site_on_either: Site, name: str, titles: list[str]
) -> None:
    assert queue(site_on_either.as_staff("Ms. Lee"), name) == titles


def test_counts_stand_beside_the_queues(site: Site) -> None:
    html = site.as_staff("Ms. Lee").get("/inbox").text
    counts = re.findall(r'<span class="label">([^<]+)</span><span class="count">([^<]+)<', html)
    assert counts == [
        ("Waiting for me", "3"),
        ("Unassigned", "2"),
        ("Looks like a stop", "1"),
        ("Not delivered", "2"),
    ]


def test_an_unknown_number_waits_in_the_office(site: Site) -> None:
    assert queue(site.as_staff("Sra. Ruiz"), "unknown") == ["(206) 555-0119"]


def test_a_principal_sees_the_school_but_not_the_counselor(site: Site) -> None:
    principal, counselor = site.as_staff("Dr. Okafor"), site.as_staff("Mx. Kim")
    assert "Can we talk about Noah" not in principal.read("/inbox?queue=all")
    assert principal.get(f"/inbox?thread={site.thread('counselor')}").status_code == 404
    assert "Can we talk about Noah" in counselor.read("/inbox?queue=all")
    assert len(queue(principal, "all")) == 8


def test_nobody_waits_for_a_principal_who_answers_no_inbox(site: Site) -> None:
    assert queue(site.as_staff("Dr. Okafor"), "waiting") == []


@pytest.mark.parametrize("name", ["Leo", "stranger", "counselor"])
def test_a_thread_of_another_inbox_is_not_found(site: Site, name: str) -> None:
    answer = site.as_staff("Ms. Lee").get(f"/inbox?thread={site.thread(name)}")
    assert answer.status_code == 404
    assert "There is no such conversation." in words_of(answer.text)


def test_another_school_finds_nothing_of_ours(site: Site) -> None:
    with site.database.writing() as session:
        other = found(session, site.clock(), name="Roosevelt", lines="02")
        person = other.hire("Ms. Far", "far@roosevelt.example", Role.PRINCIPAL)
        other.open_inbox("Office", InboxKind.OFFICE, person)
        site.yard.staff["Ms. Far"] = person
    visitor = site.as_staff("Ms. Far")
    assert queue(visitor, "all") == []
    for thread in site.yard.threads.values():
        assert visitor.get(f"/inbox?thread={thread.id}").status_code == 404
        for verb in ("reply", "notes", "draft", "assign", "close", "reopen", "snooze"):
            answer = visitor.post(
                f"/threads/{thread.id}/{verb}", body="x", note="x", until="2026-12-01T08:00"
            )
            assert answer.status_code == 404
    assert "Nothing was found." in visitor.read("/inbox?q=Ana")


def test_a_conversation_shows_what_was_said_with_its_marks_in_words(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?queue=all&thread={site.thread('Noah')}")
    assert "Delivered 7:02 AM" in words
    assert "Nobody knows whether this went out" in words
    assert "Goes out: tomorrow, 7:02 AM" in words


def test_a_landline_is_explained_with_what_to_do(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?queue=all&thread={site.thread('Lucía')}")
    assert "Not delivered: This number is a landline and cannot get texts." in words
    assert "Call instead. It is fine, leave it" in words


def test_a_bubble_says_why_it_is_here_and_in_which_language_it_speaks(site: Site) -> None:
    html = site.as_staff("Ms. Lee").get(f"/inbox?thread={site.thread('Ana')}").text
    assert '<p class="body" lang="es" dir="auto">¿A qué hora es la reunión' in html
    assert "It came to the number that this family uses for this inbox." in html


def test_notes_are_labelled(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")
    assert "Note: only staff see this Homework is in the blue tray." in words


def test_the_family_card_tells_of_the_other_home_but_not_its_number_or_texts(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?queue=closed&thread={site.thread('Noah')}")
    assert "Also raised by: Priya Shah (mother)" in words
    assert "555-0114" not in words
    assert "next conference" not in words


def test_a_court_order_is_said_before_anybody_writes(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('other home')}")
    assert "A court order concerns Priya Shah and Noah. Ask the office before you write." in words


def test_the_card_tells_who_else_can_see_the_conversation(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")
    assert words.endswith("Who else can see this Dr. Okafor · Principal")


def test_a_number_that_was_opted_out_has_an_explanation_instead_of_a_composer(site: Site) -> None:
    answer = site.as_staff("Ms. Lee").get(f"/inbox?queue=all&thread={site.thread('Emma')}")
    assert 'name="text_en"' not in answer.text
    assert 'name="note"' in answer.text
    assert "The family texted a stop word." in words_of(answer.text)


def test_outside_texting_hours_the_composer_tells_when_a_text_would_leave(site: Site) -> None:
    path = f"/inbox?queue=all&thread={site.thread('Noah')}"
    assert "This will leave" not in site.as_staff("Ms. Lee").read(path)
    site.clock.moment = site.clock.moment.replace(hour=5) + timedelta(days=1)  # nine in the evening
    assert "This will leave: tomorrow, 9:00 AM." in site.as_staff("Ms. Lee").read(path)


def test_a_family_that_wrote_lately_may_be_answered_in_the_evening(site: Site) -> None:
    site.clock.moment = site.clock.moment.replace(hour=5) + timedelta(days=1)
    with site.database.writing() as session:
        yard = site.yard
        yard.session, yard.now = session, site.clock()
        yard.from_family(session.merge(yard.threads["Ana"]), "¿Está ahí?", timedelta(minutes=30))
    assert "This will leave" not in site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")


def test_spanish_screens_are_spanish_throughout(site: Site) -> None:
    words = site.as_staff("Sra. Ruiz").read(f"/inbox?thread={site.thread('stranger')}")
    for said in ("En espera de mí", "Números desconocidos", "Mensaje a la familia", "Enviar ahora", "Hoy"):
        assert said in words
    for unsaid in ("Waiting", "Send", "Unknown", "Today", "minutes"):
        assert unsaid not in words


def test_a_long_list_is_paged_and_nothing_is_shown_twice_or_left_out(site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        for number in range(120):
            thread = yard.thread(f"many {number}", yard.phone(f"1{number:03}"), "Front office")
            yard.from_family(thread, f"Text {number}", timedelta(days=1, minutes=number // 3))
    visitor = site.as_staff("Sra. Ruiz")
    path, seen = "/inbox?queue=all", []
    for _ in range(5):
        html = visitor.get(path).text
        seen += re.findall(r'<li id="t(\d+)"', html)
        older = re.search(r'class="more"><a href="([^"]+)"', html)
        if older is None:
            break
        path = older.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 121
    assert ">99+<" in html


def test_earlier_texts_are_a_page_away(site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        thread = yard.thread("long", yard.phone("2000"), "Ms. Lee")
        for number in range(130):
            yard.from_family(thread, f"Text {number:03}.", timedelta(minutes=200 - number))
    visitor = site.as_staff("Ms. Lee")
    newest = visitor.get(f"/inbox?thread={thread.id}").text
    assert "Text 129." in newest
    assert "Text 069." not in newest.split('id="stream"')[1]
    found_earlier = re.search(r'id="earlier"><a href="([^"]+)"', newest)
    assert found_earlier is not None
    earlier = visitor.get(found_earlier.group(1).replace("&amp;", "&")).text
    assert "Text 069." in earlier
    assert "Text 010." in earlier
    assert "Text 070." not in earlier


def test_search_shows_the_line_that_was_found(site: Site) -> None:
    words = site.as_staff("Ms. Lee").read("/inbox?q=fiebre")
    assert "Ana no va a ir hoy, tiene fiebre." in words


def test_an_open_page_learns_only_of_what_changed(site_on_either: Site) -> None:
    site = site_on_either
    lee, diaz = site.as_staff("Ms. Lee"), site.as_staff("Mr. Diaz")
    path = live_path(lee, f"/inbox?thread={site.thread('Ana')}")
    assert lee.get(path).status_code == 204
    diaz.post(f"/threads/{site.thread('Leo')}/notes", note="not Ms. Lee's to see")
    assert lee.get(path).status_code == 204
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        thread = session.merge(yard.threads["Ana"])
        yard.from_family(thread, "¿Recibió mi mensaje?", timedelta(0))
        thread.touch(site.clock())
    answer = lee.get(path)
    assert answer.status_code == 200
    assert "¿Recibió mi mensaje?" in answer.text
    assert "<html" not in answer.text


def test_an_open_page_sees_a_change_that_was_committed_late(site: Site) -> None:
    lee = site.as_staff("Ms. Lee")
    with site.database.writing() as session:
        session.merge(site.yard.threads["Mateo"]).touch(site.clock())
    path = live_path(lee, "/inbox")
    with site.database.writing() as session:
        session.merge(site.yard.threads["Ana"]).touch(site.clock() - timedelta(seconds=5))
    assert lee.get(path).status_code == 200


def test_an_open_page_of_somebody_signed_out_is_told_so(site: Site) -> None:
    assert site.visitor().get("/live").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/inbox?queue=nonsense",
        "/inbox?after=nonsense",
        "/inbox?after=99999999999999999999999-1",
        "/inbox?after=1-99999999999999999999999",
        "/inbox?thread=nonsense",
        "/inbox?thread=",
        "/inbox?before=-5",
        "/inbox?q=%00%ff",
        "/inbox?q=%25_%5C",
        "/inbox?pane=%3Cscript%3E",
    ],
)
def test_an_odd_address_is_a_page_all_the_same(site_on_either: Site, path: str) -> None:
    assert site_on_either.as_staff("Ms. Lee").get(path).status_code == 200


def test_a_family_cannot_write_markup_into_a_page(site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        yard.from_family(session.merge(yard.threads["Ana"]), "<img src=x onerror=alert(1)>", timedelta(0))
    html = site.as_staff("Ms. Lee").get(f"/inbox?thread={site.thread('Ana')}").text
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


@pytest.mark.parametrize("name", ["Ms. Lee", "Dr. Okafor"])
@pytest.mark.parametrize("path", ["/inbox?queue=all", "/inbox?queue=all&thread={Ana}", "/live?thread={Ana}"])
def test_a_page_asks_the_database_a_fixed_small_number_of_questions(site: Site, name: str, path: str) -> None:
    visitor = site.as_staff(name)
    asked: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    reader = site.database._reader  # noqa: SLF001 - pages read through it, and nothing else shows what they ask
    event.listen(reader, "before_cursor_execute", remember)
    counts = []
    for _ in range(2):
        asked.clear()
        assert visitor.get(path.replace("{Ana}", str(site.thread("Ana")))).status_code == 200
        counts.append(len(asked))
        with site.database.writing() as session:
            yard = site.yard
            yard.session = session
            for number in range(80):
                yard.from_family(session.merge(yard.threads["Ana"]), f"Text {number}", timedelta(0))
    may_ask_whether_anything_changed = 3 if path.startswith("/live") else 0
    assert counts[0] == counts[1] <= 19 + may_ask_whether_anything_changed


def live_path(visitor: Visitor, page: str) -> str:
    """What the page at this address asks for by itself."""
    found_live = re.search(r'data-version="([^"]+)" data-url="([^"]+)"', visitor.get(page).text)
    assert found_live is not None
    address = found_live.group(2).replace("&amp;", "&")
    return f"{address}&version={found_live.group(1)}"
