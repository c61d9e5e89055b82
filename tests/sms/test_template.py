import pytest

from app.foundation.errors import Invalid
from app.sms.template import Template


def test_slots_are_filled_wherever_they_stand() -> None:
    template = Template("{school}: {child} is here. {school}")
    assert template.slots == ("school", "child")
    assert template.fill(school="Lincoln", child="Ana") == "Lincoln: Ana is here. Lincoln"


def test_doubled_braces_are_braces() -> None:
    assert Template("{{{name}}} {{name}}").fill(name="Ana") == "{Ana} {name}"


def test_braces_within_a_value_stay_what_they_are() -> None:
    assert Template("{a} {b}").fill(a="{b}", b="}}") == "{b} }}"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(Invalid, match="child, school"):
        Template("{school} {child}").fill()


def test_a_value_without_a_place_is_named() -> None:
    with pytest.raises(Invalid, match="chld"):
        Template("{child}").fill(child="Ana", chld="Ana")


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "{child", "child}", "{child.name}", "{child!r}", "{0}", "{Child}"]
)
def test_a_brace_that_names_no_slot_is_refused_at_once(text: str) -> None:
    with pytest.raises(Invalid, match="brace"):
        Template(text)
