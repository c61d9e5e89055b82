"""What the families and the staff of the demo have written to one another over the last four school days.

People of a school wrote these lines, in English and in Spanish; `past.py` lets them happen again.
"""

from dataclasses import dataclass
from datetime import time

from app.demo.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    DIAZ,
    ELENA,
    HELEN,
    JORGE,
    LEE,
    LUIS,
    MAYA,
    NEWCOMER,
    OKAFOR,
    PAT,
    ROSA,
    RUIZ,
    STRANGER,
    Adult,
    Colleague,
)


@dataclass(frozen=True)
class SchoolDaysAgo:
    """A time of day on the nth weekday before today."""

    days: int
    at: time


@dataclass(frozen=True)
class MinutesAgo:
    """A moment that is always fresh, whenever the demo begins."""

    minutes: int


Moment = SchoolDaysAgo | MinutesAgo


@dataclass(frozen=True)
class Texts:
    """A family texts the number that it has saved under somebody's name."""

    number: str
    to: str
    body: str
    picture: str | None = None


@dataclass(frozen=True)
class Replies:
    """A staff member texts a family from their own inbox, now or on the next school morning."""

    by: Colleague
    to: Adult
    body: str
    is_for_next_morning: bool = False


@dataclass(frozen=True)
class Notes:
    """A staff member writes something that only colleagues read."""

    by: Colleague
    about: Adult
    body: str


@dataclass(frozen=True)
class Drafts:
    """A staff member has begun to type."""

    by: Colleague
    to: Adult
    body: str


@dataclass(frozen=True)
class Assigns:
    """A staff member hands a conversation to a colleague."""

    by: Colleague
    about: Adult
    to: Colleague


@dataclass(frozen=True)
class Closes:
    """A staff member is done with a conversation."""

    by: Colleague
    about: Adult


@dataclass(frozen=True)
class Snoozes:
    """A staff member puts a conversation off to the next school morning."""

    by: Colleague
    about: Adult


Deed = Texts | Replies | Notes | Drafts | Assigns | Closes | Snoozes


def _day(days_ago: int, at: str) -> SchoolDaysAgo:
    return SchoolDaysAgo(days_ago, time.fromisoformat(at))


def _from(adult: Adult, to: Colleague, body: str, *, picture: str | None = None) -> Texts:
    return Texts(adult.number, to.name, body, picture)


