"""LibreTranslate's HTTP API, as far as Puente asks it, with the pretend engine behind it."""

import asyncio
import json
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.simulator.interpreter.translate import ENGLISH, LANGUAGES, guess_language, translate
from app.simulator.parts import Parts, the_simulator

AUTO = "auto"


class EngineRefusal(Exception):
    """An answer in the engine's error shape."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


async def refusal_answer(_request: Request, refusal: Exception) -> Response:
    """Turns a refusal into its JSON."""
    if not isinstance(refusal, EngineRefusal):
        raise refusal
    return JSONResponse({"error": refusal.words}, status_code=refusal.status)


async def _awake(request: Request) -> None:
    faults = the_simulator(request).faults
    await asyncio.sleep(faults.engine_latency)
    if faults.engine_down:
        raise EngineRefusal(503, "The engine is down")


async def _question(request: Request) -> dict[str, object]:
    """What was asked, as JSON or as a form."""
    if "json" not in request.headers.get("content-type", ""):
        async with request.form() as form:
            return dict(form)
    try:
        asked = json.loads(await request.body())
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise EngineRefusal(400, "Invalid JSON format")
    return asked


Question = Annotated[dict[str, object], Depends(_question)]
router = APIRouter(dependencies=[Depends(_awake)])


@router.post("/translate")
async def answer(question: Question, simulator: Parts) -> dict[str, object]:
    """One text or several, in order. `source` may be "auto"."""
    asked = question.get("q")
    texts = [text for text in (asked if isinstance(asked, list) else [asked]) if isinstance(text, str)]
    if not texts or (isinstance(asked, list) and len(texts) < len(asked)):
        raise EngineRefusal(400, "Invalid request: missing q parameter")
    target = _language(question, "target")
    source = AUTO if question.get("source") == AUTO else _language(question, "source")
    guesses = [guess_language(text) if source == AUTO else (source, 100.0) for text in texts]
    answers = [
        translate(text, source=spoken, target=target)
        for text, (spoken, _) in zip(texts, guesses, strict=True)
    ]
    if simulator.faults.engine_mangles:
        answers = [_mangled(words) for words in answers]
    told: dict[str, object] = {"translatedText": answers if isinstance(asked, list) else answers[0]}
    if source == AUTO:
        detected = [_guess(language, confidence) for language, confidence in guesses]
        told["detectedLanguage"] = detected if isinstance(asked, list) else detected[0]
    return told


@router.post("/detect")
async def detect(question: Question) -> list[dict[str, object]]:
    """The one language that it takes the text for."""
    text = question.get("q")
    if not isinstance(text, str) or not text:
        raise EngineRefusal(400, "Invalid request: missing q parameter")
    return [_guess(*guess_language(text))]


@router.get("/languages")
async def languages() -> list[dict[str, object]]:
    """Both of them, each into both."""
    return [{"code": code, "name": name, "targets": [*LANGUAGES]} for code, name in LANGUAGES.items()]


@router.get("/health")
async def health() -> dict[str, str]:
    """It answers, so it lives."""
    return {"status": "ok"}


def _language(question: dict[str, object], name: str) -> str:
    code = question.get(name, ENGLISH)
    if code not in LANGUAGES:
        raise EngineRefusal(400, f"{code} is not supported")
    return str(code)


def _guess(language: str, confidence: float) -> dict[str, object]:
    return {"language": language, "confidence": confidence}


def _mangled(words: str) -> str:
    """Every name, number and time comes back as something else, which is the worst that an engine does."""
    return re.sub(r"\w*[A-Z\d]\w*", lambda found: found.group().lower()[::-1], words)
