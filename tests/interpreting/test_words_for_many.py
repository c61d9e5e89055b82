"""Proposing what many families will read: no conversation, and `{child}` where each one's own child is named."""

from datetime import datetime

import pytest

from app.interpreting.drafting import Proposal, Typed, find_proposal, propose
from app.interpreting.engine_room import translate_in
from app.interpreting.names import names_of_school
from app.interpreting.outgoing import Desk
from app.interpreting.requests import is_engines_own
from app.interpreting.translation import Maker
from app.translation.locks import mask
from app.translation.memory import learn
from tests.interpreting.conftest import ObedientEngine
from tests.support.cast import DIAZ, Stage

ENGLISH = "{child} brings a sweater to {school} on Friday."
SPANISH = "{child} trae un suéter a {school} el viernes."


def typed(stage: Stage) -> Typed:
    return Typed(stage.cast.school, None, ENGLISH, "en", "es")


def proposed(stage: Stage, desk: Desk, *, now: datetime | None = None) -> Proposal:
    return propose(stage.session, typed(stage), trust=desk.trust, now=now or stage.now)


@pytest.fixture
def spanish(engine: ObedientEngine) -> ObedientEngine:
    """It puts the sentence into Spanish and its made-up nouns where they belong."""

    def answer(text: str) -> str:
        child, rest = text.split(" brings a sweater to ")
        return f"{child} trae un suéter a {rest.split(' ')[0]} el viernes."

    engine.answer = answer
    return engine


def test_the_engine_is_asked_once_and_never_sees_what_is_filled_in(
    stage: Stage, desk: Desk, spanish: ObedientEngine
) -> None:
    assert proposed(stage, desk).is_waiting
    assert proposed(stage, desk).is_waiting
    assert translate_in(stage.session, spanish, now=stage.now) == 1
    ((asked,),) = spanish.asked
    assert "{" not in asked
    found = find_proposal(stage.session, typed(stage), trust=desk.trust)
    assert found is not None
    assert (found.body, found.maker) == (SPANISH, Maker.ENGINE)
    assert is_engines_own(stage.session, stage.cast.school, f" {SPANISH} ", language="es")
    assert not is_engines_own(stage.session, stage.cast.school, ENGLISH, language="en")


def test_reviewed_words_are_there_at_once(stage: Stage, desk: Desk) -> None:
    """Whether they were reviewed for one child or for everybody's."""
    names = names_of_school(stage.session, stage.cast.school.id)
    for source, target in (
        ("Oliver brings a sweater to Alameda Bilingual School on Friday.",) * 2,
        (ENGLISH, SPANISH),
    ):
        learn(
            stage.session,
            stage.cast.school.id,
            mask(source, language="en", names=names),
            mask(target, language="es", names=names),
            by_id=stage.cast.staff[DIAZ].id,
            now=stage.now,
        )
    known = proposed(stage, desk)
    assert (known.body, known.maker) == (SPANISH, Maker.MEMORY)