HAPPENINGS: tuple[tuple[Moment, Deed], ...] = (
    # Rosa has two children in two rooms: her first text cannot say by itself whom it is for, so she is asked once.
    (
        _day(4, "07:52"),
        _from(
            ROSA,
            LEE,
            "Buenos días, soy Rosa, la mamá de Ana. Hoy llegamos un poco tarde, tenemos cita con el dentista.",
        ),
    ),
    (_day(4, "07:54"), _from(ROSA, LEE, "1")),
    (
        _day(4, "08:10"),
        Replies(
            LEE,
            ROSA,
            "Buenos días, Rosa. Gracias por avisar. Aquí las esperamos, sin prisa. Ana puede entrar por la oficina.",
        ),
    ),
    (_day(4, "08:12"), _from(ROSA, LEE, "Gracias, maestra 🙏")),
    (
        _day(3, "14:40"),
        Replies(
            LEE,
            ROSA,
            "Rosa, le comparto algo bonito: hoy Ana leyó sola una página entera y después ayudó a un compañero"
            " con la suya.",
        ),
    ),
    (_day(3, "17:15"), _from(ROSA, LEE, "¡Qué alegría! En las noches le lee por teléfono a su abuelita.")),
    (
        _day(3, "17:22"),
        Replies(
            LEE,
            ROSA,
            "¡Con razón avanza tanto! ¿A la abuelita le gustaría venir un día a leernos un cuento en español?",
        ),
    ),
    (
        _day(1, "16:30"),
        _from(ROSA, LEE, "Ana dibujó el puente del parque. Dice que es para usted.", picture="drawing"),
    ),
    (
        _day(1, "16:48"),
        Replies(
            LEE,
            ROSA,
            "¡Me encanta! Lo voy a poner en la pared, junto a su nombre. Dígale que muchas gracias.",
        ),
    ),
    (
        MinutesAgo(25),
        _from(ROSA, LEE, "La abuelita dice que sí, ¡con mucho gusto! ¿Qué día le conviene a usted?"),
    ),
    # Her other child's teacher writes from a number of his own.
    (
        _day(2, "15:05"),
        Replies(
            DIAZ,
            ROSA,
            "Buenas tardes, Rosa. Soy el maestro de Leo. Este es el número de nuestro salón: escríbame aquí"
            " cuando guste, en español o en inglés.",
        ),
    ),
    (
        _day(2, "18:10"),
        _from(
            ROSA, DIAZ, "Gracias, maestro. Leo no habla más que de su volcán. ¿Le hace falta algún material?"
        ),
    ),
    (
        _day(2, "18:31"),
        Replies(
            DIAZ,
            ROSA,
            "Solo una botella vacía. Hoy explicó a todo el grupo por qué sale la lava. ¡Daba gusto escucharlo!",
        ),
    ),
    (
        MinutesAgo(70),
        _from(ROSA, DIAZ, "Ya tenemos la botella. Leo pregunta si su papá puede venir a ver el volcán."),
    ),
    # Sofía lives with her grandmother, who reads Spanish only.
    (
        _day(4, "15:30"),
        _from(
            CARMEN,
            LEE,
            "Buenas tardes, maestra. Soy la abuelita de Sofía. ¿Comió bien hoy? En la mañana no quiso desayunar.",
        ),
    ),
    (
        _day(4, "15:44"),
        Replies(
            LEE,
            CARMEN,
            "Buenas tardes, doña Carmen. Sí, se comió todas las zanahorias y nos cantó la canción que usted le"
            " enseñó. ¡Ya nos la sabemos todos!",
        ),
    ),
    (_day(4, "15:50"), _from(CARMEN, LEE, "Ay, qué lindo. Esa canción me la cantaba mi mamá.")),
    (
        _day(4, "16:02"),
        Replies(LEE, CARMEN, "Es un tesoro. ¿Nos la podría grabar, para aprenderla como es?"),
    ),
    (
        _day(1, "17:20"),
        _from(
            CARMEN,
            LEE,
            "Sí, maestra, mi nieto me ayuda a grabarla. ¿Y a qué hora es la junta? Yo voy en autobús.",
        ),
    ),
    (
        _day(1, "17:41"),
        Drafts(LEE, CARMEN, "Doña Carmen, la junta es a las 5:30 en el salón 4. Para el autobús,"),
    ),
    # Oliver has two homes. Each has its own conversation and sees nothing of the other.
    (
        _day(4, "10:20"),
        _from(
            MAYA,
            LEE,
            "Hi Ms. Lee, it's Maya. Oliver is with me this week. Could you text me about the garden trip too,"
            " not only his dad?",
        ),
    ),
    (
        _day(4, "10:41"),
        Replies(
            LEE,
            MAYA,
            "Of course, Maya. I'll write to each of you. He needs a hat and a water bottle, that's all!",
        ),
    ),
    (
        _day(3, "14:45"),
        Replies(
            LEE,
            MAYA,
            "Oliver asked the best question today: why do worms come up when it rains? Now the whole class wants"
            " to find out.",
        ),
    ),
    (
        _day(2, "15:20"),
        Replies(
            LEE,
            MAYA,
            "Oliver helped a shy friend smile on picture day. I thought you would like to know.",
        ),
    ),
    (
        MinutesAgo(190),
        _from(
            MAYA,
            LEE,
            "That's my boy :) But I'm at work and my phone won't quit buzzing. Please stop sending me so many"
            " messages. Once a week is plenty!",
        ),
    ),
    (
        _day(2, "09:30"),
        Replies(
            LEE,
            DANIEL,
            "Good morning, Daniel. Oliver needs a hat and a water bottle for the garden trip. Would you like to"
            " come along?",
        ),
    ),
    (
        _day(2, "12:15"),
        _from(DANIEL, LEE, "Thanks for writing me too. Yes! I can drive three kids, I have the big car."),
    ),
    (_day(2, "12:30"), Replies(LEE, DANIEL, "That's a real help, thank you. Three seats it is.")),
    (
        _day(2, "12:33"),
        Notes(
            LEE,
            DANIEL,
            "Oliver's parents live apart and each of them wants to hear from us, so please write to both.",
        ),
    ),
    (
        _day(1, "15:10"),
        Replies(
            LEE,
            DANIEL,
            "Good morning, Daniel! See you at the garden gate at 9:30. Oliver has told everyone about the big car.",
            is_for_next_morning=True,
        ),
    ),
    (_day(1, "15:12"), Snoozes(LEE, DANIEL)),
    # Jorge pays for every text and says so with the word that every phone company knows.
    (
        _day(3, "13:05"),
        Replies(
            DIAZ,
            JORGE,
            "Buenas tardes, Jorge. Hoy Mateo acompañó a un compañero nuevo a la cafetería para que no comiera"
            " solo. Quería que usted lo supiera.",
        ),
    ),
    (
        _day(3, "13:20"),
        _from(
            JORGE,
            DIAZ,
            "Gracias, maestro, qué bueno es saberlo. Pero en este celular me cobran cada mensaje.",
        ),
    ),
    (_day(3, "13:21"), _from(JORGE, DIAZ, "ALTO")),
    (
        _day(3, "13:40"),
        Notes(
            DIAZ,
            JORGE,
            "Called Jorge. He likes to hear from us: a note in Mateo's backpack, or a call on Fridays.",
        ),
    ),
    (_day(3, "13:41"), Closes(DIAZ, JORGE)),
    # Two numbers that no text reaches: a landline, and one that is out of service.
    (
        _day(2, "14:10"),
        Replies(
            DIAZ,
            HELEN,
            "Good afternoon, Mrs. Carter. Grace read her story about the lake to the whole class today."
            " You would have been proud of her.",
        ),
    ),
    (
        _day(1, "14:30"),
        Replies(
            LEE,
            PAT,
            "Hi Pat! Jun built the tallest tower in our block corner today and then showed two friends how.",
        ),
    ),
    # Luis and Elena share one phone.
    (
        _day(3, "08:40"),
        _from(
            ELENA, LEE, "Buenos días, soy Elena. Diego amaneció con un poco de tos y hoy se queda en casa."
        ),
    ),
    (
        _day(3, "08:55"),
        Replies(
            LEE,
            ELENA,
            "Gracias por avisar, Elena. Que se mejore pronto. Le guardamos su lugar junto a la ventana.",
        ),
    ),
    (_day(2, "08:35"), _from(LUIS, LEE, "Soy Luis. Diego ya está mejor, hoy lo llevo yo.")),
    (_day(2, "09:05"), Replies(LEE, LUIS, "¡Qué bueno, Luis! Sus amigos ya preguntaban por él.")),
    (
        MinutesAgo(110),
        _from(
            ELENA,
            LEE,
            "Soy Elena. Le puse a Diego el inhalador en la mochila. ¿Se lo guarda usted o lo trae él?",
        ),
    ),
    # Nobody knows yet which language Amina likes to read; it is asked, never guessed.
    (
        _day(2, "13:20"),
        _from(AMINA, DIAZ, "Hello teacher, I am Amina, mother of Hodan. She loves the book about the goats."),
    ),
    (
        _day(2, "13:34"),
        Replies(
            DIAZ,
            AMINA,
            "Hello, Amina! Hodan told us how your family keeps goats, and the class had so many questions for her."
            " You are welcome to come and tell us more.",
        ),
    ),
    (
        _day(1, "17:45"),
        _from(
            AMINA,
            DIAZ,
            "I would like that, thank you. Can somebody explain the family night to me in Somali?",
        ),
    ),
    (
        _day(1, "17:58"),
        Notes(DIAZ, AMINA, "Do we know somebody who speaks Somali and could call Amina this week?"),
    ),
    (_day(1, "17:59"), Assigns(DIAZ, AMINA, OKAFOR)),
    # Numbers that nobody knows land in the front office, and are told at once that a person will read their text.
    (
        _day(1, "15:35"),
        Texts(
            NEWCOMER.number,
            "Alameda",
            "Buenas tardes. Soy Lucía, la mamá de Emilio. Empieza segundo grado la próxima semana. ¿Qué papeles"
            " tengo que llevar?",
        ),
    ),
    (
        _day(1, "15:52"),
        Replies(
            RUIZ,
            NEWCOMER,
            "¡Bienvenidos, Lucía! Traiga el acta de nacimiento, las vacunas y un recibo de su domicilio. Si le"
            " falta algo, venga igual: lo resolvemos juntas.",
        ),
    ),
    (
        MinutesAgo(40),
        Texts(
            NEWCOMER.number,
            "Alameda",
            "Muchas gracias. ¿Alguien me puede ayudar a llenar los formularios? Emilio pregunta si hay fútbol en"
            " el recreo.",
        ),
    ),
    (
        MinutesAgo(55),
        Texts(
            STRANGER,
            "Alameda",
            "Hi, is this the school? I found a child's red jacket at the park, with your name in it. Shall I bring"
            " it by?",
        ),
    ),
)
