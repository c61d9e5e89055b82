"""Pictures that go out with texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event, select

from app.foundation.database import Database
from app.foundation.errors import Invalid
from app.gateway.port import FailureReason, GivenUp
from app.messages.decisions import send_again
from app.messages.delivery import hand_over
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.outgoing_picture import OutgoingPicture
from app.messages.outgoing_pictures import add_picture, addresses_of, get_picture, picture_to_send
from tests.messages.test_pictures import SECRET, drawn, telling_exif, written
from tests.support.cast import LEE, FakeGateway, Stage, delivery

SNOW = {"en": "Snow on the school bus.", "es": "Nieve sobre el autobús escolar."}
LONG = "The buses come two hours later today. " * 8


def added(stage: Stage, content: bytes | None = None, described: dict[str, str] = SNOW) -> OutgoingPicture:
    return add_picture(
        stage.session,
        stage.cast.school,
        picture_to_send(written(drawn(), "JPEG") if content is None else content, described=described),
        by=stage.cast.staff[LEE],
        now=stage.now,
    )


def sent_with_picture(stage: Stage, body: str = "Look!") -> Message:
    message = enqueue(
        stage.session,
        stage.cast.school,
        stage.conversation(),
        body,
        kind=MessageKind.REPLY,
        author=stage.cast.staff[LEE],
        now=stage.now,
        picture_id=added(stage).id,
    )
    stage.look_again()
    return message


def moving_gif() -> bytes:
    target = BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("form", "goes_as"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/png")]
)
def test_the_kinds_that_every_phone_shows_are_kept_described_in_both_languages(
    stage: Stage, form: str, goes_as: str
) -> None:
    picture = added(stage, written(drawn(), form))
    assert (picture.content_type, picture.described) == (goes_as, SNOW)
    assert get_picture(stage.session, picture.key) is picture
    assert len(picture.key) >= 43


def test_where_a_photo_was_taken_goes_to_no_family(stage: Stage) -> None:
    photo = written(drawn(), "JPEG", exif=telling_exif())
    assert SECRET in photo
    content = added(stage, photo).content
    assert SECRET not in content
    assert not Image.open(BytesIO(content)).getexif()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a picture."),
        (b"%PDF-1.7 a flyer", "JPEG, PNG and GIF"),
        (written(drawn(), "WEBP"), "JPEG, PNG and GIF"),
        (b"<svg onload='alert(1)'/>", "JPEG, PNG and GIF"),
        (b"\xff\xd8\xff" + b"x" * 5_000_000, "5 megabytes"),
        (b"\xff\xd8\xff and nothing more", "cannot be read"),
        (written(drawn(), "PNG")[:60], "cannot be read"),
        (moving_gif(), "stands still"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_reason(stage: Stage, content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        added(stage, content)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "described", [{"en": "Snow"}, {"en": "Snow", "es": " \n"}, {"en": "Snow", "es": "x" * 201}]
)
def test_families_who_cannot_see_it_are_told_in_every_language_what_it_shows(
    stage: Stage, described: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        added(stage, described=described)


def test_the_provider_is_told_where_the_picture_is(stage: Stage, tmp_path: Path) -> None:
    sent_with_picture(stage)
    gateway = FakeGateway()
    hand_over(
        delivery(Database(f"sqlite:///{tmp_path}/untouched.db"), gateway, lambda: stage.now),
        stage.claim_one(),
    )
    key = stage.session.scalars(select(OutgoingPicture.key)).one()
    assert [text.picture_url for text in gateway.sent] == [f"https://puente.example.org/pictures/{key}"]


def test_a_claim_of_texts_without_pictures_asks_nothing_about_pictures(stage: Stage) -> None:
    stage.enqueue(stage.conversation())
    with statements(stage) as asked:
        claimed = stage.claim_one()
    assert claimed.picture_path == ""
    assert not [statement for statement in asked if "outgoing_pictures" in statement]
    with statements(stage) as asked:
        assert addresses_of(stage.session, []) == {}
    assert asked == []


def test_words_beside_a_picture_are_one_message_however_long(stage: Stage) -> None:
    assert sent_with_picture(stage, LONG).segments == 1
    assert stage.enqueue(stage.thread(), LONG).segments == 2


@pytest.mark.parametrize(
    ("reason", "goes_along"), [(FailureReason.PICTURE_REFUSED, False), (FailureReason.CONGESTED, True)]
)
def test_a_text_that_goes_again_leaves_a_picture_behind_that_was_refused(
    stage: Stage, reason: FailureReason, *, goes_along: bool
) -> None:
    message = sent_with_picture(stage, LONG)
    stage.record(stage.claim_one(), GivenUp(reason, "30019"))
    again = send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    assert (again.picture_id == message.picture_id, again.segments) == (goes_along, 1 if goes_along else 2)


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = stage.session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)
