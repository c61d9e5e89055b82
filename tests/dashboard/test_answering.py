"""What stands beside a family's text that came after an announcement."""

from sqlalchemy import select

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply
from app.broadcasts.broadcast import Asks
from tests.dashboard.announced import announced
from tests.dashboard.conftest import Site, words_of
from tests.dashboard.two_languages import at_work, written


def came_after(site: Site, broadcast_id: int, body: str, *, is_thanks: bool = False) -> int:
    message_id = written(site, "Ana", body)
    with at_work(site) as (session, yard):
        session.add(
            BroadcastReply(
                school_id=yard.school.id,
                broadcast_id=broadcast_id,
                phone_number_id=yard.phone("0111").id,
                message_id=message_id,
                is_thanks=is_thanks,
                came_at=yard.now,
            )
        )
    return message_id


def test_a_text_tells_which_announcement_it_followed(site: Site) -> None:
    made = announced(site)
    came_after(site, made.id, "gracias", is_thanks=True)
    came_after(site, made.id, "¿Llevo algo?")
    page = words_of(site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}"))
    assert "Thanks for the announcement “Picture day”" in page
    assert "Came after the announcement “Picture day”" in page
    assert "Count it as" not in page


def test_a_person_counts_what_the_software_was_not_sure_of(site: Site) -> None:
    made = announced(site, asks=Asks.POLL)
    message_id = came_after(site, made.id, "2 de mis hijos pueden el viernes")
    lee, path = site.as_staff("Ms. Lee"), f"/inbox?thread={site.thread('Ana')}"
    assert "May answer “Picture day”, which asks: 1) Monday 2) Friday. Please read it." in words_of(
        lee.read(path)
    )
    assert lee.post(f"/messages/{message_id}/count-as-2", {}, queue="waiting").status_code == 303
    page = words_of(lee.read(path))
    assert "Answers “Picture day”: 2) Friday" in page
    assert "Su respuesta: 2) viernes" in page
    assert "Count it as" not in page
    assert lee.post(f"/messages/{message_id}/count-as-1", {}, queue="waiting").status_code == 404
    with site.database.reading() as session:
        answer = session.scalars(select(BroadcastAnswer)).one()
        assert (answer.choice, answer.words) == (2, "2 de mis hijos pueden el viernes")
