"""Whether the provider signed a request: the same answer as its own validator, for anything it could have signed."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from app.foundation.errors import Invalid
from app.webhooks.signature import is_signed, parse_form, signed_url

URL = "https://school.example/webhooks/twilio/inbound"
TOKEN, OLD_TOKEN, STRANGER = "the current token", "last year's token", "somebody else's token"
INBOUND = [
    ("MessageSid", "SM" + "a" * 32),
    ("From", "+12065550111"),
    ("To", "+12065550190"),
    ("Body", "Mañana no habrá clases, ¿verdad? 🎒\n"),
    ("FromCity", ""),
    ("NumMedia", "0"),
]
SHA256 = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"

Form = Sequence[tuple[str, str]]


class _Fields(FormData):
    """A form as Twilio's validator reads it when a field comes twice."""

    def getall(self, name: str) -> list[str]:
        return [str(value) for value in self.getlist(name)]


def official_signature(url: str, form: Form, *, token: str = TOKEN, algorithm: str | None = None) -> str:
    return str(RequestValidator(token).compute_signature(url, _Fields(list(form)), algorithm))


def official_answer(url: str, form: Form, header: str) -> bool:
    return bool(RequestValidator(TOKEN).validate(url, _Fields(list(form)), header))


def is_ours(url: str, form: Form, header: str | None, settings: str | None = None) -> bool:
    return is_signed(url, form, header, settings, [TOKEN])


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(INBOUND, id="a text"),
        pytest.param([], id="nothing"),
        pytest.param([("Body", "")], id="a blank field"),
        pytest.param([("", "nameless")], id="a field without a name"),
        pytest.param([("Body", "  leading and trailing  ")], id="blanks around"),
        pytest.param([("b", "1"), ("B", "2"), ("a", "3"), ("É", "4")], id="names in several cases"),
        pytest.param([("MediaUrl", "z"), ("MediaUrl", "a"), ("MediaUrl", "z")], id="a repeated field"),
        pytest.param([("Body", "a\x00b")], id="NUL"),
        pytest.param([("Body", "🎒" * 1600)], id="1600 emoji"),
        pytest.param([("Body", "مرحبا\u202e")], id="right to left"),
    ],
)
def test_what_the_official_validator_signed_is_signed(form: Form) -> None:
    header = official_signature(URL, form)
    assert is_ours(URL, form, header)
    assert official_answer(URL, form, header)


@pytest.mark.parametrize(
    ("signed", "called"),
    [
        ("https://school.example/in", "https://school.example/in"),
        ("https://school.example:443/in", "https://school.example/in"),
        ("https://school.example/in", "https://school.example:443/in"),
        ("https://school.example/in", "https://school.example:8443/in"),
        ("http://school.example:80/in", "http://school.example/in"),
        ("http://127.0.0.1:8000/in", "http://127.0.0.1:8000/in"),
        ("http://127.0.0.1/in", "http://127.0.0.1:8000/in"),
        ("https://school.example/in?message=1&attempt=2", "https://school.example/in?message=1&attempt=2"),
        ("https://school.example:443/in?message=1", "https://school.example/in?message=1"),
        ("https://school.example/in?a=%C3%B1+b&&=", "https://school.example/in?a=%C3%B1+b&&="),
        ("https://school.example/a%20b;c=d", "https://school.example/a%20b;c=d"),
    ],
)
def test_the_port_may_be_signed_or_not(signed: str, called: str) -> None:
    header = official_signature(signed, INBOUND)
    assert is_ours(called, INBOUND, header)
    assert official_answer(called, INBOUND, header)


@pytest.mark.parametrize(
    ("signed", "called"),
    [
        ("https://school.example/in", "https://me:secret@school.example/in"),
        ("https://school.example:8443/in", "https://me:secret@school.example:8443/in"),
        ("https://school.example/in", "https://me:secret@school.example:8443/in"),
        ("http://[::1]:8000/in", "http://[::1]:8000/in"),
        ("http://[::1]/in", "http://[::1]:8000/in"),
    ],
)
def test_credentials_in_the_address_are_never_signed(signed: str, called: str) -> None:
    """Here the official validator says no, though Twilio signs so."""
    assert is_ours(called, INBOUND, official_signature(signed, INBOUND))


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("http://school.example/in", INBOUND),
        ("https://school.example/in/", INBOUND),
        ("https://school.example/in?attempt=1", INBOUND),
        ("https://other.example/in", INBOUND),
        ("https://school.example/in", [*INBOUND, ("Extra", "")]),
        ("https://school.example/in", [(name, value.strip()) for name, value in INBOUND]),
        ("https://school.example/in", [(name, value) for name, value in INBOUND if value]),
        ("https://school.example/in", []),
    ],
)
def test_what_was_changed_on_the_way_is_not_signed(url: str, form: Form) -> None:
    assert not is_ours(url, form, official_signature("https://school.example/in", INBOUND))


