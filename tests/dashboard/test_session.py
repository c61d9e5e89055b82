import pytest
from sqlalchemy import select

from app.inbox.inbox import ThreadEvent
from tests.dashboard.conftest import Site


def notes(site: Site) -> list[str]:
    with site.database.reading() as session:
        return [body for body in session.scalars(select(ThreadEvent.body)) if body == "planted"]


@pytest.mark.parametrize("token", ["", "wrong", "ñ"])
def test_a_form_without_the_token_of_the_session_changes_nothing(site: Site, token: str) -> None:
    visitor = site.as_staff("Ms. Lee")
    answer = visitor.post(f"/threads/{site.thread('Ana')}/notes", csrf=token, note="planted")
    assert answer.status_code == 403
    assert notes(site) == []


def test_the_token_of_somebody_else_is_no_token(site: Site) -> None:
    lee, diaz = site.as_staff("Ms. Lee"), site.as_staff("Mr. Diaz")
    answer = lee.post(f"/threads/{site.thread('Ana')}/notes", csrf=diaz.csrf, note="planted")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_changes_nothing_even_with_the_token(
    site: Site, headers: dict[str, str]
) -> None:
    visitor = site.as_staff("Ms. Lee")
    answer = visitor.post(f"/threads/{site.thread('Ana')}/notes", headers=headers, note="planted")
    assert answer.status_code == 403
    assert notes(site) == []


def test_nobody_is_signed_in_by_a_form_of_another_site(site: Site) -> None:
    answer = site.visitor().post(
        "/sign-in",
        headers={"Origin": "https://evil.example"},
        email="lee@lincoln.example",
        password="a bridge of words",
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_our_own_form_is_taken(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    headers = {"Origin": site.url, "Sec-Fetch-Site": "same-origin"}
    answer = visitor.post(f"/threads/{site.thread('Ana')}/notes", headers=headers, note="planted")
    assert answer.status_code == 303
    assert notes(site) == ["planted"]


def test_every_page_carries_the_headers_that_keep_it_ours(site: Site) -> None:
    visitor = site.as_staff("Sra. Ruiz")
    for path in ("/sign-in", "/inbox", "/account", "/health", "/nowhere"):
        headers = visitor.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
