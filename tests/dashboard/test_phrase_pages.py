import re

import pytest
from sqlalchemy import select

from app.interpreting.school_phrase import SchoolPhrase
from app.schools.school import School
from tests.dashboard.conftest import Site, Visitor, words_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def ruiz(site: Site) -> Visitor:
    """Reads both languages."""
    with site.database.writing() as session:
        session.merge(site.yard.staff["Sra. Ruiz"]).other_languages = "en"
    return site.as_staff("Sra. Ruiz")


@pytest.fixture
def phrases(site: Site) -> str:
    return f"/threads/{site.thread('Ana')}/phrases"


def add(visitor: Visitor, english: str, spanish: str, topic: str = "") -> int:
    return visitor.post("/phrases", text_en=english, text_es=spanish, topic=topic).status_code


@pytest.mark.parametrize("words", ["meet", "reunion", "REUNIÓN", "conferen"])
def test_a_phrase_is_found_in_either_language(lee: Visitor, phrases: str, words: str) -> None:
    page = lee.read(f"{phrases}?q={words}")
    assert "Conferences and meetings" in page
    assert "Nos vemos el Day ( Time )" in page
    assert "Absence" not in page


def test_all_phrases_stand_under_their_topics(lee: Visitor, phrases: str) -> None:
    html = lee.get(phrases).text
    assert len(re.findall("<h2>", html)) > 20
    assert int(re.search(r"(\d+) phrases, reviewed", html).group(1)) >= 120  # type: ignore[union-attr]


def test_nothing_found_says_so(lee: Visitor, phrases: str) -> None:
    assert "Nothing was found." in lee.read(f"{phrases}?q=xylophone")


def test_a_phrase_asks_for_what_belongs_into_it_and_offers_the_familys_children(
    lee: Visitor, phrases: str
) -> None:
    html = lee.get(f"{phrases}/absence.several_days").text
    assert "<option selected>Ana</option>" in html
    assert "<option>Leo</option>" in html
    assert 'type="date" name="slot_date"' in html


def test_a_phrase_is_put_into_every_field_with_its_date_in_each_language(lee: Visitor, phrases: str) -> None:
    said = lee.post(
        f"{phrases}/absence.several_days", slot_child="Leo", slot_date="2026-11-19", headers=JSON
    ).json()
    assert said == {
        "texts": {
            "en": "Leo has been out since Thursday, November 19. We miss you. What would help?",
            "es": "Leo no ha venido desde el jueves, 19 de noviembre. Les extrañamos. ¿En qué podemos ayudar?",
        },
        "label": "From the phrase bank, reviewed",
    }


def test_without_a_script_the_phrase_stands_in_the_composer_behind_what_was_there(
    site: Site, lee: Visitor, phrases: str
) -> None:
    page = f"/inbox?queue=all&thread={site.thread('Ana')}"
    lee.post(f"/threads/{site.thread('Ana')}/draft", text_en="Good morning!", text_es="¡Buenos días!")
    put = lee.post(f"{phrases}/absence.missed_today", slot_child="Ana", queue="all")
    assert (put.status_code, put.headers["location"]) == (303, page)
    html = lee.get(page).text
    assert (
        ">Good morning! We missed Ana today. Is everything all right? Tell us if we can help.</textarea>"
        in html
    )
    assert (
        ">¡Buenos días! Hoy extrañamos a Ana. ¿Está todo bien? Díganos si podemos ayudar.</textarea>" in html
    )


def test_a_phrase_never_stands_alone_where_the_words_before_it_are_not_translated(
    site: Site, lee: Visitor, phrases: str
) -> None:
    kept = lee.post(phrases, text_en="Please call me.", text_es="", queue="all")
    assert (kept.status_code, kept.headers["location"]) == (303, f"{phrases}?queue=all")
    lee.post(f"{phrases}/absence.missed_today", slot_child="Ana")
    html = lee.get(f"/inbox?thread={site.thread('Ana')}").text
    assert ">Please call me. We missed Ana today." in html
    assert "extrañamos" not in html


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"slot_child": "Leo", "slot_date": ""},
        {"slot_child": "Leo", "slot_date": "9/3"},
        {"slot_child": "x" * 61},
    ],
)
def test_a_phrase_with_a_gap_is_not_put_anywhere(lee: Visitor, phrases: str, slots: dict[str, str]) -> None:
    refused = lee.post(f"{phrases}/absence.several_days", slots)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert "complaint" in lee.post(f"{phrases}/absence.several_days", slots, headers=JSON).json()