@pytest.mark.parametrize("header", [None, "", "nonsense", "ñ", "\ud800", "=" * 28])
def test_a_request_without_a_real_signature_is_not_signed(header: str | None) -> None:
    assert not is_ours(URL, INBOUND, header)


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_any_of_our_tokens_may_have_signed(token: str) -> None:
    header = official_signature(URL, INBOUND, token=token)
    assert is_signed(URL, INBOUND, header, None, [TOKEN, OLD_TOKEN])


@pytest.mark.parametrize("token", [STRANGER, ""])
def test_nobody_elses_token_will_do(token: str) -> None:
    header = official_signature(URL, INBOUND, token=token)
    assert not is_signed(URL, INBOUND, header, None, [TOKEN, OLD_TOKEN])
    assert not is_signed(URL, INBOUND, header, None, [])
    assert not is_signed(URL, INBOUND, header, None, [""])


@pytest.mark.parametrize(
    "settings", [SHA256, "algorithm=HMAC_SHA256", " algorithm = hmac_sha256 ", "key=,x,algorithm=HMAC_SHA256"]
)
def test_the_newer_signature_is_checked_as_its_header_says(settings: str) -> None:
    header = official_signature(URL, INBOUND, algorithm="HMAC_SHA256")
    assert is_ours(URL, INBOUND, header, settings)
    assert not is_ours(URL, INBOUND, header)


@pytest.mark.parametrize("settings", ["", "key=1", "algorithm=", "algorithm"])
def test_without_a_named_algorithm_the_older_signature_is_meant(settings: str) -> None:
    assert is_ours(URL, INBOUND, official_signature(URL, INBOUND), settings)


@pytest.mark.parametrize("settings", [SHA256, "algorithm=HMAC_MD5", "algorithm=none"])
def test_an_older_signature_does_not_pass_for_another_algorithm(settings: str) -> None:
    assert not is_ours(URL, INBOUND, official_signature(URL, INBOUND), settings)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.lists(st.tuples(words | st.sampled_from(["Body", "MediaUrl"]), words), max_size=8)
hosts = st.sampled_from(["school.example", "school.example:8443", "school.example:443", "127.0.0.1:8000"])
urls = st.builds(
    lambda scheme, host, query: f"{scheme}://{host}/webhooks/twilio/status" + (f"?{query}" if query else ""),
    st.sampled_from(["http", "https"]),
    hosts,
    st.builds(urlencode, forms),
)


@given(urls, urls, forms, forms, st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]))
def test_it_agrees_with_the_official_validator(
    url: str, other_url: str, form: Form, other_form: Form, algorithm: str
) -> None:
    validator = RequestValidator(TOKEN)
    header = official_signature(url, form, algorithm=algorithm)
    settings = f"key=1,algorithm={algorithm}"
    for called, fields in ((url, form), (other_url, form), (url, other_form), (url, list(reversed(form)))):
        official = validator.validate(called, _Fields(list(fields)), header, algorithm)
        assert is_ours(called, fields, header, settings) is bool(official)
    assert is_ours(url, form, header, settings)


@given(forms)
def test_a_form_that_twilio_encodes_is_read_back_whole(form: Form) -> None:
    assert parse_form(urlencode(form).encode()) == list(form)


def test_blank_fields_and_repeated_ones_are_kept_in_order() -> None:
    assert parse_form(b"b=1&a=&b=2&c") == [("b", "1"), ("a", ""), ("b", "2"), ("c", "")]


@pytest.mark.parametrize(
    "raw",
    [b"Body=%FF%FEa", b"Body=\xff\xfea", b"%FF=\xc3", b"Body=\xed\xa0\x80", b"Body=%ED%A0%80%00"],
)
def test_bytes_that_are_no_utf8_are_still_signed_as_they_came(raw: bytes) -> None:
    name, _, value = raw.partition(b"=")
    signed = URL.encode() + unquote_to_bytes(name) + unquote_to_bytes(value)
    header = b64encode(hmac.digest(TOKEN.encode(), signed, "sha1")).decode()
    assert is_ours(URL, parse_form(raw), header)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_a_form(raw: bytes) -> None:
    assert not is_ours(URL, parse_form(raw), "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")


def test_a_thousand_fields_are_read_and_one_more_is_refused() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * 1000))) == 1000
    with pytest.raises(Invalid):
        parse_form(b"&".join([b"a=1"] * 1001))


@pytest.mark.parametrize(
    ("public_url", "query", "expected"),
    [
        ("https://school.example", "", "https://school.example/webhooks/twilio/status"),
        (
            "https://school.example/",
            "message=1&attempt=2",
            "https://school.example/webhooks/twilio/status?message=1&attempt=2",
        ),
        ("https://school.example/puente", "", "https://school.example/puente/webhooks/twilio/status"),
    ],
)
def test_the_signed_address_is_the_public_one(public_url: str, query: str, expected: str) -> None:
    assert signed_url(public_url, "/webhooks/twilio/status", query) == expected
