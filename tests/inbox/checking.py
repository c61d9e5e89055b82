"""A text that is put to a colleague who reads both languages, and what the colleague makes of it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete

from app.demo.cast import Cast
from app.inbox.translation_check import approve_check, send_back_check
from app.interpreting.incoming import settle_languages
from app.interpreting.outgoing import How, word_for_family
from app.interpreting.reviews import doubt
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import TranslationRequest
from app.interpreting.translation_review import TranslationReview
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from tests.interpreting.conftest import DESK
from tests.support.cast import (
    CARMEN,
    DIAZ,
    LEE,
    MS_LEE,
    NOON,
    OKAFOR,
    RUIZ,
    Stage,
)

TRIP = "Tomorrow we go to the museum by bus."
VIAJE = "Mañana vamos al museo en autobús."
BETTER = "Mañana iremos al museo en autobús."
SOMALI = {"so": "Berri waxaan aadeynaa matxafka.", "en": TRIP}
FEVER = "Buenos días maestra, Sofía tiene calentura, paso por ella a las 2:30 pm."


def who_reads_what(cast: Cast) -> None:
    """Ruiz and the principal read both languages, the teachers English alone."""
    for email, (own, others) in {
        RUIZ: ("es", "en"),
        OKAFOR: ("en", "es"),
        LEE: ("en", ""),
        DIAZ: ("en", ""),
    }.items():
        cast.staff[email].language, cast.staff[email].other_languages = own, others


def asked(
    stage: Stage,
    texts: Mapping[str, str] = MappingProxyType({"en": TRIP, "es": VIAJE}),
    *,
    to: str = CARMEN,
    inbox: str = MS_LEE,
    by: str = LEE,
    send_at: datetime | None = None,
) -> Message:
    """A text to a family that its writer has put to a colleague."""
    thread = stage.conversation(to, inbox, "Hola")
    writer = stage.cast.staff[by]
    outgoing = word_for_family(
        stage.session, stage.cast.school, thread, texts, by=writer, how=How.CHECKED, desk=DESK
    )
    message = stage.reply(thread, outgoing.body, by=writer, outgoing=outgoing, send_at=send_at)
    assert message.status is S.DRAFT
    return message


def doubted(stage: Stage, body: str = FEVER, note: str = "") -> Message:
    """A family's text whose English, by an engine, somebody calls wrong."""
    message = stage.text_in(CARMEN, body)
    settle_languages(stage.session, DESK.trust, now=stage.now)
    stage.session.execute(delete(TranslationRequest))
    wrong = {"body": "Sofía has a warming.", "maker": Maker.ENGINE, "engine": "Obedient"}
    stage.session.add(
        Translation(school_id=message.school_id, message_id=message.id, language="en", made_at=NOON, **wrong)
    )
    stage.look_again()
    doubt(stage.session, stage.cast.school, message, "en", note, by=stage.cast.staff[LEE], now=stage.now)
    return message


def reviews(stage: Stage) -> list[TranslationReview]:
    return stage.all(TranslationReview)


def review_of(stage: Stage, message: Message) -> TranslationReview:
    (review,) = stage.all(TranslationReview, TranslationReview.message_id == message.id)
    return review


def approve(stage: Stage, review: TranslationReview, body: str = VIAJE, *, by: str = RUIZ) -> None:
    approve_check(stage.session, stage.cast.school, review.id, body, by=stage.cast.staff[by], now=stage.now)
    stage.look_again()


def send_back(stage: Stage, review: TranslationReview, reason: str = "", *, by: str = RUIZ) -> None:
    send_back_check(
        stage.session, stage.cast.school, review.id, reason, by=stage.cast.staff[by], now=stage.now
    )
    stage.look_again()
