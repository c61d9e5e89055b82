"""What people approved is found again, and nothing else is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.foundation.database import Database
from app.tables import metadata
from app.translation.locks import Masked, Names, mask
from app.translation.memory import ApprovedTranslation, forget, learn, recall
from tests.support.cast import LEE, NOON, RUIZ, look_up, make_cast, undone
from tests.support.postgres import PostgresServer

NAMES = Names.of(["Rose Smith", "Mateo Díaz", "Ana Ruiz", "Leo Kim"])
LATER = NOON + timedelta(days=1)


@pytest.fixture(scope="module")
def sqlite_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from _with_the_cast(f"sqlite:///{tmp_path_factory.mktemp('memory') / 'puente.db'}")


@pytest.fixture(scope="module")
def postgres_school(postgres: PostgresServer, postgres_names: Iterator[str]) -> Iterator[Database]:
    name = next(postgres_names)
    yield from _with_the_cast(postgres.create_database(name))
    postgres.drop_database(name)


def _with_the_cast(url: str) -> Iterator[Database]:
    database = Database(url)
    metadata.create_all(database.engine)
    make_cast(database, NOON)
    yield database
    database.close()


@pytest.fixture(params=["sqlite_school", "postgres_school"])
def memory(request: pytest.FixtureRequest) -> Iterator["Memory"]:
    database: Database = request.getfixturevalue(request.param)
    with undone(database) as session:
        yield Memory(session, look_up(session))


def english(text: str) -> Masked:
    return mask(text, language="en", names=NAMES)


def spanish(text: str) -> Masked:
    return mask(text, language="es", names=NAMES)


class Memory:
    """The memory of the school of the demo."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast
        self.school_id = cast.school.id

    def learn(self, source: str, target: str, *, by: str = RUIZ) -> bool:
        by_id = self.cast.staff[by].id
        return learn(self.session, self.school_id, english(source), spanish(target), by_id=by_id, now=NOON)

    def recall(self, text: str) -> str | None:
        return recall(self.session, self.school_id, english(text), language="es")

    def entries(self) -> list[ApprovedTranslation]:
        self.session.expire_all()
        return list(self.session.scalars(select(ApprovedTranslation).order_by(ApprovedTranslation.id)))


def test_an_approved_text_is_found_for_other_names_days_and_times(memory: Memory) -> None:
    assert memory.learn("Rose, see you March 5 at 6pm.", "Rose, nos vemos el 5 de marzo a las 6:00 p.m.")
    assert memory.recall("Mateo, see you on March 5 at 6pm.") is None
    assert memory.recall("Mateo,  see you Friday, May 1 at 1 PM!") == (
        "Mateo, nos vemos el viernes, 1 de mayo a la 1:00 p.m."
    )


def test_words_that_are_only_similar_are_not_found(memory: Memory) -> None:
    memory.learn("You can come.", "Puede venir.")
    assert memory.recall("You can come?") is None
    assert memory.recall("You can not come.") is None
    assert memory.recall("you can come") == "Puede venir."


def test_a_text_is_put_together_from_sentences_that_were_approved(memory: Memory) -> None:
    memory.learn("Thank you, Rose! See you tomorrow.", "¡Gracias, Rose! Nos vemos mañana.")
    memory.learn("Please bring $8.", "Traiga $8, por favor.")
    assert memory.recall("Please bring $10.\n\nThank you, Leo.") == "Traiga $10, por favor.\n\n¡Gracias, Leo!"
    assert memory.recall("Thank you, Leo! See you soon.") is None, "one sentence of it is not known"


def test_sentences_are_not_learnt_where_it_is_unsure_which_says_which(memory: Memory) -> None:
    assert memory.learn("Thank you. See you tomorrow.", "Gracias, nos vemos mañana.")
    assert memory.learn("Rose was great. Can Leo come?", "¿Puede venir Leo? Rose estuvo muy bien.")
    assert memory.learn(
        "Hi. It snowed.", "Por la nieve que cayó anoche en toda la ciudad hoy cerramos. Adiós."
    )
    assert memory.recall("Thank you.") is None
    assert memory.recall("Leo was great.") is None
    assert memory.recall("Hi.") is None
    assert memory.recall("Thank you! See you tomorrow") == "Gracias, nos vemos mañana."


