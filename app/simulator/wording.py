"""What the page of phones says, in two languages; the texts on the phones are nobody's business here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Every sentence of the page in one language; a missing one does not type-check."""

    language: str
    locale: str
    title: str
    subtitle: str
    dashboard: str
    new_tab: str
    other_language: str
    strip: str
    no_phones: str
    conversations: str
    texts_between: str
    nothing_yet: str
    unread: str
    message: str
    placeholder: str
    send: str
    picture: str
    choose_file: str
    sample_drawing: str
    sample_note: str
    picture_from: str
    attachment: str
    remove_picture: str
    picture_too_big: str
    nothing_to_send: str
    not_sent: str
    sending: str
    delivered: str
    not_delivered: str
    from_carrier: str
    today: str
    yesterday: str
    network: str
    network_intro: str
    network_troubled: str
    down: str
    slow_answers: str
    slow_delivery: str
    reorder: str
    duplicate: str
    drop: str
    unknown: str
    next_text: str
    next_well: str
    next_busy: str
    next_dropped: str
    next_failed: str
    engine: str
    engine_troubled: str
    engine_down: str
    engine_slow: str
    engine_mangles: str
    apply: str
    all_well: str
    fates: str
    fates_intro: str
    fate_words: tuple[tuple[str, str], ...]
    call_from: str
    call_with: str
    call_rings: str
    call_pick_up: str
    call_decline: str
    call_hang_up: str
    call_heard: str
    call_keys: str
    call_fates_intro: str
    call_fate_words: tuple[tuple[str, str], ...]


ENGLISH = Wording(
    language="en",
    locale="en_US",
    title="The families' phones",
    subtitle="A pretend phone network. No real text is sent and nothing is charged.",
    dashboard="Open the school's inbox",
    new_tab="in another tab",
    other_language="Español",
    strip="Choose whose phones to see",
    no_phones="There are no phones to show yet.",
    conversations="Conversation with",
    texts_between="Texts between {name} and {line}",
    nothing_yet="No texts yet. Say hello to {line}.",
    unread="new text",
    message="Text from {name}",
    placeholder="Text message",
    send="Send",
    picture="Add a picture",
    choose_file="From this computer…",
    sample_drawing="Send a child's drawing",
    sample_note="Send a doctor's note",
    picture_from="Picture from {name}",
    attachment="Attachment",
    remove_picture="Remove the picture",
    picture_too_big="This picture is larger than 5 MB, too large for a text.",
    nothing_to_send="Write something or choose a picture first.",
    not_sent="The phone network did not answer. Please try again.",
    sending="Sending…",
    delivered="Delivered to the school",
    not_delivered="Not delivered to the school",
    from_carrier="Automatic answer of the phone company",
    today="Today",
    yesterday="Yesterday",
    network="What the network does",
    network_intro="Phone networks are not always kind. Here you can see how the school's inbox copes.",
    network_troubled="The network is in trouble",
    down="It is down and refuses every text from the school.",
    slow_answers="It takes three seconds to answer the school.",
    slow_delivery="A text takes a while to arrive (six seconds from step to step).",
    reorder="Delivery reports arrive in the wrong order.",
    duplicate="Every delivery report arrives twice.",
    drop="Delivery reports get lost.",
    unknown="A delivery report says something nobody has heard of.",
    next_text="The school's next text",
    next_well="travels as it should",
    next_busy="is turned away once: too busy",
    next_dropped="arrives, but the line drops before the school hears so",
    next_failed="arrives, but the school is told of an error",
    engine="The school's pretend translation engine",
    engine_troubled="The translation engine is in trouble",
    engine_down="is down",
    engine_slow="takes eight seconds to answer",
    engine_mangles="mangles names, numbers and times",
    apply="Make it so",
    all_well="All well again",
    fates="Numbers with a fate of their own",
    fates_intro="A text to a number that ends in these digits always meets the same fate.",
    fate_words=(
        ("0101", "arrives"),
        ("0102", "does not arrive: the number is not in service (30005)"),
        ("0103", "is turned away twice, too busy (429), and then accepted"),
        ("0104", "is refused: this person has opted out (21610)"),
        ("0105", "is accepted, then the line drops before the answer"),
        ("0106", "is accepted, but the answer is an error (500)"),
        ("0107", "does not arrive: it is a landline (30006)"),
    ),
    call_from="Call from {line}",
    call_with="On the phone with {line}",
    call_rings="The phone is ringing…",
    call_pick_up="Answer",
    call_decline="Decline",
    call_hang_up="Hang up",
    call_heard="What you hear",
    call_keys="Keys",
    call_fates_intro="A call to any other number is answered and heard to its end, but for these.",
    call_fate_words=(
        ("0102", "the call fails: the number is not in service"),
        ("0103", "is turned away twice, too busy (429), and then placed"),
        ("0105", "rings, but the line drops before the school hears so"),
        ("0106", "rings, but the school is told of an error (500)"),
        ("0108", "rings, and nobody answers"),
        ("0109", "the line is busy"),
    ),
)

