"""Spanish clauses in English: adjectives come first, verbs say who, small words before a verb move behind it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.simulator.interpreter.clauses import Piece, expanded, read_clause
from app.simulator.interpreter.glossary import Glossary, Kind, Reading
from app.simulator.interpreter.tokens import Token, folded
from app.simulator.interpreter.verbs import Verb, VerbForm

CONTRACTIONS = {"al": "a el", "del": "de el"}
_BEFORE_A_VERB = frozenset(
    {"no", "me", "te", "se", "nos", "lo", "le", "les", "que", "y", "yo", "ya", "si", "cuando"}
)
_OBJECTS = {
    "me": "me", "te": "you", "nos": "us", "lo": "him", "la": "her", "los": "them", "las": "them",
    "le": "him/her", "les": "them", "se": "",
}  # fmt: skip
_PRONOUNS = frozenset(
    {"yo", "tú", "él", "ella", "usted", "nosotros", "nosotras", "ellos", "ellas", "ustedes", "quién"}
)
_MODALS = frozenset({"can", "could", "should", "must", "may"})
_FINITE = {
    VerbForm.YO: "I", VerbForm.TU: "you", VerbForm.USTED: "he/she", VerbForm.NOSOTROS: "we", VerbForm.ELLOS: "they",
    VerbForm.YO_PAST: "I", VerbForm.USTED_PAST: "he/she", VerbForm.NOSOTROS_PAST: "we", VerbForm.ELLOS_PAST: "they",
}  # fmt: skip
_PAST = frozenset({VerbForm.YO_PAST, VerbForm.USTED_PAST, VerbForm.NOSOTROS_PAST, VerbForm.ELLOS_PAST})
_THIRD = frozenset({VerbForm.USTED, VerbForm.ELLOS, VerbForm.USTED_PAST, VerbForm.ELLOS_PAST})
_LINKS = frozenset({"y", "pero", "porque", "si", "cuando", "que", "o", "pues"})
_APART = re.compile(r"\b(pick|picks|picked|drop|drops|dropped) (up|off) (him/her|him|her|them|me|us|you)\b")
_ASKED_TO = re.compile(r"\b(can|could|should|may|must) (I|you|he/she|we|they) to ")
_NO_TO_AFTER = ("can", "cannot", "could", "should", "must", "may", "to", "for", "not", "let's")


def clause_in_english(tokens: Sequence[Token], glossary: Glossary, *, is_question: bool) -> str:
    pieces = read_clause(expanded(tokens, CONTRACTIONS), glossary, _BEFORE_A_VERB)
    pieces = [_with_its_object(piece, glossary) for piece in pieces]
    pieces = _adjectives_first(_who_first(_objects_behind(pieces)))
    written = ""
    for at, piece in enumerate(pieces):
        words = _words(pieces, at, is_question=is_question)
        if words.startswith("to ") and written.rstrip().lower().endswith(_NO_TO_AFTER):
            words = words.removeprefix("to ")
        written += words + (piece.gap if words or piece.gap.strip() else "")
    written = _ASKED_TO.sub(r"\1 \2 ", written)
    written = _APART.sub(r"\1 \3 \2", written)
    for clumsy, plain in ((" for to ", " to "), (" to to ", " to ")):
        written = written.replace(clumsy, plain)
    return written.replace(" nothing", " anything") if " not " in written else written


def _words(pieces: Sequence[Piece], at: int, *, is_question: bool) -> str:
    piece = pieces[at]
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if piece.key == "no" and following is not None and following.kind is Kind.VERB:
        return ""
    if piece.key == "a" and following is not None and following.is_name:
        return "" if at and pieces[at - 1].kind is Kind.VERB else "at"
    if piece.reading is None or piece.reading.verb is None or piece.reading.verb_form is None:
        return piece.target
    verb, form = piece.reading.verb, piece.reading.verb_form
    if form is VerbForm.INFINITIVE:
        return f"to {verb.english[VerbForm.BASE]}"
    if form is VerbForm.GERUND:
        return verb.english[VerbForm.GERUND]
    if form is VerbForm.PARTICIPLE:
        return verb.english[VerbForm.PAST]
    is_denied = at > 0 and pieces[at - 1].key == "no"
    if form is VerbForm.COMMAND:
        return ("do not " if is_denied else "") + verb.english[VerbForm.BASE]
    subject = "" if _has_subject(pieces, at) else _FINITE[form]
    if is_question and subject and not any(p.kind is Kind.VERB for p in pieces[:at]):
        return _asked(verb, form, "you" if subject == "he/she" else subject)
    words = _denied(verb, form) if is_denied else _said(verb, form)
    return f"{subject} {words}".strip()


def _said(verb: Verb, form: VerbForm) -> str:
    if form in _PAST:
        return verb.english[VerbForm.PAST]
    return verb.english[VerbForm.THIRD if form is VerbForm.USTED else VerbForm.BASE]


def _denied(verb: Verb, form: VerbForm) -> str:
    base = verb.english[VerbForm.BASE]
    if base == "can":
        return "cannot" if form not in _PAST else "could not"
    if base in _MODALS:
        return f"{base} not"
    if form in _PAST:
        return f"did not {base}"
    return f"{'does' if form is VerbForm.USTED else 'do'} not {base}"


def _asked(verb: Verb, form: VerbForm, subject: str) -> str:
    base = verb.english[VerbForm.BASE]
    if base in _MODALS:
        return f"{'could' if form in _PAST and base == 'can' else base} {subject}"
    return f"{'did' if form in _PAST else 'do'} {subject} {base}"


def _has_subject(pieces: Sequence[Piece], at: int) -> bool:
    """Whether somebody is named before the verb, so that English need not say "he" or "she"."""
    form = pieces[at].reading
    may_be_named = form is not None and form.verb_form in _THIRD
    for piece in reversed(pieces[:at]):
        if piece.key in _PRONOUNS:
            return True
        if piece.key in _LINKS or piece.kind is Kind.VERB:
            return False
        if may_be_named and (piece.kind is Kind.NOUN or piece.is_name):
            return True
    return False


def _with_its_object(piece: Piece, glossary: Glossary) -> Piece:
    """So "ayudarme" is "to help me"."""
    if piece.reading is not None or len(piece.key) < 5:  # noqa: PLR2004 - "irme" has no fewer
        return piece
    for small, words in _OBJECTS.items():
        stem = piece.key.removesuffix(small)
        if stem == piece.key or not folded(stem).endswith(("ar", "er", "ir", "e", "a")):
            continue
        for reading in glossary.find(stem):
            if reading.verb is not None and reading.verb_form in {VerbForm.INFINITIVE, VerbForm.COMMAND}:
                base = reading.verb.english[VerbForm.BASE]
                to = "to " if reading.verb_form is VerbForm.INFINITIVE else ""
                return replace(piece, reading=Reading(Kind.WORD, f"{to}{base} {words}".strip()))
    return piece


def _objects_behind(pieces: Sequence[Piece]) -> list[Piece]:
    """So "lo llevo" is "I take him", and "me puede llamar" is "can call me"."""
    found = list(pieces)
    for at in range(len(found) - 1):
        small = found[at]
        if small.key not in _OBJECTS or found[at + 1].kind is not Kind.VERB:
            continue
        end = at + 3 if _form(found, at + 2) is VerbForm.INFINITIVE else at + 2
        words = _OBJECTS[small.key]
        last = found[end - 1]
        behind = replace(
            small, typed=words, key="", gap=last.gap, reading=Reading(Kind.WORD, words), is_moved=True
        )
        moved = [*found[at + 1 : end - 1], replace(last, gap=" " if words else last.gap)]
        found[at:end] = [*moved, behind]
    return found


def _form(pieces: Sequence[Piece], at: int) -> VerbForm | None:
    reading = pieces[at].reading if at < len(pieces) else None
    return reading.verb_form if reading else None


def _who_first(pieces: Sequence[Piece]) -> list[Piece]:
    """So "la recoge su abuela" is "her grandmother picks her up"."""
    found = list(pieces)
    for at in range(len(found) - 3):
        verb, moved, whose, who = found[at : at + 4]
        form = verb.reading.verb_form if verb.reading else None
        if form in _THIRD and moved.is_moved and (whose.kind, who.kind) == (Kind.DETERMINER, Kind.NOUN):
            found[at : at + 4] = [
                replace(whose, gap=" "),
                replace(who, gap=" "),
                replace(verb, gap=moved.gap if not moved.target else " "),
                replace(moved, gap=who.gap),
            ]
    return found


def _adjectives_first(pieces: Sequence[Piece]) -> list[Piece]:
    """So "chaqueta roja" is "red jacket"."""
    found = list(pieces)
    for at in range(len(found) - 1):
        noun, adjective = found[at], found[at + 1]
        if noun.kind is Kind.NOUN and adjective.kind is Kind.ADJECTIVE and not noun.gap.strip():
            found[at], found[at + 1] = replace(adjective, gap=noun.gap), replace(noun, gap=adjective.gap)
    return found
