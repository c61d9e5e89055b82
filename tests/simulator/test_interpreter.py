"""The pretend translation engine: LibreTranslate's HTTP shape, and words that a demo can show."""

import pytest

from app.simulator.interpreter.shelf import glossaries
from app.simulator.interpreter.translate import translate
from app.translation.libretranslate import LibreTranslate
from app.translation.locks import mask
from app.translation.names import Names
from app.translation.port import EngineDown
from tests.simulator.conftest import Stage


def ask(stage: Stage, **question: object) -> dict[str, object]:
    answer = stage.http.post("/translate", json=question)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def into_spanish(text: str) -> str:
    return translate(text, source="en", target="es")


def into_english(text: str) -> str:
    return translate(text, source="es", target="en")


def test_one_text_is_answered_by_one_and_a_list_by_a_list(stage: Stage) -> None:
    assert ask(stage, q="Gracias, maestra", source="es", target="en") == {
        "translatedText": "Thank you, teacher"
    }
    several = ask(stage, q=["Buenos días", "  ", "¿Hay clases el lunes?"], source="es", target="en")
    assert several == {"translatedText": ["Good morning", "  ", "Is there school on Monday?"]}


def test_a_form_is_understood_as_well_as_json(stage: Stage) -> None:
    answer = stage.http.post("/translate", data={"q": "Thank you", "source": "en", "target": "es"})
    assert answer.json() == {"translatedText": "Gracias"}


def test_it_guesses_the_language_when_asked_to(stage: Stage) -> None:
    told = ask(stage, q="Mi hija tiene fiebre", source="auto", target="en")
    assert told["translatedText"] == "My daughter has a fever"
    assert told["detectedLanguage"] == {"language": "es", "confidence": 100.0}
    [guess] = stage.http.post("/detect", json={"q": "The bus is late today"}).json()
    assert guess["language"] == "en"


def test_it_says_that_it_lives_and_what_it_speaks(stage: Stage) -> None:
    assert stage.http.get("/health").json() == {"status": "ok"}
    assert {one["code"]: one["targets"] for one in stage.http.get("/languages").json()} == {
        "en": ["en", "es"],
        "es": ["en", "es"],
    }


@pytest.mark.parametrize(
    "question",
    [
        {"source": "es", "target": "en"},
        {"q": ["Hola", 5], "source": "es", "target": "en"},
        {"q": "Hola", "source": "es", "target": "so"},
        ["Hola"],
    ],
)
def test_what_it_cannot_do_is_refused_in_the_shape_of_the_real_one(stage: Stage, question: object) -> None:
    answer = stage.http.post("/translate", json=question)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


def test_the_product_asks_it_as_it_asks_the_real_one(stage: Stage) -> None:
    engine = LibreTranslate(stage.url, name="Demo engine")
    assert engine.speaks("en", "es")
    assert not engine.speaks("en", "so")
    assert engine.translate(["Good morning", ""], source="en", target="es") == ["Buenos días", ""]


def test_it_is_down_or_slow_on_request_and_well_again_after_a_reset(stage: Stage) -> None:
    engine = LibreTranslate(stage.url, timeout_seconds=0.3)
    for trouble in ({"engine_down": True}, {"engine_down": False, "engine_latency": 2}):
        stage.control("faults", trouble)
        with pytest.raises(EngineDown):
            engine.translate(["Hola"], source="es", target="en")
    assert stage.http.get("/healthz").status_code == 200  # the phones go on
    stage.control("reset")
    assert engine.translate(["Hola"], source="es", target="en") == ["Hello"]


def test_an_engine_that_mangles_breaks_every_lock(stage: Stage) -> None:
    masked = mask("Ana tiene fiebre. Recojo a Leo a las 2:30.", language="es", names=Names.of(["Ana", "Leo"]))
    engine = LibreTranslate(stage.url)
    whole, *_ = engine.translate([masked.for_engine], source="es", target="en")
    assert masked.restore(whole, "en") is not None
    stage.control("faults", {"engine_mangles": True})
    broken, *_ = engine.translate([masked.for_engine], source="es", target="en")
    assert masked.restore(broken, "en") is None


