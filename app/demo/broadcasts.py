"""The demo's announcements: a poll before the family dinners, what came of it, and news of picture day."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answers.feedback import draft_feedback
from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, Broadcast
from app.broadcasts.planning.draft import (
    ChoiceForm,
    KindForm,
    WordsForm,
    begin_draft,
    choose_families,
    write_words,
)
from app.broadcasts.planning.reach import Reach
from app.broadcasts.planning.release import release
from app.broadcasts.sending.fan_out import hand_over_due
from app.broadcasts.sending.post import BroadcastPost
from app.demo.cast import CARMEN, LEE, LUIS, MAYA, ROSA, RUIZ, Cast
from app.demo.deeds import Announces, AsksAll, BroadcastDeed, Happening, TellsWhatCame, from_family
from app.demo.moments import day
from app.demo.one_unit import OneUnit
from app.events.board.who_stands import guests_who_stand
from app.inbox.inboxes_of_students import inboxes_of_students
from app.sms.catalog import Catalog

ANSWERS_FOR = timedelta(hours=17)

BROADCASTS: tuple[Happening, ...] = (
    (day(10, "16:00"), AsksAll(LEE)),
    (day(10, "16:05"), from_family(ROSA, LEE, "1")),
    (day(10, "16:20"), from_family(MAYA, LEE, "2")),
    (day(10, "17:45"), from_family(LUIS, LEE, "1")),
    (day(10, "18:30"), from_family(CARMEN, LEE, "2")),
    (day(9, "09:40"), TellsWhatCame(LEE)),
    (day(6, "10:15"), Announces(RUIZ)),
    (day(6, "10:21"), from_family(MAYA, LEE, "👍")),
    (day(6, "10:40"), from_family(LUIS, LEE, "👍")),
)

WHAT_WOULD_HELP = WordsForm(
    words={
        "en": "We plan three family dinners. What would help {child} and you most to come?",
        "es": "Planeamos tres cenas en familia. ¿Qué les ayudaría más a {child} y a ustedes para venir?",
    },
    asks=Asks.POLL,
    choices=(
        ChoiceForm({"en": "Childcare", "es": "Cuidado de niños"}),
        ChoiceForm({"en": "A ride", "es": "Transporte"}),
        ChoiceForm({"en": "A later hour", "es": "Otra hora"}),
    ),
)
WE_DID = {
    "en": "You told us what would help you to come. Every dinner now has childcare, and a ride for whoever needs it.",
    "es": "Nos dijeron qué les ayudaría a venir. Cada cena tendrá cuidado de niños y transporte para quien lo pida.",
}
PICTURE_DAY = {
    "en": "School pictures are taken next week. For {child}, no money and no special clothes are needed.",
    "es": "La próxima semana tomamos las fotos escolares. Para {child} no hace falta dinero ni ropa especial.",
}


def announce(session: Session, cast: Cast, deed: BroadcastDeed, catalog: Catalog, *, now: datetime) -> None:
    """What staff announce, and what a worker does about it."""
    post = BroadcastPost(catalog, guests_who_stand, inboxes_of_students)
    person = cast.staff[deed.by.email]
    inboxes = cast.inboxes.items()
    own = {inbox.section_id for name, inbox in inboxes if name == deed.by.name and inbox.section_id}
    reach = Reach(person, {inbox.id for _, inbox in inboxes}, own)
    match deed:
        case AsksAll():
            inbox = cast.inboxes[deed.by.name]
            families = Selection(SelectionKind.SECTIONS, (inbox.section_id,))
            draft = _draft(session, cast, KindForm("What would help?", inbox.id), families, reach, now=now)
            asking = WordsForm(
                WHAT_WOULD_HELP.words, Asks.POLL, WHAT_WOULD_HELP.choices, answers_until=now + ANSWERS_FOR
            )
            write_words(session, cast.school, draft, asking, version=draft.version, by=person, now=now)
        case TellsWhatCame():
            poll = session.scalars(select(Broadcast).where(Broadcast.asks == Asks.POLL)).one()
            draft = draft_feedback(session, poll, reach=reach, catalog=catalog, now=now)
            words = WordsForm(WE_DID)
            write_words(session, cast.school, draft, words, version=draft.version, by=person, now=now)
        case Announces():
            everybody = Selection(SelectionKind.SCHOOL)
            draft = _draft(session, cast, KindForm("Picture day", None), everybody, reach, now=now)
            words = WordsForm(PICTURE_DAY)
            write_words(session, cast.school, draft, words, version=draft.version, by=person, now=now)
    release(
        session,
        cast.school,
        draft,
        version=draft.version,
        typed_count=None,
        post=post,
        reach=reach,
        now=now,
    )
    hand_over_due(OneUnit(session), post, clock=lambda: now)


def _draft(
    session: Session, cast: Cast, kind: KindForm, families: Selection, reach: Reach, *, now: datetime
) -> Broadcast:
    draft = begin_draft(session, cast.school, kind, reach=reach, now=now)
    choose_families(session, cast.school, draft, families, version=draft.version, reach=reach, now=now)
    return draft
