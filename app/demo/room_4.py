"""What Ms. Lee, who reads English only, and the families of Room 4 have written to one another."""

from app.demo.cast import CARMEN, DANIEL, ELENA, LEE, LUIS, MAYA, PAT, ROSA, RUIZ
from app.demo.deeds import Corrects, Doubts, Drafts, Happening, Notes, Replies, Snoozes, from_family
from app.demo.moments import MinutesAgo, day

ROOM_4: tuple[Happening, ...] = (
    # Rosa has two children in two rooms: her first text cannot say by itself whom it is for, so she is asked once.
    (
        day(10, "07:52"),
        from_family(
            ROSA,
            LEE,
            "Buenos días, soy Rosa, la mamá de Ana. Hoy llegamos un poco tarde, tenemos cita con el dentista.",
        ),
    ),
    (day(10, "07:54"), from_family(ROSA, LEE, "1")),
    (
        day(10, "08:10"),
        Replies(
            LEE,
            ROSA,
            "Good morning, Rosa. Thank you for letting us know. We will be waiting for you both, no hurry. Ana can"
            " come in through the office.",
        ),
    ),
    (day(10, "08:12"), from_family(ROSA, LEE, "Gracias, maestra 🙏")),
    (
        day(3, "14:40"),
        Replies(
            LEE,
            ROSA,
            "Rosa, here is something lovely: today Ana read a whole page by herself and then helped a classmate with"
            " his.",
        ),
    ),
    (
        day(3, "17:15"),
        from_family(ROSA, LEE, "¡Qué alegría! En las noches le lee por teléfono a su abuelita."),
    ),
    (
        day(3, "17:22"),
        Replies(
            LEE,
            ROSA,
            "No wonder she is making so much progress! Would her grandma like to come one day and read us a story in"
            " Spanish?",
        ),
    ),
    (
        day(1, "16:30"),
        from_family(ROSA, LEE, "Ana dibujó el puente del parque. Dice que es para usted.", picture="drawing"),
    ),
    (
        day(1, "16:48"),
        Replies(
            LEE,
            ROSA,
            "I love it! I am going to put it on the wall, next to her name. Please tell her thank you.",
        ),
    ),
    (
        MinutesAgo(25),
        from_family(ROSA, LEE, "La abuelita dice que sí, ¡con mucho gusto! ¿Qué día le conviene a usted?"),
    ),
    # Sofía lives with her grandmother, who reads Spanish only.
    (
        day(4, "15:30"),
        from_family(
            CARMEN,
            LEE,
            "Buenas tardes, maestra. Soy la abuelita de Sofía. ¿Comió bien hoy? En la mañana no quiso desayunar.",
        ),
    ),
    (
        day(4, "15:44"),
        Replies(
            LEE,
            CARMEN,
            "Good afternoon, Carmen. Yes, she ate all her carrots and sang us the song that you taught her. Now we all"
            " know it!",
        ),
    ),
    (day(4, "15:50"), from_family(CARMEN, LEE, "Ay, qué lindo. Esa canción me la cantaba mi mamá.")),
    # The engine makes no sense of this one: Ms. Lee says so, and Sra. Ruiz puts it right.
    (day(4, "15:53"), Doubts(LEE, CARMEN, "Who sang it to whom?")),
    (day(4, "15:58"), Corrects(RUIZ, "Oh, how sweet. My mother used to sing me that song.")),
    (
        day(4, "16:02"),
        Replies(
            LEE, CARMEN, "It is a treasure. Could you record it for us, so that we learn it the way it is?"
        ),
    ),
    (
        day(1, "17:20"),
        from_family(
            CARMEN,
            LEE,
            "Sí, maestra, mi nieto me ayuda a grabarla. ¿Y a qué hora es la junta? Yo voy en autobús.",
        ),
    ),
    (
        day(1, "17:41"),
        Drafts(LEE, CARMEN, "Carmen, the meeting is at 5:30 in Room 4. As for the bus,"),
    ),
    # Oliver has two homes. Each has its own conversation and sees nothing of the other.
    (
        day(4, "10:20"),
        from_family(
            MAYA,
            LEE,
            "Hi Ms. Lee, it's Maya. Oliver is with me this week. Could you text me about the garden trip too,"
            " not only his dad?",
        ),
    ),
    (
        day(4, "10:41"),
        Replies(
            LEE,
            MAYA,
            "Of course, Maya. I'll write to each of you. He needs a hat and a water bottle, that's all!",
        ),
    ),
    (
        day(3, "14:45"),
        Replies(
            LEE,
            MAYA,
            "Oliver asked the best question today: why do worms come up when it rains? Now the whole class wants"
            " to find out.",
        ),
    ),
    (
        day(2, "15:20"),
        Replies(
            LEE,
            MAYA,
            "Oliver helped a shy friend smile on picture day. I thought you would like to know.",
        ),
    ),
    (
        MinutesAgo(190),
        from_family(
            MAYA,
            LEE,
            "That's my boy :) But I'm at work and my phone won't quit buzzing. Please stop sending me so many"
            " messages. Once a week is plenty!",
        ),
    ),
    (
        day(2, "09:30"),
        Replies(
            LEE,
            DANIEL,
            "Good morning, Daniel. Oliver needs a hat and a water bottle for the garden trip. Would you like to"
            " come along?",
        ),
    ),
    (
        day(2, "12:15"),
        from_family(
            DANIEL, LEE, "Thanks for writing me too. Yes! I can drive three kids, I have the big car."
        ),
    ),
    (day(2, "12:30"), Replies(LEE, DANIEL, "That's a real help, thank you. Three seats it is.")),
    (
        day(2, "12:33"),
        Notes(
            LEE,
            DANIEL,
            "Oliver's parents live apart and each of them wants to hear from us, so please write to both.",
        ),
    ),
    (
        day(1, "15:10"),
        Replies(
            LEE,
            DANIEL,
            "Good morning, Daniel! See you at the garden gate at 9:30. Oliver has told everyone about the big car.",
            is_for_next_morning=True,
        ),
    ),
    (day(1, "15:12"), Snoozes(LEE, DANIEL)),
    # Luis and Elena share one phone.
    (
        day(3, "08:40"),
        from_family(
            ELENA, LEE, "Buenos días, soy Elena. Diego amaneció con un poco de tos y hoy se queda en casa."
        ),
    ),
    (
        day(3, "08:55"),
        Replies(
            LEE,
            ELENA,
            "Thank you for letting me know, Elena. I hope he feels better soon. We are keeping his place by the"
            " window.",
        ),
    ),
    (day(2, "08:35"), from_family(LUIS, LEE, "Soy Luis. Diego ya está mejor, hoy lo llevo yo.")),
    (day(2, "09:05"), Replies(LEE, LUIS, "How nice, Luis! His friends were already asking for him.")),
    (
        MinutesAgo(110),
        from_family(
            ELENA,
            LEE,
            "Soy Elena. Le puse a Diego el inhalador en la mochila. ¿Se lo guarda usted o lo trae él?",
        ),
    ),
    # About medicine nothing leaves on an engine's word alone: it waits for a colleague, and Ms. Lee knows until when.
    (
        MinutesAgo(95),
        Replies(
            LEE,
            ELENA,
            "Thank you, Elena. The nurse keeps the children's medication, so please send us the doctor's form this"
            " week. Until then I will keep the inhaler in the office.",
        ),
    ),
    # Pat's number is out of service.
    (
        day(1, "14:30"),
        Replies(
            LEE,
            PAT,
            "Hi Pat! Jun built the tallest tower in our block corner today and then showed two friends how.",
        ),
    ),
)
