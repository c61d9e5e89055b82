"""Which conversation a family's text belongs to."""

import pytest

from app.messages.message import RoutedBy
from tests.support.cast import CARMEN, MAYA, MS_LEE, Stage


def test_a_family_with_one_inbox_reaches_its_teacher(stage: Stage) -> None:
    message = stage.text_in(MAYA, "Good morning")
    assert message.routed_by is RoutedBy.ONLY_INBOX
    assert message.thread_id == stage.thread(MAYA, MS_LEE).id
