"""Nouns with all that belongs to them, put in the order in which Spanish says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from app.simulator.interpreter.clauses import Piece
from app.simulator.interpreter.glossary import MASCULINE, Agreement, Kind
from app.simulator.interpreter.verbs import Verb, VerbForm


class Role(Enum):
    """What some words do in their clause."""

    THING = auto()
    VERB = auto()
    OTHER = auto()


@dataclass
class Unit:
    """Some Spanish words and what the words around them must know of them."""

    text: str
    gap: str
    role: Role
    key: str = ""
    agreement: Agreement = MASCULINE
    verb: Verb | None = None
    form: VerbForm | None = None
    kind: Kind | None = None


def things_of(pieces: Sequence[Piece]) -> list[Unit]:
    """Every noun with what belongs to it is one thing, in the order in which Spanish says it."""
    units: list[Unit] = []
    at = 0
    while at < len(pieces):
        end = _end_of_thing(pieces, at)
        units.append(_thing(pieces[at:end]) if end else _single(pieces[at]))
        at = end or at + 1
    return _owned(units)


def _end_of_thing(pieces: Sequence[Piece], start: int) -> int:
    """Past the last noun of a row that begins here; 0 where none begins."""
    at, end = start, 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind is Kind.NOUN:
            end = at + 1
        elif piece.kind not in {Kind.DETERMINER, Kind.ADJECTIVE, Kind.STATE} or end:
            break
        if piece.gap.strip() or piece.is_possessive:
            break
        at += 1
    return end


def _thing(pieces: Sequence[Piece]) -> Unit:
    *before, head = pieces
    agreement = head.agreement
    first = [_form(p, agreement) for p in before if p.kind is Kind.DETERMINER]
    described = [_form(p, agreement) for p in before if p.kind in {Kind.ADJECTIVE, Kind.STATE}]
    of = [f"de {p.target}" for p in reversed(before) if p.kind is Kind.NOUN]
    text = " ".join([*first, head.target, *of, *described])
    key = pieces[0].key if pieces[0].kind is Kind.DETERMINER else ""
    unit = Unit(text, head.gap, Role.THING, key, agreement)
    if head.is_possessive:
        unit.kind = Kind.DETERMINER
    return unit


def _single(piece: Piece) -> Unit:
    if piece.is_possessive:
        return Unit(piece.target, piece.gap, Role.THING, piece.key, piece.agreement, kind=Kind.DETERMINER)
    if piece.kind is Kind.VERB and piece.reading is not None:
        form, verb = piece.reading.verb_form, piece.reading.verb
        return Unit(piece.target, piece.gap, Role.VERB, piece.key, verb=verb, form=form)
    kind = piece.kind if piece.kind in {Kind.ADJECTIVE, Kind.STATE} else None
    role = Role.THING if piece.reading is None and piece.typed[0].isupper() else Role.OTHER
    key = piece.key if piece.reading else ""  # somebody called Will decides nothing about a verb
    unit = Unit(piece.target, piece.gap, role, key, kind=kind)
    if kind and piece.reading is not None:
        unit.text = "/".join(piece.reading.forms)
    return unit


def _form(piece: Piece, agreement: Agreement) -> str:
    return piece.cased(agreement.choose(piece.reading.forms)) if piece.reading else piece.typed


def _owned(units: Sequence[Unit]) -> list[Unit]:
    """So "Ana's teacher" is "la maestra de Ana"."""
    found: list[Unit] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.role is Role.THING and unit.kind is Kind.DETERMINER and at + 1 < len(units):
            owned = units[at + 1]
            article = owned.agreement.choose(("el", "la", "los", "las"))
            owned.text = f"{article} {owned.text} de {unit.text}"
            at += 1
            unit = owned
        found.append(unit)
        at += 1
    return found
