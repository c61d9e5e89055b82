"""What Mr. Diaz, who writes both languages, and the families of Room 7 have written to one another."""

from app.demo.cast import AMINA, DIAZ, HELEN, JORGE, OKAFOR, ROSA
from app.demo.deeds import Assigns, Closes, Happening, Notes, Replies, from_family
from app.demo.moments import MinutesAgo, day

ROOM_7: tuple[Happening, ...] = (
    # Her other child's teacher writes from a number of his own.
    (
        day(2, "15:05"),
        Replies(
            DIAZ,
            ROSA,
            "Buenas tardes, Rosa. Soy el maestro de Leo. Este es el número de nuestro salón: escríbame aquí"
            " cuando guste, en español o en inglés.",
        ),
    ),
    (
        day(2, "18:10"),
        from_family(
            ROSA, DIAZ, "Gracias, maestro. Leo no habla más que de su volcán. ¿Le hace falta algún material?"
        ),
    ),
    (
        day(2, "18:31"),
        Replies(
            DIAZ,
            ROSA,
            "Solo una botella vacía. Hoy explicó a todo el grupo por qué sale la lava. ¡Daba gusto escucharlo!",
        ),
    ),
    (
        MinutesAgo(70),
        from_family(
            ROSA, DIAZ, "Ya tenemos la botella. Leo pregunta si su papá puede venir a ver el volcán."
        ),
    ),
    # Jorge pays for every text and says so with the word that every phone company knows.
    (
        day(3, "13:05"),
        Replies(
            DIAZ,
            JORGE,
            "Buenas tardes, Jorge. Hoy Mateo acompañó a un compañero nuevo a la cafetería para que no comiera"
            " solo. Quería que usted lo supiera.",
        ),
    ),
    (
        day(3, "13:20"),
        from_family(
            JORGE,
            DIAZ,
            "Gracias, maestro, qué bueno es saberlo. Pero en este celular me cobran cada mensaje.",
        ),
    ),
    (day(3, "13:21"), from_family(JORGE, DIAZ, "ALTO")),
    (
        day(3, "13:40"),
        Notes(
            DIAZ,
            JORGE,
            "Called Jorge. He likes to hear from us: a note in Mateo's backpack, or a call on Fridays.",
        ),
    ),
    (day(3, "13:41"), Closes(DIAZ, JORGE)),
    # Grace's grandmother has a landline, which no text reaches.
    (
        day(2, "14:10"),
        Replies(
            DIAZ,
            HELEN,
            "Good afternoon, Mrs. Carter. Grace read her story about the lake to the whole class today."
            " You would have been proud of her.",
        ),
    ),
    # Nobody knows which language Amina likes to read. She was asked, and until she says so she gets every text in both.
    (
        day(2, "13:20"),
        from_family(
            AMINA, DIAZ, "Hello teacher, I am Amina, mother of Hodan. She loves the book about the goats."
        ),
    ),
    (
        day(2, "13:34"),
        Replies(
            DIAZ,
            AMINA,
            "Hello, Amina! Hodan told us how your family keeps goats, and the class had so many questions for her."
            " You are welcome to come and tell us more.",
            also="¡Hola, Amina! Hodan nos contó cómo su familia cría cabras, y la clase le hizo muchísimas preguntas."
            " Usted es bienvenida si quiere venir a contarnos más.",
        ),
    ),
    (
        day(1, "17:45"),
        from_family(
            AMINA,
            DIAZ,
            "I would like that, thank you. Can somebody explain the family night to me in Somali?",
        ),
    ),
    (
        day(1, "17:58"),
        Notes(DIAZ, AMINA, "Do we know somebody who speaks Somali and could call Amina this week?"),
    ),
    (day(1, "17:59"), Assigns(DIAZ, AMINA, OKAFOR)),
)