def test_the_page_of_phones_can_put_it_in_trouble(stage: Stage) -> None:
    stage.http.post("/phones/network", data={"lang": "en", "engine_down": "on", "engine_mangles": "on"})
    faults = stage.http.get("/control/faults").json()
    assert (faults["engine_down"], faults["engine_mangles"], faults["down"]) == (True, True, False)
    page = stage.http.get("/").text
    assert "The translation engine is in trouble" in page
    assert "The network is in trouble" not in page
    stage.http.post("/phones/network", data={"lang": "en", "well": "1"})
    assert "is in trouble" not in stage.http.get("/").text


def test_it_knows_enough_to_be_tried() -> None:
    spanish, english = glossaries().into_spanish, glossaries().into_english
    words = {key for key in (*spanish.readings, *english.readings) if " " not in key}
    assert len(words) > 1_200
    assert len(spanish.sentences) + sum(map(len, spanish.patterns.values())) > 250


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Mateo was absent today. Is everything okay?", "Mateo faltó hoy. ¿Está todo bien?"),
        ("There is no school on Monday.", "El lunes no hay clases."),
        ("Happy birthday, Rosa! 🎂", "¡Feliz cumpleaños, Rosa! 🎂"),
        ("Good morning, can you call me?", "Buenos días, ¿me puede llamar?"),
    ],
)
def test_what_people_say_every_day_it_knows_as_whole_sentences(english: str, spanish: str) -> None:
    assert into_spanish(english) == spanish
    assert into_english(spanish) == english


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("The red jacket is in my classroom.", "La chaqueta roja está en mi salón."),
        ("Ana's teacher is sick today.", "La maestra de Ana está enferma hoy."),
        ("Our class needs glue and scissors.", "Nuestra clase necesita pegamento y tijeras."),
        (
            "Please bring a warm coat and boots tomorrow.",
            "Por favor traiga un abrigo abrigador y botas mañana.",
        ),
        ("The children are reading a new book.", "Los niños están leyendo un libro nuevo."),
        ("Mateo forgot his lunch.", "Mateo olvidó su almuerzo."),
        ("We didn't have homework yesterday.", "No tuvimos tarea ayer."),
        ("Can you come to the school tomorrow?", "¿Puede venir a la escuela mañana?"),
    ],
)
def test_other_sentences_in_spanish_agree_and_ask_as_spanish_does(english: str, spanish: str) -> None:
    assert into_spanish(english) == spanish


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Necesito hablar con la maestra de mi hija.", "I need to talk with the teacher of my daughter."),
        ("Ana perdió su chaqueta roja en el parque.", "Ana lost his/her red jacket in the park."),
        ("mi hija ya no tiene calentura", "my daughter no longer has a fever"),
        ("oie maestra ke dia es el paseo", "listen teacher what day is the field trip"),
        ("No comió nada y le duele la cabeza.", "He/she did not eat anything and his head hurts."),
        ("¿Lo puedo llevar mañana?", "Can I take him tomorrow?"),
        ("Hoy lo recoge mi hermana.", "Today my sister picks him up."),
        ("¿Puedo ayudarle con la fiesta?", "Can I help you with the party?"),
    ],
)
def test_other_sentences_in_english_say_who_and_put_words_in_order(spanish: str, english: str) -> None:
    assert into_english(spanish) == english


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("See https://school.example/a?b=1 today.", ["https://school.example/a?b=1"]),
        ("Write to office@school.example.", ["office@school.example"]),
        ("My friends Rose and Will play with Sandy.", ["Rose", "Will", "Sandy"]),
        ("Please bring $8.50 at 10:30!", ["$8.50", "10:30"]),
        ("Qxba needs a coat, and so does Qxde.", ["Qxba", "Qxde"]),
        ("The zorbing club meets 🎈", ["zorbing", "🎈"]),
    ],
)
def test_names_numbers_links_and_unknown_words_stay_as_they_are(text: str, kept: list[str]) -> None:
    assert [word for word in kept if word not in into_spanish(text)] == []


def test_a_text_that_shouts_goes_on_shouting() -> None:
    assert into_spanish("THE SCHOOL IS CLOSED TOMORROW") == "LA ESCUELA ESTÁ CERRADA MAÑANA"
