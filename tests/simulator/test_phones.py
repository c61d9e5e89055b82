"""The page of phones over plain HTTP: forms, updates, pictures."""

import re
from html.parser import HTMLParser

import pytest

from app.simulator.handset import initials, language_name, language_of
from tests.simulator.conftest import LINE, OFFICE, OMAR, ROSA, Product, Raise, Stage, eventually

SEND = {"from": ROSA, "to": LINE, "lang": "en"}
AS_SCRIPT = {"Accept": "application/json"}


def version(stage: Stage) -> int:
    found = re.search(r'data-version="(\d+)"', stage.http.get("/").text)
    assert found
    return int(found[1])


def test_every_phone_of_the_cast_is_drawn_with_its_owner_language_and_contacts(stage: Stage) -> None:
    page = stage.http.get("/").text

    for shown in (
        "Rosa Morales",
        "Ana and Leo&#39;s mother",
        "Español",
        "Ms. Lee",
        "Front office",
        "Omar Haddad",
    ):
        assert shown in page
    assert f'href="{stage.config.product_url}"' in page


def test_the_page_needs_nothing_inline_and_nothing_from_elsewhere(stage: Stage) -> None:
    answer = stage.http.get("/")

    class Strict(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = dict(attrs)
            assert not [name for name in names if name == "style" or name.startswith("on")]
            assert tag != "style"
            assert tag != "script" or names.get("src")
            for name in ("src", "href") if tag in {"script", "link", "img"} else ():
                assert (names.get(name) or "/").startswith("/")

    Strict().feed(answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for address in re.findall(r'"(/static/[^"]+)"', answer.text):
        assert stage.http.get(address).status_code == 200


def test_the_page_speaks_spanish_on_request(stage: Stage) -> None:
    page = stage.http.get("/?lang=es").text

    assert '<html lang="es">' in page
    assert "Los teléfonos de las familias" in page
    assert "What the network does" not in page


def test_a_plain_form_post_sends_and_comes_back_to_the_phone(stage: Stage, product: Product) -> None:
    answer = stage.http.post("/phones/send", data=SEND | {"body": "Hola\r\nmaestra "})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/?lang=en#phone-12065550111"
    assert eventually(lambda: product.calls)
    assert product.calls[0].fields["Body"] == "Hola\nmaestra"
    assert product.calls[0].fields["To"] == LINE


def test_the_script_is_told_of_a_problem_in_words(stage: Stage, product: Product) -> None:
    empty = stage.http.post("/phones/send", data=SEND | {"body": "  "}, headers=AS_SCRIPT)
    assert empty.status_code == 422
    assert empty.json()["problem"] == "Write something or choose a picture first."

    large = {"picture": ("large.png", b"x" * (5 * 1024 * 1024 + 1), "image/png")}
    refused = stage.http.post("/phones/send", data=SEND | {"lang": "es"}, files=large, headers=AS_SCRIPT)
    assert refused.status_code == 422
    assert "5 MB" in refused.json()["problem"]
    assert stage.http.post("/phones/send", data=SEND | {"from": "+12065550199"}).status_code == 404
    assert product.calls == []


def test_a_picture_from_the_disk_and_a_sample_are_sent_and_shown(stage: Stage, product: Product) -> None:
    photo = {"picture": ("photo.jpg", b"\xff\xd8\xff photo", "image/jpeg")}
    assert stage.http.post("/phones/send", data=SEND, files=photo, headers=AS_SCRIPT).status_code == 202
    assert (
        stage.http.post("/phones/send", data=SEND | {"sample": "note"}, headers=AS_SCRIPT).status_code == 202
    )

    assert eventually(lambda: len(product.calls) == 2)
    kinds = sorted(call.fields["MediaContentType0"] for call in product.calls)
    assert kinds == ["image/jpeg", "image/png"]
    addresses = re.findall(r'src="(/phones/pictures/ME\w+)"', stage.http.get("/").text)
    assert len(addresses) == 2
    shown = stage.http.get(addresses[0])
    assert (shown.content, shown.headers["content-type"]) == (b"\xff\xd8\xff photo", "image/jpeg")


def test_what_a_browser_might_run_is_handed_over_as_a_file(stage: Stage) -> None:
    media = [{"content_type": "image/svg+xml", "base64": "PHN2Zz48L3N2Zz4="}]
    stage.control("texts", {"from": ROSA, "to": LINE, "media": media})

    (address,) = set(re.findall(r'"(/phones/pictures/ME\w+)"', stage.http.get("/").text))
    assert stage.http.get(address).headers["content-type"] == "application/octet-stream"


def test_words_are_shown_as_words(stage: Stage) -> None:
    stage.control("texts", {"from": ROSA, "to": LINE, "body": "<script>alert(1)</script>"})

    assert "<script>alert" not in stage.http.get("/").text
    assert "&lt;script&gt;alert" in stage.http.get("/").text


def test_updates_bring_what_is_new_and_nothing_otherwise(stage: Stage) -> None:
    seen = version(stage)
    assert stage.http.get(f"/phones/updates?after={seen}").status_code == 204

    stage.control("texts", {"from": ROSA, "to": LINE, "body": "Hola"})
    told = stage.http.get(f"/phones/updates?after={seen}").json()

    (item,) = told["items"]
    assert (item["phone"], item["line"], item["mine"]) == ("phone-12065550111", LINE, True)
    assert "Hola" in item["html"]
    assert "Delivered to the school" in item["html"]
    assert stage.http.get(f"/phones/updates?after={told['version']}").status_code == 204


def test_what_the_carrier_answers_comes_after_the_word_it_answers(stage: Stage) -> None:
    seen = version(stage)
    stage.control("texts", {"from": ROSA, "to": LINE, "body": "STOP"})

    items = stage.http.get(f"/phones/updates?after={seen}").json()["items"]
    assert [item["mine"] for item in items] == [True, False]


def test_a_text_of_the_school_appears_when_it_is_delivered_and_never_when_it_is_not(stage: Stage) -> None:
    stage.control("faults", {"status_delay": 0.2})
    seen = version(stage)
    stage.post(To=OMAR, Body="Buses are late")
    assert stage.http.get(f"/phones/updates?after={seen}").json()["items"] == []

    assert eventually(lambda: "Buses are late" in stage.http.get("/").text)


def test_a_landline_never_shows_the_text(raise_stage: Raise) -> None:
    stage = raise_stage()
    stage.post(To="+12065550107", Body="To a landline")

    assert eventually(lambda: stage.http.get("/control/counts").json()["by_status"] == {"undelivered": 1})
    assert "To a landline" not in stage.http.get("/").text


def test_a_page_that_shows_what_is_gone_is_told_to_reload(stage: Stage) -> None:
    stage.control("texts", {"from": ROSA, "to": LINE, "body": "Hola"})
    seen = version(stage)
    stage.control("reset", {"store": True})

    assert stage.http.get(f"/phones/updates?after={seen}").json() == {"reload": True}
    assert stage.http.get("/phones/updates?after=999999").json() == {"reload": True}


def test_a_line_the_phone_has_not_saved_gets_a_conversation_of_its_own(stage: Stage) -> None:
    stage.post(To=OMAR, From=OFFICE, Body="From the office")

    assert eventually(lambda: "From the office" in stage.http.get(f"/phones/one/{OMAR}").text)
    assert "(206) 555-0191" in stage.http.get(f"/phones/one/{OMAR}").text
    assert stage.http.get("/phones/one/+12065550199").status_code == 404


def test_bubbles_say_in_which_language_they_are(stage: Stage) -> None:
    stage.control("texts", {"from": OMAR, "to": LINE, "body": "¿Hay clases mañana?"})

    assert '<p lang="es">¿Hay clases mañana?</p>' in stage.http.get("/").text


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("¿A qué hora?", "en", "es"),
        ("Gracias por avisar", "en", "es"),
        ("Thank you for telling us", "es", "en"),
        ("OK", "es", "es"),
        ("OK", "en", "en"),
        ("Mahadsanid macallin", "so", "so"),
    ],
)
def test_the_words_tell_the_language(text: str, usual: str, language: str) -> None:
    assert language_of(text, usual) == language


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rosa Morales", "RM"),
        ("Ms. Lee", "L"),
        ("Front office", "FO"),
        ("(206) 555-0190", "#"),
        ("Ángel", "Á"),
    ],
)
def test_a_badge_has_up_to_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("tag", "name"), [("es", "Español"), ("vi", "Tiếng Việt"), ("en", "English"), ("xq", "xq")]
)
def test_a_language_is_named_in_its_own_words(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_the_network_panel_sets_and_ends_misbehaviour(stage: Stage) -> None:
    ticked = {"lang": "en", "down": "on", "duplicate": "on", "slow_delivery": "on", "next": "dropped"}
    answer = stage.http.post("/phones/network", data=ticked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=en#network")

    faults = stage.http.get("/control/faults").json()
    assert (faults["down"], faults["duplicate_callbacks"], faults["status_delay"]) == (True, 1, 6.0)
    assert (faults["drop_callbacks"], faults["next_store_then_drop"]) == (False, 1)
    assert "The network is in trouble" in stage.http.get("/").text

    stage.http.post("/phones/network", data=ticked | {"well": "1"})
    assert "The network is in trouble" not in stage.http.get("/").text
    assert stage.post().status_code == 201


def test_without_a_cast_the_page_says_so(raise_stage: Raise) -> None:
    assert "There are no phones to show yet." in raise_stage(phones=()).http.get("/").text


def test_the_health_probe_answers(stage: Stage) -> None:
    assert stage.http.get("/healthz").status_code == 200