SPANISH = Wording(
    language="es",
    locale="es_US",
    title="Los teléfonos de las familias",
    subtitle="Una red telefónica simulada. No se envía ningún mensaje real y nada tiene costo.",
    dashboard="Abrir la bandeja de la escuela",
    new_tab="en otra pestaña",
    other_language="English",
    strip="Elija qué teléfonos quiere ver",
    no_phones="Todavía no hay teléfonos que mostrar.",
    conversations="Conversación con",
    texts_between="Mensajes entre {name} y {line}",
    nothing_yet="Aún no hay mensajes. Escríbale a {line}.",
    unread="mensaje nuevo",
    message="Mensaje de {name}",
    placeholder="Mensaje de texto",
    send="Enviar",
    picture="Agregar una foto",
    choose_file="De esta computadora…",
    sample_drawing="Enviar un dibujo infantil",
    sample_note="Enviar una nota médica",
    picture_from="Foto de {name}",
    attachment="Archivo adjunto",
    remove_picture="Quitar la foto",
    picture_too_big="Esta foto pesa más de 5 MB; es demasiado grande para un mensaje.",
    nothing_to_send="Primero escriba algo o elija una foto.",
    not_sent="La red telefónica no respondió. Inténtelo de nuevo.",
    sending="Enviando…",
    delivered="Entregado a la escuela",
    not_delivered="No entregado a la escuela",
    from_carrier="Respuesta automática de la compañía telefónica",
    today="Hoy",
    yesterday="Ayer",
    network="Qué hace la red",
    network_intro="Las redes telefónicas no siempre se portan bien. Aquí puede ver cómo responde la escuela.",
    network_troubled="La red tiene problemas",
    down="No funciona y rechaza todos los mensajes de la escuela.",
    slow_answers="Tarda tres segundos en responderle a la escuela.",
    slow_delivery="Los mensajes tardan en llegar (seis segundos entre un paso y otro).",
    reorder="Los avisos de entrega llegan en desorden.",
    duplicate="Cada aviso de entrega llega dos veces.",
    drop="Los avisos de entrega se pierden.",
    unknown="Un aviso de entrega dice algo que nadie conoce.",
    next_text="El próximo mensaje de la escuela",
    next_well="viaja con normalidad",
    next_busy="se rechaza una vez: red saturada",
    next_dropped="llega, pero la conexión se corta antes de confirmarlo",
    next_failed="llega, pero la escuela recibe un error",
    engine="El traductor simulado de la escuela",
    engine_troubled="El traductor tiene problemas",
    engine_down="no funciona",
    engine_slow="tarda ocho segundos en responder",
    engine_mangles="estropea nombres, números y horas",
    apply="Aplicar",
    all_well="Todo bien otra vez",
    fates="Números con un destino propio",
    fates_intro="Un mensaje a un número que termina en estas cifras siempre corre la misma suerte.",
    fate_words=(
        ("0101", "llega"),
        ("0102", "no llega: el número no está en servicio (30005)"),
        ("0103", "se rechaza dos veces por saturación (429) y después se acepta"),
        ("0104", "se rechaza: la persona se dio de baja (21610)"),
        ("0105", "se acepta, pero la conexión se corta antes de la respuesta"),
        ("0106", "se acepta, pero la respuesta es un error (500)"),
        ("0107", "no llega: es un teléfono fijo (30006)"),
    ),
    call_from="Llamada de {line}",
    call_with="En llamada con {line}",
    call_rings="Está sonando el teléfono…",
    call_pick_up="Contestar",
    call_decline="Rechazar",
    call_hang_up="Colgar",
    call_heard="Lo que se escucha",
    call_keys="Teclas",
    call_fates_intro="Las llamadas a cualquier otro número se contestan y se escuchan hasta el final, salvo estas.",
    call_fate_words=(
        ("0102", "la llamada falla: el número no está en servicio"),
        ("0103", "se rechaza dos veces por saturación (429) y después suena"),
        ("0105", "suena, pero la conexión se corta antes de confirmarlo"),
        ("0106", "suena, pero la escuela recibe un error (500)"),
        ("0108", "suena y nadie contesta"),
        ("0109", "la línea está ocupada"),
    ),
)


def wording(language: str) -> Wording:
    """The page's words in that language, English for all that is not Spanish."""
    return SPANISH if language == SPANISH.language else ENGLISH
