"""English clauses in Spanish: articles and adjectives agree, adjectives follow, verbs take their persons."""

from collections.abc import Sequence

from app.simulator.interpreter.clauses import expanded, read_clause
from app.simulator.interpreter.glossary import Agreement, Glossary, Kind
from app.simulator.interpreter.things import Role, Unit, things_of
from app.simulator.interpreter.tokens import Token
from app.simulator.interpreter.verbs import Verb, VerbForm

CONTRACTIONS = {
    "don't": "do not", "doesn't": "does not", "didn't": "did not", "can't": "can not", "cannot": "can not",
    "won't": "will not", "isn't": "is not", "aren't": "are not", "wasn't": "was not", "weren't": "were not",
    "couldn't": "could not", "shouldn't": "should not", "i'm": "I am", "i'll": "I will", "i've": "I have",
    "he's": "he is", "she's": "she is", "it's": "it is", "that's": "that is", "we're": "we are",
    "we'll": "we will", "we've": "we have", "you're": "you are", "you'll": "you will", "they're": "they are",
    "they'll": "they will", "he'll": "he will", "she'll": "she will", "it'll": "it will", "there's": "there is",
    "what's": "what is", "where's": "where is", "who's": "who is", "how's": "how is",
}  # fmt: skip

_PERSONS = {
    "i": VerbForm.YO, "we": VerbForm.NOSOTROS, "they": VerbForm.ELLOS, "you": VerbForm.USTED,
    "he": VerbForm.USTED, "she": VerbForm.USTED, "it": VerbForm.USTED, "who": VerbForm.USTED,
}  # fmt: skip
_SAID_BY_THE_VERB = frozenset({"i", "we", "it"})
_DOES = frozenset({"do", "does"})
_DID = "did"
_NOT = "not"
_MODALS = frozenset({"can", "could", "should", "must", "may", "will"})
_WILL = "will"
_BEFORE_A_VERB = frozenset(
    {"to", "please", "let's", "and", "or", "who", *_PERSONS, *_MODALS, *_DOES, _DID, _NOT}
)
_NEEDS_NO_PARA = frozenset({"want", "need", "like", "love", "prefer", "try", "hope", "able", "ready"})
_LINKS = frozenset({"and", "but", "because", "if", "when", "that", "so", "or", "while", "since"})
_PAST = {
    VerbForm.YO: VerbForm.YO_PAST, VerbForm.USTED: VerbForm.USTED_PAST,
    VerbForm.NOSOTROS: VerbForm.NOSOTROS_PAST, VerbForm.ELLOS: VerbForm.ELLOS_PAST,
}  # fmt: skip
_SER = {
    "am": "soy", "is": "es", "are": "son", "was": "era", "were": "eran", "be": "ser", "been": "sido",
    "we are": "somos", "you are": "es", "we were": "éramos", "you were": "era",
}  # fmt: skip
_ESTAR = {
    "am": "estoy", "is": "está", "are": "están", "was": "estaba", "were": "estaban", "be": "estar", "been": "estado",
    "we are": "estamos", "you are": "está", "we were": "estábamos", "you were": "estaba",
}  # fmt: skip
_IR = {VerbForm.YO: "voy a", VerbForm.USTED: "va a", VerbForm.NOSOTROS: "vamos a", VerbForm.ELLOS: "van a"}
_ESTAR_BEFORE = frozenset(
    {"in", "at", "on", "here", "there", "with", "near", "not", "home", "out", "how", "away"}
)


def clause_in_spanish(tokens: Sequence[Token], glossary: Glossary) -> str:
    pieces = read_clause(expanded(tokens, CONTRACTIONS), glossary, _BEFORE_A_VERB)
    units = things_of(pieces)
    for at, unit in enumerate(units):
        if unit.kind in {Kind.ADJECTIVE, Kind.STATE}:
            unit.text = _agreeing(unit, _subject(units, at))
        elif unit.verb is not None:
            unit.text = _conjugated(units, at, unit.verb)
        elif unit.key in _SER:
            unit.text = _to_be(units, at)
        elif unit.key == _WILL:
            unit.text = _IR[_person(_subject(units, at))]
    _drop_what_spanish_leaves_out(units)
    return _contracted(_joined(units))


def _subject(units: Sequence[Unit], at: int) -> Unit | None:
    """Who does it: the nearest before it in the same part of the clause, or just after it in a question."""
    for place in range(at - 1, -1, -1):
        unit = units[place]
        if unit.key in _PERSONS or (unit.role is Role.THING and not _is_object(units, place)):
            return unit
        if unit.key in _LINKS and place < at - 1:
            break
    following = units[at + 1] if at + 1 < len(units) else None
    if following is not None and units[at].key in {*_SER, *_MODALS} and _is_subject(following):
        return following
    return None


def _is_subject(unit: Unit) -> bool:
    return unit.key in _PERSONS or unit.role is Role.THING


