"""Who has written to the front office without being on any list, and what Sra. Ruiz answered."""

from app.demo.cast import NEWCOMER, RUIZ, STRANGER
from app.demo.deeds import Happening, Replies, Texts
from app.demo.moments import MinutesAgo, day

FRONT_OFFICE: tuple[Happening, ...] = (
    # Numbers that nobody knows land in the front office, and are told at once that a person will read their text.
    (
        day(1, "15:35"),
        Texts(
            NEWCOMER.number,
            "Alameda",
            "Buenas tardes. Soy Lucía, la mamá de Emilio. Empieza segundo grado la próxima semana. ¿Qué papeles"
            " tengo que llevar?",
        ),
    ),
    # She is asked which language she reads, and answers with its number.
    (day(1, "15:37"), Texts(NEWCOMER.number, "Alameda", "2")),
    (
        day(1, "15:52"),
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
