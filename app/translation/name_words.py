"""Words of a language that are people's names too, and what around them tells which is meant.

No published list has these: names and words meet differently in every language. A language without an entry works
too, then every word of the roster with a capital is taken for a name, which costs a translated word and no child's
name. All are written as `folded` leaves them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NameWords:
    """What one language knows of words that may be names."""

    ordinary: frozenset[str] = _NONE
    """Given names that may begin a sentence as a word: there it is asked what follows."""
    follows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What follows such a word where it is no name: "Mark your", "Summer school"."""
    common: frozenset[str] = _NONE
    """Surnames that begin many sentences as a word: there they are a name only for a family that has it."""
    never_alone: frozenset[str] = _NONE
    """So common that a capital makes no name of them anywhere; they need a neighbour or a title.

    Some school has a Mr. No, a Ms. Her and a child called My.
    """
    never_after: frozenset[str] = _NONE
    """What does not follow a name: "Will you", "May I", "Mark the"."""
    modals: frozenset[str] = _NONE
    """Verbs that begin a question: "Will Ana come?"."""
    after_a_person: frozenset[str] = _NONE
    """What follows such a word in a question where it is somebody: "Will is coming?"."""
    before_a_time: frozenset[str] = _NONE
    """What stands before a month or a day, and so not before somebody of its name: "in April", "el Domingo"."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(**after: str) -> dict[str, frozenset[str]]:
    return {word: _words(words) for word, words in after.items()}


NAME_WORDS: Mapping[str, NameWords] = {
    "en": NameWords(
        ordinary=_words("""
            amber angel april art august autumn bill chance charity chase constance crystal daisy dawn destiny drew
            eden ernest faith frank ginger grace grant harmony haven heather heaven holly honor hope iris ivy jack jade
            joy june justice justin lane liberty lily mark may melody mercy miles misty nick olive pat patience pearl
            penny poppy prince princess rain ray reed rich river rob robin rose ruby sage sandy serenity sky sky star
            storm sue summer sunny trinity violet will winter wren
        """),
        follows=_table(
            art="class club project projects room show supplies teacher work",
            bill="payment payments",
            chase="after",
            crystal="clear",
            drew="a",
            grace="period",
            grant="access application money permission",
            holly="jolly",
            hope="all everyone everything that to",
            mark="down off on today",
            may="be",
            rain="or",
            rose="bush bushes garden gardens to",
            star="student students",
            sue="for",
            summer="break camp camps classes clothes fun hours program programs reading school vacation",
            sunny="day days weather",
            will="be",
            winter="break camp clothes coats concert hats program vacation",
        ),
        common=_words("""
            baker banks bell best black book brown bush call carter case church close cook cross day days dean dear
            early english field fields fields fish fox free french full game glass gold good grant gray great green
            hall hand hard head high hill home house kind king lake land law little long lord lunch major man march
            marks moon moore more new noble north page park piece post power price rice rush school sharp short small
            song south spring stone street strong sun sweet teacher test walk wall ward water welcome west white wise
            wood woods work worth young
        """),
        never_alone=_words("""
            a an and any are as at be been but by can come did do does for from get go had has have he her here hers
            him his how i if in into is it its let make me my no nor not now of off oh ok on one or our ours out over
            own per please put say see send she so some than thank thanks that the their them then there these they
            this those to too up us very was we well were what when where who why yes yet you your
        """),
        never_after=_words("""
            a all an any anyone everyone he her his i it its my our she someone that the their there these they this
            those we you your
        """),
        modals=_words("may will"),
        after_a_person=_words("can could did does had has is needs should was"),
        before_a_time=_words("""
            after before between by during early each every in last late next of on since through thru till until
        """),
    ),
    "es": NameWords(
        ordinary=_words("""
            abril alegria alma amado amparo angel angeles azucena belen blanca caridad clara clemente concepcion
            consuelo cruz dolores domingo esperanza estrella fe flor gloria gracia guadalupe inmaculada jazmin leon
            linda luna luz mar margarita marina mercedes milagro milagros modesto nieves paloma pascua pascual paz
            perla piedad pilar prudencia reina remedios rey rocio rosa sagrario salud santa santos severo sol socorro
            soledad valentina vera victor victoria violeta
        """),
        follows=_table(
            angel="guardian",
            cruz="roja",
            luz="electrica verde",
            mercedes="benz",
            rosa="mexicano palido",
            santa="claus",
            sol="y",
        ),
        common=_words("""
            acosta bello blanco bueno buena calle campo campos casa casas castillo cerda correa cortes delgado escudero
            feliz flores fuente fuentes grande hermosa hidalgo hoyos iglesia iglesias leal llanos luna marques mayo
            mesa montes moreno naranjo nieto nueva oliva oro palma papa pastor pena prado puente ramos reyes rico rio
            rios rojo rosado rubio salas sierra silva soto toro torres trigo valle vega viernes villa
        """),
        never_alone=_words("""
            a al algo ante aqui asi aun bien cada casi como con cual cuando de del desde donde dos el ella ellas ellos
            en entre era es esa ese eso esta estan este esto favor fue gracias ha han hasta hay hola hoy la las le les
            lo los mas me mi mis muy nada ni no nos o para pero poco por porque que quien se ser si sin sobre solo son
            su sus tal tan te tiene todo tres tu tus un una uno va van ve ven ver y ya yo
        """),
        # Not "esta": it is how many type "está", which does follow a name.
        never_after=_words("el la las los mi nuestra nuestro su sus tu un una unas unos usted ustedes"),
        before_a_time=_words("cada del el este estos los ultimo pasado primer proximo todos en hasta"),
    ),
}
UNKNOWN_LANGUAGE = NameWords()

CONNECTORS = _words(
    "al af bin binti da das de del della den der di do dos du el ibn la las le los ter van von zu"
)
"""Small words inside a name: "de la Cruz". Alone they are never anybody's."""

TITLES = _words("dr dra lic lcda miss mme mr mrs ms mx prof profa profr rev sr sra srta")
"""What stands before a name and is kept with it. Whole words, as in "Coach Diaz", an engine may translate."""
