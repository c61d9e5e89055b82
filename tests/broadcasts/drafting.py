"""A broadcast of the demo's school, as far along as a test needs it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, Broadcast, Urgency
from app.broadcasts.planning.draft import (
    ChoiceForm,
    KindForm,
    MomentForm,
    WordsForm,
    begin_draft,
    choose_families,
    set_moment,
    write_words,
)
from app.broadcasts.planning.reach import Reach
from app.broadcasts.planning.release import release
from app.inbox.queries import sight_of
from app.joining.sight import groups_seen_by
from app.roster.group import Group
from tests.support.announcement import POST
from tests.support.cast import RUIZ, Stage

EVERYBODY = Selection(SelectionKind.SCHOOL)
SNOW = {
    "en": "School is closed today because of snow. {child} stays home.",
    "es": "Hoy no hay clases por la nieve. {child} se queda en casa.",
}
IN_TWO_DAYS = timedelta(days=2)
PIZZA_OR_SOUP = (
    ChoiceForm({"en": "Pizza", "es": "Pizza"}),
    ChoiceForm({"en": "Soup", "es": "Sopa"}),
)


def reach_of(stage: Stage, email: str = RUIZ) -> Reach:
    """What this person sees, and the classes whose inboxes are theirs."""
    person = stage.cast.staff[email]
    sight = sight_of(stage.session, stage.cast.school, person)
    sections = {inbox.section_id for inbox_id, inbox in sight.inboxes.items() if inbox_id in sight.member_of}
    groups = frozenset(stage.session.scalars(select(Group.id).where(groups_seen_by(person))))
    return Reach(person, frozenset(sight.inboxes), frozenset(filter(None, sections)), group_ids=groups)


def draft(
    stage: Stage,
    *,
    by: str = RUIZ,
    to: Selection | None = EVERYBODY,
    says: WordsForm | dict[str, str] = SNOW,
    moment: MomentForm | None = None,
    **kind: object,
) -> Broadcast:
    """A snow day for the whole school, unless the test says otherwise."""
    form = replace(KindForm("Snow day", None), **kind)  # type: ignore[arg-type]
    reach, session, school = reach_of(stage, by), stage.session, stage.cast.school
    broadcast = begin_draft(session, school, form, reach=reach, now=stage.now)
    if to is not None:
        choose_families(session, school, broadcast, to, version=broadcast.version, reach=reach, now=stage.now)
    words = says if isinstance(says, WordsForm) else WordsForm(says)
    write(stage, broadcast, words, by=by)
    if moment is not None:
        set_moment(session, school, broadcast, moment, version=broadcast.version, now=stage.now)
    return broadcast


def write(stage: Stage, broadcast: Broadcast, form: WordsForm, *, by: str = RUIZ) -> None:
    write_words(
        stage.session,
        stage.cast.school,
        broadcast,
        form,
        version=broadcast.version,
        by=stage.cast.staff[by],
        now=stage.now,
    )


def poll(stage: Stage, **other: object) -> Broadcast:
    """Families are asked what there should be for lunch."""
    words = WordsForm(
        {"en": "What should we cook on Friday?", "es": "¿Qué cocinamos el viernes?"},
        Asks.POLL,
        PIZZA_OR_SOUP,
        answers_until=stage.now + IN_TWO_DAYS,
    )
    return draft(stage, says=words, **{"title": "Lunch", **other})  # type: ignore[arg-type]


def let_go(
    stage: Stage,
    broadcast: Broadcast,
    *,
    by: str = RUIZ,
    reach: Reach | None = None,
    typed_count: int | None = None,
) -> Broadcast:
    release(
        stage.session,
        stage.cast.school,
        broadcast,
        version=broadcast.version,
        typed_count=typed_count,
        post=POST,
        reach=reach or reach_of(stage, by),
        now=stage.now,
    )
    return broadcast


def emergency(stage: Stage, **other: object) -> Broadcast:
    return draft(stage, urgency=Urgency.EMERGENCY, **other)  # type: ignore[arg-type]