def _is_object(units: Sequence[Unit], place: int) -> bool:
    """What stands behind a verb or a preposition does nothing itself."""
    before = units[place - 1] if place else None
    return (
        before is not None
        and before.role is not Role.THING
        and before.key not in {*_LINKS, *_SER, *_DOES, _DID, *_MODALS}
    )


def _person(subject: Unit | None) -> VerbForm:
    if subject is None:
        return VerbForm.USTED
    if subject.key in _PERSONS:
        return _PERSONS[subject.key]
    return VerbForm.ELLOS if subject.agreement.is_plural else VerbForm.USTED


def _agreeing(unit: Unit, subject: Unit | None) -> str:
    forms = unit.text.split("/")
    if subject is None:
        return forms[0]
    agreement = subject.agreement
    if subject.key in {"we", "they"}:
        agreement = Agreement(is_plural=True)
    elif subject.key == "she":
        agreement = Agreement(is_feminine=True)
    return agreement.choose(forms)


def _conjugated(units: Sequence[Unit], at: int, verb: Verb) -> str:
    unit = units[at]
    before = _aux_before(units, at)
    subject = _subject(units, at)
    person = _person(subject)
    if unit.form is VerbForm.GERUND:
        is_doing = any(other.key in _SER for other in units[:at])
        return verb.spanish[VerbForm.GERUND if is_doing else VerbForm.INFINITIVE]
    if before in {*_MODALS, "to"} and unit.key not in _MODALS:
        return verb.spanish[VerbForm.INFINITIVE]
    if unit.form is VerbForm.PAST and unit.key != verb.english[VerbForm.BASE]:
        return verb.spanish[_PAST[person]]
    if before == _DID:
        return verb.spanish[_PAST[person]]
    if unit.form is VerbForm.THIRD or subject is not None or unit.key in _MODALS:
        return verb.spanish[person]
    return verb.spanish[VerbForm.COMMAND]


def _aux_before(units: Sequence[Unit], at: int) -> str:
    """The small word that says how the verb is meant, past who does it."""
    if at and units[at - 1].key.rpartition(" ")[2] == "to":
        return "to"
    for unit in reversed(units[:at]):
        if unit.key in {*_MODALS, _DID}:
            return unit.key
        if unit.verb is not None or unit.key in _LINKS - {"and", "or"}:
            break
    return ""


def _to_be(units: Sequence[Unit], at: int) -> str:
    unit = units[at]
    following = next((u for u in units[at + 1 :] if u.key not in {_NOT, *_PERSONS}), None)
    before = units[at - 1].key if at else ""
    is_passing = following is not None and (
        following.kind is Kind.STATE or following.form is VerbForm.GERUND or following.key in _ESTAR_BEFORE
    )
    table = _ESTAR if is_passing or before in {"where", "how"} else _SER
    subject = _subject(units, at)
    if subject is not None and f"{subject.key} {unit.key}" in table:
        return table[f"{subject.key} {unit.key}"]
    return table[unit.key]


def _drop_what_spanish_leaves_out(units: list[Unit]) -> None:
    for at, unit in enumerate(units):
        before = units[at - 1] if at else None
        following = next((u for u in units[at + 1 :] if u.key != _NOT), None)
        if _goes_without_saying(unit, before, following) or (
            unit.key in {*_DOES, _DID} and _asks_or_denies(units, at)
        ):
            unit.text = ""
        elif unit.key == "to" and following is not None and following.verb:
            is_part_of_verb = before is None or before.verb or before.key in _NEEDS_NO_PARA
            unit.text = "" if is_part_of_verb else "para"
        elif unit.key == _NOT and before is not None and _may_be_denied(before):
            before.text, unit.text = f"no {before.text}", ""


def _goes_without_saying(unit: Unit, before: Unit | None, following: Unit | None) -> bool:
    """Spanish verbs say themselves who does it."""
    asks = before is not None and before.key in {*_MODALS, *_SER, *_DOES, _DID}
    is_before_verb = following is not None and (following.verb or following.key in {*_SER, _WILL})
    return (unit.key in _SAID_BY_THE_VERB and bool(is_before_verb or asks)) or (unit.key == "you" and asks)


def _may_be_denied(unit: Unit) -> bool:
    return bool(unit.verb or unit.key in {*_SER, _WILL}) and unit.key not in {*_DOES, _DID}


def _asks_or_denies(units: Sequence[Unit], at: int) -> bool:
    """Whether "do" only helps another verb."""
    return any(unit.verb and unit.key not in {*_DOES, _DID} for unit in units[at + 1 : at + 4])


def _joined(units: Sequence[Unit]) -> str:
    written = ""
    for unit in units:
        written += unit.text + (unit.gap if unit.text or unit.gap.strip() else "")
    return written


def _contracted(words: str) -> str:
    for apart, together in ((" a el ", " al "), (" de el ", " del ")):
        words = words.replace(apart, together)
    for apart, together in (("A el ", "Al "), ("De el ", "Del "), ("a el ", "al "), ("de el ", "del ")):
        if words.startswith(apart):
            words = together + words.removeprefix(apart)
    return words
