"""Reading what Twilio posts."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.errors import Invalid
from app.gateway.port import CarrierOptOut, FailureReason, IncomingMedia, IncomingText, ReportedStatus
from app.gateway.twilio import read_incoming_text, read_status_report
from app.webhooks.signature import parse_form

SID, LINE, ROSA = "SM" + "a" * 32, "+12065550190", "+12065550111"


def incoming(**fields: str) -> list[tuple[str, str]]:
    return list(
        ({"MessageSid": SID, "From": ROSA, "To": LINE, "Body": "Hola", "NumMedia": "0"} | fields).items()
    )


def test_a_text_is_read_as_it_came() -> None:
    assert read_incoming_text(incoming(Body=" Gracias, maestra \n")) == IncomingText(
        SID, LINE, ROSA, " Gracias, maestra \n", (), None
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "U2kgc2XDsW9yYSwgYWxsw60gZXN0YXLDqQ==",
        "a\x00b",
        "مرحبا\u202e",
        "🎒" * 1600,
        "x" * 100_000,
    ],
    ids=["empty", "base64", "NUL", "right to left", "emoji", "very long"],
)
def test_the_words_are_never_changed(body: str) -> None:
    assert read_incoming_text(incoming(Body=body)).body == body


def test_bytes_that_are_no_utf8_become_something_a_database_takes() -> None:
    raw = (
        b"MessageSid=SM1&From=%2B12065550111&To=%2B12065550190&Body=a"
        + quote_from_bytes(b"\xff\xed\xa0\x80").encode()
    )
    body = read_incoming_text(parse_form(raw)).body
    assert body == "a\ufffd\ufffd\ufffd\ufffd"
    assert body.encode()


def test_a_text_without_a_body_field_is_empty() -> None:
    assert read_incoming_text([("MessageSid", SID), ("From", ROSA), ("To", LINE)]).body == ""


def test_an_older_name_of_the_sid_is_understood() -> None:
    assert read_incoming_text([("SmsSid", SID), ("From", ROSA), ("To", LINE)]).provider_sid == SID


def test_a_line_may_be_a_short_code() -> None:
    assert read_incoming_text(incoming(To="22395")).line == "22395"


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM 1"},
        {"MessageSid": "S" * 65},
        {"MessageSid": "SM\x00"},
        {"From": ""},
        {"From": "whatsapp:US.1234"},
        {"From": "whatsapp:+12065550111"},
        {"From": "+"},
        {"From": "+1206555011a"},
        {"From": "+١٢٠٦٥٥٥٠١١١"},
        {"From": "22395"},
        {"From": ROSA + "\n"},
        {"To": ""},
        {"To": "whatsapp:+12065550190"},
        {"To": "client:school"},
    ],
)
def test_what_is_not_a_text_between_phones_is_refused_with_a_reason(fields: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        read_incoming_text(incoming(**fields))


@pytest.mark.parametrize("num_media", ["2", "0", "", "-1", "lots", "1e9", "99999999999999999999", "٢"])
def test_pictures_are_taken_whatever_their_number_is_said_to_be(num_media: str) -> None:
    text = read_incoming_text(
        incoming(
            NumMedia=num_media,
            MediaUrl0="https://api.twilio.com/0",
            MediaContentType0="image/jpeg",
            MediaUrl1="https://api.twilio.com/1",
        )
    )
    assert text.media == (
        IncomingMedia("https://api.twilio.com/0", "image/jpeg"),
        IncomingMedia("https://api.twilio.com/1", ""),
    )


def test_ten_pictures_at_most_are_taken() -> None:
    many = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(12)}
    assert len(read_incoming_text(incoming(**many)).media) == 10


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("STOP", CarrierOptOut.STOP),
        ("start", CarrierOptOut.START),
        ("HELP", CarrierOptOut.HELP),
        ("", None),
        ("PAUSE", None),
    ],
)
def test_a_keyword_that_the_provider_answered_is_known(word: str, meaning: CarrierOptOut | None) -> None:
    assert read_incoming_text(incoming(OptOutType=word)).carrier_opt_out is meaning


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    form = parse_form(raw)
    for read in (read_incoming_text, read_status_report):
        try:
            read([*form, ("MessageSid", SID), ("From", ROSA), ("To", LINE)])
        except Invalid:
            continue


def test_a_status_report_is_read_in_their_words_and_in_ours() -> None:
    report = read_status_report(
        [("MessageSid", SID), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")]
    )
    assert (report.provider_sid, report.status, report.error_code) == (SID, "undelivered", "30003")
    assert (report.meaning, report.reason) == (ReportedStatus.UNDELIVERED, FailureReason.PHONE_UNREACHABLE)


def test_a_report_in_an_unknown_word_is_kept_as_it_is() -> None:
    report = read_status_report([("SmsSid", SID), ("SmsStatus", "teleported")])
    assert (report.status, report.error_code, report.meaning) == ("teleported", "", None)


@pytest.mark.parametrize(
    "form",
    [[], [("MessageSid", SID)], [("MessageStatus", "sent")], [("MessageSid", SID), ("MessageStatus", "")]],
)
def test_a_report_about_nothing_is_refused(form: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid):
        read_status_report(form)
