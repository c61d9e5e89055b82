"""What the review shows: real families' texts, who gets none and why, and what it takes to send."""

from collections import Counter
from datetime import time, timedelta

import pytest

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, Topic
from app.broadcasts.planning.draft import MomentForm
from app.broadcasts.planning.preview import Preview, Sample, SampleKind, preview
from app.broadcasts.recipient import LeftOut
from app.messages.message import MessageKind
from app.roster.guardian import GuardianPhone
from app.roster.phone_number import NumberHealth
from app.schools.phone_line import LinePurpose
from tests.broadcasts.drafting import SNOW, draft, emergency, let_go
from tests.support.announcement import POST
from tests.support.cast import (
    AMINA,
    CARMEN,
    HELEN,
    JORGE,
    LEE,
    MAIN,
    MAYA,
    MS_LEE,
    OFFICE,
    PAT,
    ROSA,
    SECOND,
    Stage,
)

K = SampleKind


def look(stage: Stage, broadcast: Broadcast) -> Preview:
    stage.look_again()
    return preview(stage.session, stage.cast.school, broadcast, post=POST, now=stage.now)


def sample(shown: Preview, kind: SampleKind) -> list[Sample]:
    return [one for one in shown.samples if kind in one.kinds]


def test_real_families_are_shown_what_they_will_read(stage: Stage) -> None:
    shown = look(stage, draft(stage))
    (two,) = sample(shown, K.TWO_CHILDREN)
    assert (two.e164, two.language, two.children) == (ROSA, "es", ("Ana", "Leo"))
    assert "Ana y Leo se queda en casa" in two.body
    (every,) = sample(shown, K.EVERY_LANGUAGE)
    assert every.e164 == AMINA
    assert "because of snow" in every.body
    assert "por la nieve" in every.body
    assert {one.language for one in sample(shown, K.LANGUAGE)} == {"en", "es"}
    assert sample(shown, K.LONGEST_NAME)[0].children == ("Ana", "Leo")
    assert len({one.phone_id for one in shown.samples}) == len(shown.samples)


def test_a_first_text_is_shown_with_how_to_stop_it(stage: Stage) -> None:
    shown = look(stage, draft(stage))
    assert all("STOP" in one.body or "ALTO" in one.body for one in sample(shown, K.FIRST_TIME))


def test_who_gets_no_text_is_named_with_the_reason(stage: Stage) -> None:
    stage.text_in(CARMEN, "ALTO")
    stage.text_in(MAYA, "please stop texting me so much")
    stage.cast.phones[HELEN].health = NumberHealth.LANDLINE
    stage.cast.school.weekly_allowance = 1
    stage.enqueue(stage.conversation(PAT, MS_LEE), kind=MessageKind.TIP)
    shown = look(stage, draft(stage))
    assert shown.left_out == {
        LeftOut.STOPPED: 1,
        LeftOut.IN_REVIEW: 1,
        LeftOut.LANDLINE: 1,
        LeftOut.NO_ROOM: 1,
    }
    assert shown.families == shown.load.count + shown.left_out.total() == 9
    assert look(stage, emergency(stage, topic=Topic.WEATHER)).left_out[LeftOut.NO_ROOM] == 0


def test_a_home_without_a_number_counts_and_gets_no_text(stage: Stage) -> None:
    stage.session.delete(
        stage.all(GuardianPhone, GuardianPhone.phone_number_id == stage.cast.phones[JORGE].id)[0]
    )
    shown = look(stage, draft(stage))
    (unreached,) = shown.unreached
    assert (unreached.why, unreached.phone_id) == (LeftOut.NO_NUMBER, None)
    assert (shown.families, shown.load.count) == (9, 8)


def test_texts_and_segments_are_counted_by_language(stage: Stage) -> None:
    shown = look(stage, draft(stage, says={"en": "No school.", "es": "No hay clases."}))
    assert shown.load.texts == {"es": 4, "en": 4, None: 1}
    long = look(stage, draft(stage, says={"en": "No school. " * 30, "es": "No hay clases."}))
    assert long.load.segments["en"] > shown.load.segments["en"] == 4 * _segments(shown, "en")


def _segments(shown: Preview, language: str) -> int:
    return next(one.segments for one in shown.samples if one.language == language)


def test_it_takes_as_long_as_the_busiest_line_at_its_rate(stage: Stage) -> None:
    inbox = stage.cast.inboxes[OFFICE].id
    shown = look(stage, draft(stage, inbox_id=inbox))
    assert shown.seconds == sum(shown.load.segments.values())
    stage.line(MAIN).segments_per_second = 4
    assert look(stage, draft(stage, inbox_id=inbox)).seconds == shown.seconds / 4


def test_an_emergency_has_its_own_line(stage: Stage) -> None:
    line = stage.line(SECOND)
    line.purpose, line.segments_per_second = LinePurpose.EMERGENCIES, 10
    shown = look(stage, emergency(stage, topic=Topic.SAFETY))
    assert shown.seconds == pytest.approx(sum(shown.load.segments.values()) / 10)


def test_it_says_what_else_the_families_are_texted_that_week(stage: Stage) -> None:
    for sender, count in ((PAT, 2), (MAYA, 1)):
        thread = stage.conversation(sender, MS_LEE)
        for _ in range(count):
            stage.enqueue(thread, kind=MessageKind.TIP)
    other = let_go(stage, draft(stage, moment=MomentForm(send_at=stage.now + timedelta(days=1))))
    far = let_go(stage, draft(stage, moment=MomentForm(send_at=stage.now + timedelta(days=9))))
    shown = look(stage, draft(stage))
    assert shown.this_week.texts == {MessageKind.TIP: 3}
    assert shown.this_week.families == Counter({0: 7, 1: 1, 2: 1})
    assert shown.ahead == [other]
    assert far not in shown.ahead


def test_families_with_hours_of_their_own_get_it_later(stage: Stage) -> None:
    phone = stage.cast.phones[PAT]
    phone.texts_from, phone.texts_until = time(17), time(19)
    assert look(stage, draft(stage)).later == 0
    assert look(stage, draft(stage, moment=MomentForm(in_own_hours=True))).later == 1


def test_without_words_that_could_go_out_the_families_are_counted_all_the_same(stage: Stage) -> None:
    shown = look(stage, draft(stage, says={"en": SNOW["en"]}))
    assert (shown.families, shown.samples, shown.load.count) == (9, [], 0)


def test_a_class_is_shown_its_own_families_only(stage: Stage) -> None:
    inbox = stage.cast.inboxes[MS_LEE]
    own = Selection(SelectionKind.SECTIONS, (inbox.section_id,))
    shown = look(stage, draft(stage, by=LEE, inbox_id=inbox.id, to=own))
    assert shown.families == 6
    assert sample(shown, K.TWO_CHILDREN) == []
