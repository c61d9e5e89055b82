"""What reads like a wish for no more texts, and what is only school talk with the same words."""

import pytest

from app.sms.keywords import looks_like_stop

ASKS_TO_STOP = """
    stop please
    Stop. Thank you
    STOP 12345
    Please stop
    pls stop 🙏
    Stop stop stop
    STOP!!!
    S.T.O.P.
    ok stop now thanks
    Hi. Please stop.
    stop it
    stopp
    stop texting me
    quit texting me
    Please quit texting this number
    please stop messeging us
    stop contacting me!!
    I asked you to stop
    I told you to please stop
    please stop sending me these texts
    pls stop sending msgs
    Stop with the messages
    stop all the texts
    stop sending me stuff
    how do i stop getting these messages
    I want to stop receiving your texts
    Don't text me anymore
    Don't ever text this number again
    Please do not contact me
    do not text me please
    please dont send me any more messages
    No more texts please
    no more of these messages
    No texts please
    I don't want these texts
    i dont want to recieve any more messages
    I no longer wish to receive messages
    I do not want to get your text messages anymore
    I don't want to be contacted
    we dont want you texting us
    how do i unsubscribe
    unsuscribe me please
    Unsubscribe. Thanks
    opt me out
    I want to opt out
    please opt out of all texts
    take me off this list
    Take me off your texting list
    please remove me from the list
    remove my number
    Please delete this number
    remove me please
    take us off
    lose my number
    leave me alone
    cancel all these texts
    I revoke my consent
    cancel please
    wrong number
    Sorry, you have the wrong number
    I think u got the wrong person
    This isn't Maria's number
    this is not her number anymore
    I don't have kids at your school
    I don't have any children
    ya no quiero recibir mensajes
    Ya no quiero mas mensajes
    no quiero recibir más mensajes por favor
    No deseo recibir sus mensajes
    no kiero mas mensages
    ya no quiero resibir msjs
    no quiero recibir nada
    no quiero recivir textos
    no me interesa recibir estos avisos
    no quiero que me escriban
    No quiero que me manden mensajes
    ya no quiero que me envíen nada
    No me escriban más
    ya no me escriba por favor
    no me textee
    No me contacten
    no me manden mas mensajes
    No me mande mensajes
    ya no me envíen nada
    no me esten mandando mensajes
    no mande mas mensajes
    no me mandes mas
    deje de escribirme
    Por favor dejen de escribirme
    deje de mandarme mensajes
    dejen de mandar mensages
    deje d mandar tantos mensajes
    quiero dejar de recibir los mensajes
    pare de enviarme textos
    paren de molestarme
    basta de mensajes
    Alto a los mensajes
    alto, gracias
    ALTO POR FAVOR YA
    paren ya
    Ya pare por favor
    baja por favor
    cancelar mensajes
    cancele mi suscripción
    quiero cancelar los mensajes
    no más mensajes por favor
    Ya no más, gracias
    quiero desuscribirme
    bórreme de la lista
    Borrenme de su lista por favor
    quíteme de esta lista
    Sáquenme de la lista de mensajes
    me quitan de la lista
    me pueden sacar? elimínenme del grupo
    borre mi número
    elimine este teléfono
    quiero darme de baja
    Deme de baja por favor
    den de baja este número
    no quiero estar en esta lista
    déjenme en paz
    numero equivocado
    Tiene el número equivocado
    numero ekibocado
    se equivocó de número
    Está equivocado de número, no conozco a ningún Mateo
    Este no es el número de Rosa
    este número ya no es de ella
    no tengo hijos en esa escuela
    I don't want to get anymore texts
    I've asked you to stop texting
    Sorry I didn't sign up for this, stop
    favor de no enviar mas mensajes
    no quiero que me sigan mandando mensajes
    ¿me pueden quitar de la lista?
    quisiera que me quitaran de la lista
    este numero esta equivocado
    no me interesan sus mensajes
    quiero que dejen de mandarme mensajes
    stop mensajes
    stop por favor
"""