def test_a_pair_that_does_not_hold_the_same_is_not_learnt(memory: Memory) -> None:
    assert not memory.learn("See you March 5.", "Nos vemos el 6 de marzo.")
    assert not memory.learn("Rose!", "¡Rose!"), "there is nothing to translate in it"
    assert memory.entries() == []


def test_what_holds_no_words_needs_nobodys_approval(memory: Memory) -> None:
    assert memory.recall("6:30 PM 😀") == "6:30 p.m. 😀"


def test_an_approval_counts_for_its_direction_language_and_school_only(memory: Memory) -> None:
    memory.learn("Good morning!", "¡Buenos días!")
    assert memory.recall("Good morning!") == "¡Buenos días!"
    assert recall(memory.session, memory.school_id, spanish("¡Buenos días!"), language="en") is None
    assert recall(memory.session, memory.school_id, english("Good morning!"), language="vi") is None
    assert recall(memory.session, memory.school_id + 1, english("Good morning!"), language="es") is None


def test_a_newer_approval_takes_the_place_of_the_older(memory: Memory) -> None:
    memory.learn("Good job!", "¡Bueno trabajo!", by=LEE)
    memory.learn("Good job!", "¡Buen trabajo!")
    memory.learn("Good job.", "¡Buen trabajo!", by=LEE)
    first, second = memory.entries()
    assert (first.target, first.retired_at) == ("¡Bueno trabajo!", NOON)
    assert (second.target, second.retired_at) == ("¡Buen trabajo!", None)
    assert second.approved_by == memory.cast.staff[RUIZ].id
    assert memory.recall("Good job!") == "¡Buen trabajo!"


def test_only_one_wording_is_in_use(memory: Memory) -> None:
    memory.learn("Good job!", "¡Buen trabajo!")
    (entry,) = memory.entries()
    columns = (
        "school_id",
        "source_language",
        "language",
        "source_key",
        "source",
        "approved_by",
        "approved_at",
    )
    memory.session.add(ApprovedTranslation(**{name: getattr(entry, name) for name in columns}, target="otro"))
    with pytest.raises(IntegrityError):
        memory.session.flush()
    memory.session.rollback()


def test_what_was_doubted_is_forgotten_as_a_whole_and_sentence_by_sentence(memory: Memory) -> None:
    memory.learn("Thank you, Rose! See you tomorrow.", "¡Gracias, Rose! Nos vemos mañana.")
    doubted = english("Thank you, Leo! See you tomorrow.")
    assert forget(memory.session, memory.school_id, doubted, language="es", now=LATER) == 3
    assert memory.recall("Thank you, Leo! See you tomorrow.") is None
    assert memory.recall("Thank you, Leo!") is None
    assert {entry.retired_at for entry in memory.entries()} == {LATER}
    assert forget(memory.session, memory.school_id, doubted, language="es", now=LATER) == 0


def test_one_is_not_counted_like_many(memory: Memory) -> None:
    memory.learn("Bring 1 fish.", "Traiga 1 pescado.")
    assert memory.recall("Bring 2 fish.") is None
    memory.learn("Bring 2 fish.", "Traiga 2 pescados.")
    assert memory.recall("Bring 5 fish.") == "Traiga 5 pescados."
    assert memory.recall("Bring 1 fish.") == "Traiga 1 pescado."


def test_words_in_braces_are_words(memory: Memory) -> None:
    memory.learn("Use {name1} here, Rose.", "Use {name1} aquí, Rose.")
    assert memory.recall("Use {name1} here, Leo.") == "Use {name1} aquí, Leo."
