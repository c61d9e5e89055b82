import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.errors import Invalid
from app.sms.phone_number import display, find_phone_number, mask, parse_phone_number


@pytest.mark.parametrize(
    "typed",
    ["2065550123", "(206) 555-0123", "206.555.0123", " +1 206 555 0123 ", "1-206-555-0123", "+12065550123"],
)
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    assert parse_phone_number(typed) == "+12065550123"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "mom",
        "911",
        "12345",
        "555-0123",
        "206 555 012",
        "+1 555 555 0123",
        "206-555-0123 x12",
        "206-555-0123 / 206-555-0124",
        "mom 206-555-0123",
        "whatsapp:+12065550123",
        "whatsapp:US.1234",
        "+",
        "\x00",
        "1" * 5000,
    ],
)
def test_anything_else_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Invalid, match="Not a phone number"):
        parse_phone_number(typed)


def test_a_number_without_a_country_belongs_to_the_region_of_the_school() -> None:
    assert parse_phone_number("55 1234 5678", region="MX") == "+525512345678"
    assert parse_phone_number("+52 55 1234 5678") == "+525512345678"


@pytest.mark.parametrize(
    "sender", ["12345", "whatsapp:US.1234", "whatsapp:+12065550123", "TWILIO", "", "+", "\x00"]
)
def test_a_sender_that_is_no_phone_number_is_none(sender: str) -> None:
    assert find_phone_number(sender) is None


def test_a_sender_of_an_area_code_newer_than_our_tables_is_still_found() -> None:
    with pytest.raises(Invalid):
        parse_phone_number("+15555550123")
    assert find_phone_number("+15555550123") == "+15555550123"


def test_what_a_staff_member_types_into_search_is_found_too() -> None:
    assert find_phone_number("(206) 555-0123") == "+12065550123"
    assert find_phone_number("Ana") is None


def test_a_mask_shows_the_last_four_digits() -> None:
    assert mask("+12065550123") == "•••0123"


@pytest.mark.parametrize("garbage", ["", "whatsapp:US.1234", "12345", "Ana"])
def test_a_mask_of_something_short_shows_nothing(garbage: str) -> None:
    assert mask(garbage) == "•••"


def test_numbers_are_shown_as_people_write_them() -> None:
    assert display("+12065550123") == "(206) 555-0123"
    assert display("+525512345678") == "+52 55 1234 5678"
    assert display("+525512345678", region="MX") == "55 1234 5678"
    assert display("whatsapp:US.1234") == "whatsapp:US.1234"


@given(st.text())
def test_no_text_makes_them_fail_or_tells_more_than_four_digits(text: str) -> None:
    display(text)
    find_phone_number(text)
    assert len(mask(text)) <= len("•••0123")