def test_amounts_are_written_with_their_currency(lee: Visitor, phrases: str, ruiz: Visitor) -> None:
    add(ruiz, "The trip is {amount}.", "El paseo cuesta {amount}.")
    assert lee.post(f"{phrases}/school.1", slot_amount="8", headers=JSON).json()["texts"] == {
        "en": "The trip is $8.",
        "es": "El paseo cuesta $8.",
    }
    said = lee.post(f"{phrases}/school.1", slot_amount="$1,250.5", headers=JSON).json()
    assert said["texts"]["es"] == "El paseo cuesta $1,250.50."
    assert lee.post(f"{phrases}/school.1", slot_amount="eight", headers=JSON).status_code == 422


def test_a_phrase_or_a_conversation_that_is_not_there_is_not_found(
    site: Site, lee: Visitor, phrases: str
) -> None:
    for path in ("absence.nothing", "school.77", "school.x"):
        assert lee.get(f"{phrases}/{path}").status_code == 404
        assert lee.post(f"{phrases}/{path}").status_code == 404
    diaz = site.as_staff("Mr. Diaz")
    assert diaz.get(phrases).status_code == 404
    assert diaz.get(f"/phrases?thread={site.thread('Ana')}").status_code == 404
    assert diaz.post(f"{phrases}/absence.missed_today", slot_child="Ana").status_code == 404


def test_a_school_adds_a_phrase_which_is_listed_first_and_found(
    lee: Visitor, ruiz: Visitor, phrases: str
) -> None:
    assert (
        add(ruiz, "The library “van” comes on {date}.", "La biblioteca rodante viene el {date}.", "library")
        == 303
    )
    words = lee.read(phrases)
    assert words.index("Our school's own") < words.index("Absence")
    assert 'The library "van" comes on Day' in lee.read(f"{phrases}?q=rodante")
    assert words_of(ruiz.get("/phrases").text).count("La biblioteca rodante viene el") == 1


@pytest.mark.parametrize(
    ("english", "spanish", "complaint"),
    [
        ("Hello.", "", "Write the phrase in Spanish too."),
        ("Hello {child}.", "Hola.", "Every language needs the same places to fill."),
        ("Hello {pet}.", "Hola {pet}.", "Nobody knows what belongs into {pet}."),
        ("Hello " * 40, "Hola.", "In English this takes up to 2 segments, and a phrase may take 1."),
        ("Reply STOP.", "Responda.", "means something to the phone company"),
        ("Hello {child", "Hola {child", "This brace opens or closes no slot"),
    ],
)
def test_a_phrase_that_would_not_do_is_refused_with_its_words_kept(
    site: Site, english: str, spanish: str, complaint: str
) -> None:
    with site.database.writing() as session:
        session.merge(site.yard.staff["Ms. Lee"]).other_languages = "es"
    refused = site.as_staff("Ms. Lee").post("/phrases", text_en=english, text_es=spanish)
    assert refused.status_code == 422
    assert complaint in words_of(refused.text)
    assert f">{english}</textarea>" in refused.text


def test_only_somebody_who_reads_every_language_adds_or_takes_out(
    site: Site, lee: Visitor, ruiz: Visitor
) -> None:
    assert add(lee, "Hello.", "Hola.") == 403
    assert "Add the phrase" not in lee.read("/phrases")
    add(ruiz, "Hello.", "Hola.")
    assert lee.post("/phrases/1/retire").status_code == 403
    with site.database.reading() as session:
        assert session.scalars(select(SchoolPhrase.retired_at)).one() is None


def test_a_phrase_that_was_taken_out_is_offered_no_more(lee: Visitor, ruiz: Visitor, phrases: str) -> None:
    add(ruiz, "The van comes today.", "La camioneta viene hoy.")
    assert ruiz.post("/phrases/1/retire").status_code == 303
    assert "camioneta" not in lee.read(phrases)
    assert lee.get(f"{phrases}/school.1").status_code == 404
    assert ruiz.post("/phrases/77/retire").status_code == 404


def test_the_phrases_of_another_school_are_not_there(
    site: Site, lee: Visitor, ruiz: Visitor, phrases: str
) -> None:
    add(ruiz, "The van comes today.", "La camioneta viene hoy.")
    with site.database.writing() as session:
        other = School(
            name="Roosevelt", time_zone="America/Los_Angeles", office_phone="", created_at=site.clock()
        )
        session.add(other)
        session.flush()
        session.scalars(select(SchoolPhrase)).one().school_id = other.id
    assert "camioneta" not in lee.read(phrases)
    assert lee.get(f"{phrases}/school.1").status_code == 404
    assert ruiz.post("/phrases/1/retire").status_code == 404


def test_a_new_phrase_begins_with_what_has_just_been_written(site: Site, ruiz: Visitor) -> None:
    stranger = site.thread("stranger")
    ruiz.post(f"/threads/{stranger}/draft", text_es="Venga cuando guste.", text_en="Come any time.")
    html = ruiz.get(f"/phrases?thread={stranger}").text
    assert ">Venga cuando guste.</textarea>" in html
    assert ">Come any time.</textarea>" in html
