"""Telling the language of texts as families write them: short, without accents, in two languages at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.translation.detect import language_of

HERE = ("en", "es")

# The gap that counts as clear was chosen on other texts than these.
SPANISH = """
si gracias
mañana no va mateo
oie maestra ke dia es el paseo
buenas tardes
le falta su tarea?
se enfermo anoche
la puedo pasar a buscar temprano
con mucho gusto
aya nos vemos
no ay problema maestra
cuantos dolares son
el bus no paso
que lindo!!
perdon por la demora
hablo poquito ingles
me equivoque de numero
hoy sale temprano?
le duele la cabeza
piojos otra vez
mi esposo va por el
a las 3 en la puerta
esta llorando mucho
no me llego el papel
le compre zapatos
grax
vale
dnd es
cm esta mi hijo
tengo que trabajar
que le vaya bien
estamos en mexico regresamos el martes
ya llego a casa
ocupo un interprete
felicidades
Sofía leyó sola
Emily no quiere comer
ok maestra ahi estaremos
es alergica al cacahuate
ninguno
tampoco
quizas
mañana
miss no tiene backpack
👍 gracias
""".strip().splitlines()

ENGLISH = """
thanks miss
good afternoon
is he missing work?
she got sick last night
can i get her early
my pleasure
see you there
all good
how many dollars
the bus never came
so cute!!
sorry for the delay
my english is not good
you have the wrong person
early release today?
he has a headache
lice again
my husband will get him
at 3 by the door
she is crying a lot
didnt get the paper
bought him shoes
thx
sure
where is it
hows my son
i have to work
have a good one
we are in mexico back tuesday
he made it home
i need an interpreter
congratulations
Sofia read by herself
Diego will not eat
ok ms carter we will be there
she is allergic to peanuts
neither
maybe
tomorrow
maestra he forgot his mochila
thank u 🙏
""".strip().splitlines()

TEXTS = [(text, "es", "en") for text in SPANISH] + [(text, "en", "es") for text in ENGLISH]


def wrongly_told(hints: Sequence[str | None]) -> list[str]:
    told = [language_of(text, among=HERE, hint=hint) for (text, *_), hint in zip(TEXTS, hints, strict=True)]
    return [text for (text, written, _), found in zip(TEXTS, told, strict=True) if found != written]


def test_nearly_every_text_is_told_from_its_words_alone() -> None:
    assert len(wrongly_told([None] * len(TEXTS))) <= 3


def test_what_the_phone_is_known_to_read_makes_it_certain() -> None:
    assert wrongly_told([written for _, written, _ in TEXTS]) == []


def test_a_text_in_another_language_than_the_phone_reads_is_still_told() -> None:
    assert len(wrongly_told([other for _, _, other in TEXTS])) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "👍",
        "❤️❤️",
        "3:15",
        "206 555 0101",
        "?!",
        "https://school.example/mañana",
        "www.escuela.example",
        "rosa@escuela.example",
    ],
)
@pytest.mark.parametrize("hint", [None, "es"])
def test_where_there_are_no_words_there_is_no_language(text: str, hint: str | None) -> None:
    assert language_of(text, among=HERE, hint=hint) is None


@pytest.mark.parametrize("text", ["lol", "nose", "listo", "entendido", "idk"])
def test_the_hint_decides_where_the_words_do_not(text: str) -> None:
    assert language_of(text, among=HERE) is None
    assert language_of(text, among=HERE, hint="es") == "es"
    assert language_of(text, among=HERE, hint="en") == "en"


def test_a_link_does_not_outweigh_the_words() -> None:
    text = "gracias https://www.school.example/the-field-trip-form-for-parents"
    assert language_of(text, among=HERE) == "es"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mahadsanid macallin, Axmed wuu xanuunsan yahay maanta", "so"),
        ("cảm ơn cô, mai cháu nghỉ", "vi"),
        ("谢谢老师", "zh"),
        ("謝謝老師", "zh"),
        ("شكرا يا معلمة", "ar"),
        ("obrigado professora, ele está doente", "pt"),
        ("mañana no va mateo", "es"),
        ("thanks miss", "en"),
    ],
)
@pytest.mark.parametrize("hint", [None, "en"])
def test_further_languages_need_nothing_but_their_code(text: str, written: str, hint: str | None) -> None:
    assert language_of(text, among=("en", "es", "ar", "pt", "so", "vi", "zh"), hint=hint) == written


def test_a_language_that_cannot_be_recognised_is_taken_on_the_familys_word() -> None:
    assert language_of("ua tsaug nais fawm", among=("en", "es", "hmn"), hint="hmn") == "hmn"
    assert language_of("ua tsaug nais fawm", among=("en", "hmn")) is None
    assert language_of("thank you teacher", among=("en", "hmn"), hint="en") == "en"


def test_a_hint_from_elsewhere_says_nothing() -> None:
    assert language_of("listo", among=HERE, hint="fr") is None
    assert language_of("mañana no va mateo", among=HERE, hint="fr") == "es"


def test_several_threads_may_ask_at_once() -> None:
    texts = (SPANISH + ENGLISH) * 5
    alone = [language_of(text, among=HERE) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: language_of(text, among=HERE), texts))
    assert together == alone
