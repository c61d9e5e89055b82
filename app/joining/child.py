"""The one question to a phone that we do not know: whose family it is, so that a person can find it in the roster."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.interpreting.auto_replies import answer_with_wording
from app.joining.queries import waiting_of_phone
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.prompts.ask import ask
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import is_courtesy, normalise

KIND = "join_child"
LIVES = timedelta(days=7)
LONGEST_ANSWER = 100
"""A child and a teacher are named in less; whoever writes more has something else to say too."""
FEWEST_LETTERS = 2
MOST_WORDS_OF_THANKS = 2


def ask_for_child(session: Session, thread: Thread, question: Message, *, now: datetime) -> None:
    """That text has asked for the child and its teacher, so what the family writes next is likely the answer."""
    ask(session, thread, KIND, [], question=question, lives=LIVES, now=now)


def read_child(session: Session, prompt: Prompt, body: str, _now: datetime) -> Reading | None:
    """Any words, since children are called anything; but for thanks, and for a number, which answers something else."""
    letters = sum(map(str.isalpha, body))
    is_only_thanks = is_courtesy(body) and len(normalise(body).split()) <= MOST_WORDS_OF_THANKS
    if letters < FEWEST_LETTERS or is_only_thanks or body.strip()[0].isdigit():
        return None
    if not waiting_of_phone(session, prompt.phone_number_id):
        return None
    says_more = "?" in body or len(body) > LONGEST_ANSWER
    return Reading(choice=None, note=body.strip(), needs_person=says_more)


def take_child(session: Session, answer: Answer, now: datetime, *, catalog: Catalog) -> None:
    """The words stand with every request of this phone that waits for a person, and the family has been thanked."""
    prompt = answer.prompt
    for request in waiting_of_phone(session, prompt.phone_number_id):
        request.words = request.words or answer.reading.note
    school, thread = session.get_one(School, prompt.school_id), session.get_one(Thread, prompt.thread_id)
    answer_with_wording(session, school, thread, "join_noted", catalog=catalog, now=now)
