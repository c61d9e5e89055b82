"""What the software itself answers, and in which language."""

import pytest

from app.interpreting.auto_replies import answer_with_wording
from app.interpreting.queries import beside
from app.interpreting.translation import Maker
from app.roster.guardian import Guardian
from tests.support.cast import CARMEN, FRONT, MAYA, NOON, ORTEGAS, Stage


@pytest.mark.parametrize("other", ["en", None, "so"])
def test_two_who_share_a_phone_and_no_language_hear_both(stage: Stage, other: str | None) -> None:
    luis = next(g for g in stage.all(Guardian) if g.name == "Luis Ortega")
    luis.language = other
    stage.look_again()
    thread = stage.conversation(ORTEGAS)
    message = answer_with_wording(
        stage.session, stage.cast.school, thread, "help", catalog=FRONT.catalog, now=NOON
    )
    assert message is not None
    assert (message.language, " / " in message.body) == (None, True)


def test_the_school_and_its_phone_are_named(stage: Stage) -> None:
    stage.cast.school.name = "{Curly} & Sons' School"
    message = answer_with_wording(
        stage.session, stage.cast.school, stage.conversation(), "help", catalog=FRONT.catalog, now=NOON
    )
    assert message is not None
    assert message.body.startswith("{Curly} & Sons' School: Texts between families")
    assert message.author_id is None


def test_a_number_that_may_not_be_texted_hears_nothing(stage: Stage) -> None:
    thread = stage.conversation()
    stage.text_in(MAYA, "please stop texting me")
    answer = answer_with_wording(
        stage.session, stage.cast.school, thread, "help", catalog=FRONT.catalog, now=NOON
    )
    assert answer is None
    assert stage.outgoing(MAYA) == []


def test_staff_read_what_the_software_said_as_it_is_worded_in_their_language(stage: Stage) -> None:
    message = answer_with_wording(
        stage.session, stage.cast.school, stage.conversation(CARMEN), "help", catalog=FRONT.catalog, now=NOON
    )
    assert message is not None
    assert message.language == "es"
    stage.look_again()
    english = beside(stage.session, [message.id])[message.id].translations["en"]
    assert english.maker is Maker.PHRASE
    assert english.body.startswith("Alameda Bilingual School: Texts between families and our staff.")
