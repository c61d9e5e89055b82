"""Messages.json as the official client and a bare caller see it."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import (
    ACCOUNT,
    LINE,
    OFFICE,
    OMAR,
    ROSA,
    TOKEN,
    Product,
    Raise,
    Stage,
    eventually,
)

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
AUTH = (ACCOUNT, TOKEN)


def test_the_official_client_creates_a_text_that_is_queued_and_not_sent_yet(raise_stage: Raise) -> None:
    message = (
        raise_stage(delay=30).twilio().messages.create(to=ROSA, from_=LINE, body="Mañana no habrá clases")
    )

    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction, message.date_sent) == ("queued", "outbound-api", None)
    assert (message.num_segments, message.num_media, message.price) == ("1", "0", None)
    assert message.date_created.tzinfo is not None


def test_a_text_is_fetched_as_it_stands(stage: Stage) -> None:
    messages = stage.twilio().messages
    sid = messages.create(to=ROSA, from_=LINE, body="Hola").sid

    assert eventually(lambda: messages(sid).fetch().status == "delivered")
    fetched = messages(sid).fetch()
    assert (fetched.body, fetched.to, fetched.from_, fetched.error_code) == ("Hola", ROSA, LINE, None)
    assert fetched.date_sent is not None


def test_the_answer_has_strings_where_twilio_has_strings_and_dates_as_in_mail(stage: Stage) -> None:
    answer = stage.post(Body="€" * 81)

    assert answer.status_code == 201
    told = answer.json()
    assert told["num_segments"] == "2", "81 euro signs are 162 septets"
    assert told["date_sent"] is None
    assert parsedate_to_datetime(told["date_created"]).tzinfo is not None
    assert told["uri"] == f"{MESSAGES}/{told['sid']}.json"
    assert told["subresource_uris"] == {"media": f"{MESSAGES}/{told['sid']}/Media.json"}
    assert set(told) == {
        *("account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction"),
        *(
            "error_code",
            "error_message",
            "from",
            "messaging_service_sid",
            "num_media",
            "num_segments",
            "price",
        ),
        *("price_unit", "sid", "status", "subresource_uris", "to", "uri"),
    }


def test_the_list_is_newest_first_and_follows_its_own_pages(stage: Stage) -> None:
    messages = stage.twilio().messages
    for n in range(7):
        messages.create(to=ROSA, from_=LINE, body=str(n))
    messages.create(to=OMAR, from_=LINE, body="to somebody else")
    messages.create(to=ROSA, from_=OFFICE, body="from somebody else")

    found = messages.list(to=ROSA, from_=LINE, page_size=3)

    assert [message.body for message in found] == ["6", "5", "4", "3", "2", "1", "0"]
    assert len(messages.list(limit=4, page_size=2)) == 4


def test_the_list_filters_by_the_day_and_the_moment_of_sending(stage: Stage) -> None:
    messages = stage.twilio().messages
    now = datetime.now(UTC).replace(microsecond=0)
    days = [now - timedelta(days=n) for n in (3, 2, 1)]
    stage.control(
        "history",
        [
            {"from": LINE, "to": ROSA, "body": f"{n}", "direction": "outbound-api", "at": day.isoformat()}
            for n, day in enumerate(days)
        ],
    )

    def bodies(**when: object) -> list[str]:
        return [message.body for message in messages.list(to=ROSA, **when)]

    assert bodies(date_sent_after=days[1]) == ["2", "1"]
    assert bodies(date_sent_before=days[1]) == ["1", "0"]
    assert bodies(date_sent=days[1].date()) == ["1"]
    assert stage.http.get(f"{MESSAGES}.json?DateSent=soon", auth=AUTH).status_code == 400


def test_a_text_not_sent_yet_has_no_date_and_meets_no_date_filter(raise_stage: Raise) -> None:
    messages = raise_stage(delay=30).twilio().messages
    messages.create(to=ROSA, from_=LINE, body="on its way")

    assert messages.list(to=ROSA, date_sent_after=datetime.now(UTC) - timedelta(days=1)) == []
    assert [message.date_sent for message in messages.list(to=ROSA)] == [None]


def test_redacting_takes_the_words_from_the_api_and_leaves_them_on_the_handset(stage: Stage) -> None:
    messages = stage.twilio().messages
    sid = messages.create(to=ROSA, from_=LINE, body="private").sid

    assert eventually(lambda: messages(sid).fetch().status == "delivered")

    assert messages(sid).update(body="").body == ""
    assert messages(sid).fetch().body == ""
    assert "private" in stage.http.get("/").text
    with pytest.raises(TwilioRestException):
        messages(sid).update(body="other words")


def test_a_text_is_cancelled_before_it_leaves_and_not_after(raise_stage: Raise, product: Product) -> None:
    stage = raise_stage(delay=0.3)
    messages = stage.twilio().messages
    early = messages.create(to=ROSA, from_=LINE, body="early", status_callback=product.url + "/status")
    assert messages(early.sid).update(status="canceled").status == "canceled"

    late = messages.create(to=ROSA, from_=LINE, body="late")
    assert eventually(lambda: messages(late.sid).fetch().status == "delivered")
    with pytest.raises(TwilioRestException) as refused:
        messages(late.sid).update(status="canceled")

    assert refused.value.code == 30409
    assert messages(early.sid).fetch().status == "canceled"
    assert product.calls == []


def test_a_deleted_text_is_gone_from_the_api_but_still_counts_as_sent(stage: Stage) -> None:
    messages = stage.twilio().messages
    sid = messages.create(to=ROSA, from_=LINE, body="Hola").sid

    assert messages(sid).delete()

    with pytest.raises(TwilioRestException) as missing:
        messages(sid).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)
    assert messages.list() == []
    assert stage.http.get("/control/counts").json()["accepted"] == 1


def test_pictures_are_listed_served_to_the_account_alone_and_deleted(stage: Stage, product: Product) -> None:
    messages = stage.twilio().messages
    sid = stage.control("texts", {"from": ROSA, "to": LINE, "body": "Mira", "media": ["drawing"]})["sid"]
    assert isinstance(sid, str)
    assert sid.startswith("MM")
    url = product.calls[0].fields["MediaUrl0"]

    assert stage.http.get(url).status_code == 401
    served = stage.http.get(url, auth=AUTH)
    assert served.headers["content-type"] == "image/png"
    assert served.content.startswith(b"\x89PNG")
    (media,) = messages(sid).media.list()
    assert url.endswith(media.sid)
    assert messages(sid).media(media.sid).fetch().content_type == "image/png"

    assert messages(sid).media(media.sid).delete()
    assert stage.http.get(url, auth=AUTH).status_code == 404
    assert messages(sid).media.list() == []


def test_a_picture_that_the_product_attaches_reaches_the_phone(stage: Stage, product: Product) -> None:
    messages = stage.twilio().messages
    sid = messages.create(to=ROSA, from_=LINE, body="The flyer", media_url=[product.url + "/flyer.png"]).sid

    assert sid.startswith("MM")
    assert eventually(messages(sid).media.list)
    media = messages(sid).media.list()[0].sid
    assert stage.http.get(f"/phones/pictures/{media}").content == b"the bytes of a flyer"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"To": "+15555550123"}, 21211),
        ({"To": "2065550111"}, 21211),
        ({"To": "soon"}, 21211),
        ({"To": LINE}, 21211),
        ({"From": "the school"}, 21212),
        ({"Body": ""}, 21602),
        ({"Body": "  \n"}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "status"}, 21609),
        ({"StatusCallback": "http://under_score.example/status"}, 21609),
        ({"StatusCallback": "ftp://school.example/status"}, 21609),
        ({"StatusCallback": "http://school.example:port/status"}, 21609),
        ({"MediaUrl": "no address"}, 21620),
        ({"MediaUrl": ["http://school.example/1.png"] * 11}, 21620),
    ],
)
def test_a_request_that_twilio_would_refuse_is_refused_with_its_number(
    stage: Stage, change: dict[str, str | list[str]], code: int
) -> None:
    answer = stage.post(**change)

    assert answer.status_code == 400
    told = answer.json()
    assert (told["code"], told["status"]) == (code, 400)
    assert told["message"]
    assert told["more_info"].endswith(str(code))
    assert stage.http.get("/control/counts").json()["accepted"] == 0


def test_the_longest_texts_are_accepted(stage: Stage) -> None:
    assert stage.post(Body="é" * 1600).json()["num_segments"] == "11"
    assert stage.post(Body="😀" * 1600).json()["num_segments"] == "49"


def test_a_messaging_service_chooses_a_line_and_accepts_before_it_counts_pieces(stage: Stage) -> None:
    told = stage.post(From="", MessagingServiceSid="MG" + "1" * 32).json()

    assert (told["from"], told["status"], told["num_segments"]) == (LINE, "accepted", "0")
    assert told["messaging_service_sid"] == "MG" + "1" * 32


def test_only_the_account_and_its_api_key_are_let_in(raise_stage: Raise) -> None:
    stage = raise_stage(api_key="SK" + "7" * 32, api_secret="a secret")

    assert stage.twilio("SK" + "7" * 32, "a secret").messages.create(to=ROSA, from_=LINE, body="Hola").sid
    assert stage.twilio().api.accounts(ACCOUNT).fetch().status == "active"
    for username, password in ((ACCOUNT, "guess"), ("SK" + "7" * 32, TOKEN), ("nobody", "nothing")):
        with pytest.raises(TwilioRestException) as refused:
            stage.twilio(username, password).messages.create(to=ROSA, from_=LINE, body="Hola")
        assert (refused.value.status, refused.value.code) == (401, 20003)
    bare = stage.http.get(f"{MESSAGES}.json")
    assert bare.status_code == 401
    assert bare.headers["www-authenticate"].startswith("Basic")


def test_another_account_does_not_exist(stage: Stage) -> None:
    answer = stage.http.get(f"/2010-04-01/Accounts/AC{'9' * 32}/Messages.json", auth=AUTH)

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_texts_survive_a_restart_and_travel_on(
    raise_stage: Raise, database_path: Path, product: Product
) -> None:
    before = raise_stage(database_path=database_path, delay=0.3)
    sid = (
        before.twilio()
        .messages.create(to=ROSA, from_=LINE, body="Hola", status_callback=product.url + "/status?message=1")
        .sid
    )
    before.shut_down()

    after = raise_stage(database_path=database_path)

    assert eventually(lambda: after.twilio().messages(sid).fetch().status == "delivered")
    assert eventually(lambda: product.reports()[-1:] == ["delivered"])
    assert [message["sid"] for message in after.http.get("/control/sent").json()] == [sid]