SCHOOL_TALK = """
    no más tarea?
    CANCELAR la cita
    fin
    the bus did not stop
    mi hijo es muy alto
    can we stop by at 3
    no quiero que mi hijo reciba tarea
    please stop the bullying
    no me manden más cobros
    si
    Yes
    ok gracias
    Is there a stop on 5th street?
    Which bus stop? Stop 12.
    Bus 7, stop 4
    non-stop coughing since yesterday
    He won't stop crying
    A boy will not stop texting my daughter
    she said they keep texting her, please tell them to stop texting her
    the kids don't leave my son alone
    please don't stop sending me these messages
    Why did you stop sending messages?
    Did the messages stop? I got none this week
    I didn't unsubscribe, why no texts?
    I never asked you to stop sending texts
    We need to stop at the office first
    stop and shop gift cards for the raffle
    I want to opt out of state testing
    Can Ana opt out of the dissection
    please cancel the appointment
    cancel tomorrow, Leo is sick
    When does the school year end
    this is the end of the story
    He wants to quit band
    can I quit the PTA list for snacks
    Please take me off the list for the field trip
    remove my old number and add this one
    I gave you the wrong number for the pickup
    The wrong person picked up my son
    the wrong number of lunches came home
    I put the wrong number on the form
    This is not my work number, it's home
    please do not text me in English
    I don't want messages in English, Spanish please
    Please don't send texts so late
    no texts after 9 please
    no more homework please
    there are no more messages on the app
    I no longer get texts from the school
    you never text me anymore
    why don't you text me
    they don't send us messages since May
    I don't want to miss any messages
    I don't want him to get these messages in class
    I didn't get your message
    Sorry I missed your text
    Please stop giving him so much homework
    he has to stop at the nurse
    Please help
    start of school?
    more info please
    I don't have a ride
    We don't have kids' shoes that size
    do I have the right number?
    me da de alta el doctor mañana
    la voz alta le molesta
    el niño está en el piso más alto
    subió la fiebre, ahora baja
    la nota más baja de la clase
    quiero dar de baja a mi hijo de la escuela
    ¿Cómo doy de baja a mi hija del fútbol?
    Para mañana qué tiene que llevar
    para quién es
    pare en la esquina, ahí lo espero
    ¿A qué hora paran los camiones?
    no para de llorar
    no para de toser
    No deje de escribirme por favor
    no dejen de mandarme mensajes
    no quiero dejar de recibir los mensajes
    ya no recibo mensajes de la escuela
    no me llegan los mensajes
    No me mandan mensajes desde mayo
    por qué ya no me manda mensajes
    no me escriba en inglés por favor
    No me manden mensajes en inglés
    no quiero mensajes en inglés, en español por favor
    por favor no me manden mensajes tan tarde
    no quiero perderme los mensajes
    no recibí el mensaje
    no me moleste si llego tarde? digo, no se moleste
    Que Juan deje de molestar a mi hija
    deje de mandar tarea los viernes
    quite el sándwich con nueces
    sáquelo de la clase un momento
    bórreme de la lista de voluntarios
    quíteme de la lista para el paseo
    puse el número equivocado en el formulario
    Le di el teléfono equivocado
    cancelar la cita del martes
    Quiero cancelar el almuerzo de Ana
    tengo que detenerme en la tienda
    no hay más mensajes?
    nomás quería saber si hay clases
    no mas queria preguntar
    no más que llegue le aviso
    salir temprano
    puede salir a las 2?
    No tengo hijos en tercer grado, ella está en cuarto
    describir la planta
    no tengo su teléfono
    ya basta de bullying
    info del paseo por favor
    empezar la tarea
    alto ahí, primero la tarea
    How do I cancel his lunch
    don't text me the address, I have it
    do not contact his father
    ya no me mande la tarea, ya la tengo
    no quiero que le manden mensajes a mi hijo
    no puedo recibir mensajes en el trabajo
    quiero dar de baja su almuerzo
    dejen de pelear
    la parada del camión
"""


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


@pytest.mark.parametrize("text", lines(ASKS_TO_STOP))
def test_a_wish_for_no_more_texts_is_noticed(text: str) -> None:
    assert looks_like_stop(text)


@pytest.mark.parametrize("text", lines(SCHOOL_TALK))
def test_school_talk_with_the_same_words_is_left_alone(text: str) -> None:
    assert not looks_like_stop(text)
