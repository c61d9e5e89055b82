"""What is done with the words of one text: measuring, masking, reading a choice, and finding a phrase at each key."""

import re
from collections.abc import Callable
from time import perf_counter

from app.broadcasts.answers.choice import read_choice
from app.simulator.interpreter.translate import translate
from app.sms.phrase_bank import PhraseBank, search
from app.sms.segments import measure
from app.translation.locks import Names, mask
from scripts.bench.measure import Figure, median_ratio

ROUNDS = 21
LONGEST = 1600
"""Characters that the provider takes in one text."""
HARD = ("¿Mañana? 👩🏽‍🏫 [sí] " * LONGEST)[:LONGEST]
LETTER = (
    "Hello! This is Ms. Carter, Mateo's teacher. Mateo was absent today with Ana. See you Thursday, March 5 at "
    "6:30 PM, bring $8 for Rose. Call (206) 555-0123 or read the flyer by the front door."
)
ENDLESS = (
    *("a" * 1600, "1 " * 800, "a." * 800, "a-" * 800, "$1," * 530, "March " * 260, "(1" * 800, "5 p." * 400),
)
"""Texts on which a careless pattern would try for ever."""
CHATTY = ("la 2 " + "a " * 800, "option " + "hola que tal " * 123)
TALK = "Please read to your child every night and ask questions about the story. " * 20
CHOICES = (("Tuesday", "Martes"), ("Thursday", "Jueves"))
WORD = r"\w+"
TYPED = ("a", "ab", "please send a coat", "por favor mande un abrigo")
SCHOOLS_OF_PHRASES = 5
"""How many banks as large as ours are searched at once: a school may add as many of its own."""
MEASURE_GOAL, MASK_GOAL, SEARCH_GOAL = 15.0, 90.0, 25.0
ENDLESS_GOAL, CHOICE_GOAL, PRETEND_GOAL = 500.0, 150.0, 250.0


def words() -> list[Figure]:
    """Each against the least that any code could do with the same characters."""
    letters = "abcdefghijklmnopqrst"
    names = [f"{a}{b}{c}el {c}{a}{b}ez".title() for a in letters for b in letters for c in letters]
    roster, known = Names.of(names), set(names)
    phrases = list(PhraseBank.load().phrases) * SCHOOLS_OF_PHRASES
    return [
        _figure(
            f"measuring {LONGEST} characters",
            lambda: measure(HARD),
            lambda: _look_at_each(HARD),
            MEASURE_GOAL,
        ),
        _figure(
            f"masking a text among {len(names)} names, and back",
            lambda: _mask_and_restore(roster),
            lambda: [word in known for word in re.findall(WORD, LETTER)],
            MASK_GOAL,
        ),
        _figure(
            "masking texts made to be read for ever",
            lambda: [mask(text, language="en", names=roster) for text in ENDLESS],
            lambda: [_look_at_each(text) for text in ENDLESS],
            ENDLESS_GOAL,
        ),
        _figure(
            "reading a choice out of ten segments",
            lambda: [read_choice(text, CHOICES, may_give_back=True) for text in CHATTY],
            lambda: [_look_at_each(text) for text in CHATTY],
            CHOICE_GOAL,
        ),
        _figure(
            "the pretend engine on ten segments",
            lambda: translate(TALK, source="en", target="es"),
            lambda: _look_at_each(TALK),
            PRETEND_GOAL,
        ),
        _figure(
            f"four searches in {len(phrases)} phrases",
            lambda: [search(phrases, typed, limit=10) for typed in TYPED],
            lambda: [[typed in phrase.searchable for phrase in phrases] for typed in TYPED],
            SEARCH_GOAL,
        ),
    ]


def _look_at_each(text: str) -> int:
    return sum(character < "\x80" for character in text)


def _mask_and_restore(roster: Names) -> str | None:
    masked = mask(LETTER, language="en", names=roster)
    return masked.restore(masked.for_engine, "es")


def _figure(name: str, deed: Callable[[], object], least: Callable[[], object], goal: float) -> Figure:
    deed()  # what is read or folded only once is not what is measured
    ours, bare = zip(*((_seconds(deed), _seconds(least)) for _ in range(ROUNDS)), strict=True)
    ratio = median_ratio(list(ours), list(bare))
    return Figure(name, f"{ratio:.1f} x ({min(ours) * 1000:.2f} ms)", f"<= {goal:.0f} x", ratio <= goal)


def _seconds(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began
