"""How families ask for no more texts without using the keyword, in English and Spanish.

A match opts nobody out: it holds sending until a person has read the message, so patterns may be generous.
But a school talks all day of stopping buses and bullying, of tall sons (alto) and withdrawn students (baja);
and "not in English" or "not so late" asks to be texted better, not less.

Everything here is written as `keywords.normalise` leaves a text: no accents, no apostrophes, no capitals.
"""

from collections.abc import Iterable

import regex  # type: ignore[import-untyped]


def asks_to_stop(message: str, sentences: Iterable[str]) -> bool:
    """Whether the message is an order to stop and little else, or one of its sentences asks for that."""
    words = {
        word for word in message.split() if not word.isdigit()
    }  # "STOP 12345", as short codes are answered
    if _is_only(words, _STOP, _BESIDE_STOP) or _is_only(words, _ORDERS, _COURTESY):
        return True
    return any(_is_only(set(s.split()), _STOP, _COURTESY) or _PHRASE.search(s) for s in sentences)


def _is_only(words: set[str], wanted: frozenset[str], allowed: frozenset[str]) -> bool:
    return bool(words & wanted) and words <= wanted | allowed


_STOP = frozenset({"stop", "stopp", "sotp", "stpo", "stopall", "unsubscribe", "unsuscribe", "optout"})
_ORDERS = frozenset({"cancel", "end", "quit", "revoke"}) | {
    *("alto", "baja", "basta", "cancelar", "detener", "para", "parar", "pare", "paren"),
}
_COURTESY = frozenset({"please", "pls", "plz", "thanks", "thank", "you", "thx", "ty", "ok", "now"}) | {
    *("por", "favor", "porfavor", "porfa", "xfa", "gracias", "ya"),
}
_BESIDE_STOP = _COURTESY | {
    *("hi", "hello", "hola", "i", "said", "it", "this", "all", "me", "asap", "already"),
    *("text", "texts", "texting", "messages", "messaging", "mensajes", "textos"),
}

# What follows, in both languages: nothing but courtesy, or no other language or hour to be texted in.
_END = r"(?: (?:please|pls|plz|thanks|thank you|thx|ok|now|por favor|porfavor|porfa|gracias|ya))*$"
_AT_ALL = (
    r"\b(?! (?:\w+ ){0,3}(?:(?:in|en) (?:english|spanish|ingles|espanol)"
    r"|(?:at|after|before) \d|at night|at work|so late|so early|during|while|when i"
    r"|(?:de|por la|en la) noche|a estas? horas?|tan tarde|tan temprano|(?:antes|despues) de las?"
    r"|durante|mientras|cuando))"
)

_TEXTS = r"(?:text (?:messages?|alerts?)|te?xts?|mess?[ae]ges?|msgs?|sms|notifications?)"
_ANY = r"(?: (?:all|any|anymore|more|of|these|those|this|the|your|ur|my|so|many))*"
_ME = r"(?:me|us|(?:this|my|our) (?:number|phone|cell))"
_GET = r"(?:get|rec[ei]+ve|see|have|getting|rec[ei]+ving)"
_TEXTING = r"(?:te?xting|texing|mess[ae]ging|contacting|bothering|spamming|harassing|writing(?: to)?)"
_NOBODY = r"(?<!\b(?:dont|do not|did|didnt|never|wont|not|cant|cannot|doesnt|will)(?: \w+){0,3} )\b"
_STOP_VERB = _NOBODY + r"(?:stop|stopp|quit|cease)"
_DO_NOT = r"(?<!\b(?:you|they|she|he|we|i|if) )\b(?:dont|do not|never)(?: ever)?"
_NOT_WANTED = r"\b(?:dont|do not|didnt|did not|no longer|never)(?: \w+)? (?:want|wish|wanna|need|care)"
_MY_NAME = r"(?:me|us|(?:my|our|this) (?:name|number|phone|cell))"
_KIND_OF_LIST = r"(?: (?:texting|text|message|messaging|sms|contact|phone|mailing|school))*"
_CHILDREN = r"(?:a |an |any )?(?:kids?|child|children|students?|sons?|daughters?)"

_ENGLISH = (
    rf"{_STOP_VERB} {_TEXTING} {_ME}{_AT_ALL}",
    rf"{_STOP_VERB}(?: with| sending| {_GET})?(?: {_ME})?{_ANY} {_TEXTS}{_AT_ALL}",
    rf"{_STOP_VERB} sending {_ME}(?: this| these| stuff| things| anything)?{_END}",
    rf"(?:asked|told|want|need|like) (?:you|u|the school)(?: guys)? to (?:please )?(?:stop|quit)(?: {_TEXTING})?{_END}",
    rf"{_DO_NOT} (?:te?xt|message|contact|write(?: to)?) {_ME}(?: (?:anymore|any more|again|ever)\b|{_END})",
    rf"{_DO_NOT} send(?: {_ME})?{_ANY} {_TEXTS}{_AT_ALL}",
    rf"(?<!\b(?:are|have|got|get|see|getting|receiving|received) )\bno more{_ANY} {_TEXTS}{_AT_ALL}",
    rf"^(?:please no {_TEXTS}|no {_TEXTS} (?:please|pls|plz|thanks|thank you)){_END}",
    rf"{_NOT_WANTED}(?:(?: to(?: be| keep)?)? {_GET})?{_ANY} {_TEXTS}{_AT_ALL}",
    rf"{_NOT_WANTED} to be (?:texted|messaged|contacted){_AT_ALL}",
    rf"{_NOT_WANTED} you (?:to )?(?:text|message|contact)(?:ing)? {_ME}{_AT_ALL}",
    rf"{_NOBODY}(?:unsubscribe|unsuscribe|unsubcribe|unsubscibe|unsubsribe)\b",
    rf"{_NOBODY}opt(?:ing)? (?:me |us )?out(?: (?:of|from){_ANY} (?:{_TEXTS}|list)\b|{_END})",
    (
        rf"\b(?:take|get|remove|delete|drop) {_MY_NAME} (?:off|from|out)(?: of)?"
        rf"{_ANY}{_KIND_OF_LIST} (?:lists?|{_TEXTS}|chat|group)\b(?! (?:for|of) )"
    ),
    rf"\b(?:(?:remove|delete) (?:me|us)|take (?:me|us) off){_END}",
    r"\b(?:remove|delete|lose) (?:my|our|this) (?:phone |cell )?number\b",
    rf"{_NOBODY}leave (?:me|us) alone\b",
    rf"\b(?:cancel|turn off|shut off|discontinue){_ANY} (?:{_TEXTS}|text alerts|subscription)\b",
    rf"\b(?:revoke|withdraw) (?:my )?consent(?: (?:to|for) (?:be )?(?:text|messag|contact)|{_END})",
    # The number has a new owner: texting on would tell a stranger about a child.
    (
        r"(?<!\b(?:gave|put|wrote|entered|typed|dialed|listed)(?: \w+){0,3} )"
        r"\bwrong (?:number|phone)\b(?! (?:of|on|for|in) )"
    ),
    rf"\b(?:have|got|texted|texting|reached)(?: the)? wrong person{_END}",
    r"\bthis (?:number )?(?:isnt|is not|is no longer) (?:his|her|their|\w+s)(?: \w+)? (?:number|phone)\b",
    rf"\b(?:dont|do not) (?:even )?have {_CHILDREN} (?:at|in) (?:your|this|that|the|ur) (?:\w+ )?school\b",
    rf"\b(?:dont|do not) (?:even )?have {_CHILDREN}(?: there)?{_END}",
)

_MENSAJES = r"(?:mensa[jg]e?i?t?o?s?|msjs?|msgs?|textos?|texts?|sms|notificaciones|avisos|alertas)"
_MAS = r"(?: (?:mas|ya|nunca|sus|estos|esos|esto|los|las|mis|todos|tantos|ningun|de|nada|otro|a|con))*"
_FIN = (
    rf"(?: (?:mas|nunca|nada|cosas|esto|otra vez|aqui|de ustedes|a este (?:numero|telefono|celular)))*{_END}"
)
_MANDE = r"(?:mande[ns]?|envie[ns]?|mandar|enviar)"
_MANDANDO = r"(?:este[ns]? |sigan? )?(?:mandando|enviando)"
_ESCRIBA = r"(?:escri[bv]a[ns]?|texte+[ns]?|textie[ns]?|contacte[ns]?|moleste[ns]?)"
_QUIERO = r"(?:[qk]uiero|kiero|quisiera|deseo|queremos|deseamos|necesito|me interesan?)"
_RECIBIR = r"(?:re[cs]i[bv]ir|seguir re[cs]i[bv]iendo|estar re[cs]i[bv]iendo|que me lleguen?)"
_DEJE_DE = (
    r"(?<!\bno (?:\w+ )?)\b(?:deje[ns]?|degen?|deja|dejar|paren?|parar|stop)(?: ya)? (?:de|d)(?: estar)?"
)
_ESCRIBIRME = r"(?:(?:escri[bv]ir|texti?ear|textiar|contactar|molestar)(?:me|nos))"
_PARE = r"(?:alto|basta|paren?|parar|stop|deten(?:er|gan?)|suspend(?:er|an?)|cancel(?:ar|en?)|no mas)"
_BORRE = (
    r"(?:borr(?:en?|a|ar|aran?)|quit(?:en?|a|an|ar|aran?)|elimin(?:en?|a|ar)|remuevan?|remover"
    r"|saquen?|sac(?:a|an|ar|aran?)|retir(?:en?|ar))"
)
_DE_LA_LISTA = r"del?(?: (?:la|las|su|sus|esta|esa|este|el|todas?))*"
_DIO = r"(?<!\b(?:di|dio|dimos|puse|puso|escribi|anote|apunte|marque)(?: \w+){0,3} )\b"
_NUMERO = r"(?:numero|num|telefono|cel|celular)"

_SPANISH = (
    rf"\bno {_QUIERO}(?: {_RECIBIR})?{_MAS} {_MENSAJES}{_AT_ALL}",
    rf"\bno {_QUIERO} {_RECIBIR}{_FIN}",
    rf"\bno {_QUIERO} que (?:me|nos) (?:{_ESCRIBA}|sigan? escribiendo)(?: mas\b|{_FIN}){_AT_ALL}",
    rf"\bno {_QUIERO} que (?:me|nos) (?:{_MANDE}|{_MANDANDO})(?:{_MAS} {_MENSAJES}|{_FIN}){_AT_ALL}",
    rf"\b(?:no|nunca) (?:me|nos) {_ESCRIBA}(?: mas\b|{_FIN}){_AT_ALL}",
    rf"\b(?:no|nunca) (?:me |nos )?(?:{_MANDE}|{_MANDANDO}){_MAS} {_MENSAJES}{_AT_ALL}",
    rf"\b(?:no|nunca) (?:me|nos) {_MANDE}{_FIN}",
    rf"{_DEJE_DE} (?:{_ESCRIBIRME}|escri[bv]ir{_FIN}){_AT_ALL}",
    rf"{_DEJE_DE} (?:mandar|enviar|re[cs]i[bv]ir)(?:me|nos)?(?:{_MAS} {_MENSAJES}|{_FIN}){_AT_ALL}",
    rf"{_DEJE_DE} (?:mandando|enviando|re[cs]i[bv]iendo)(?:me|nos)?(?:{_MAS} {_MENSAJES}|{_FIN}){_AT_ALL}",
    rf"(?<!\bno )\b{_PARE}{_MAS}(?: mi)? (?:{_MENSAJES}|su[bs]+cripcion){_AT_ALL}",
    rf"\bquit(?:en?|ar){_MAS} {_MENSAJES}{_AT_ALL}",
    rf"^(?:ya )?no mas{_END}",
    r"(?<!\bno (?:\w+ )?)\bdes?(?:sus|subs)crib",
    (
        rf"\b(?:{_BORRE}(?:me|nos)|(?:me|nos)(?: pueden?| podrian?)? {_BORRE}) {_DE_LA_LISTA}"
        rf" (?:listas?|grupo|sistema|chat|{_MENSAJES})\b"
        rf"(?! (?:de|del|para) (?!{_MENSAJES}|contactos|la escuela|ustedes))"
    ),
    rf"\b{_BORRE} (?:mi|este|nuestro) {_NUMERO}\b(?! (?:anterior|viejo))",
    r"\b(?:deme|denme|darme|dame|darnos|denos|me den?|nos den) de baja\b(?! a )",
    rf"\b(?:dar|den?) de baja (?:a )?(?:mi|este|el) {_NUMERO}\b",
    r"\bno quiero estar en (?:la|esta|su) lista\b",
    r"\bdej[ea]n?(?:me|nos) en paz\b",
    rf"{_DIO}{_NUMERO}(?: esta)? (?:e[qk]u?i[vb]ocad[oa]|incorrecto)\b(?! (?:en|de|del) )",
    rf"\bequivo(?:co|caron|cad[oa]s?) de (?:{_NUMERO}|persona)\b",
    rf"\beste (?:ya )?no es (?:el )?{_NUMERO} de \w+",
    rf"\beste {_NUMERO} (?:ya )?no (?:es de|pertenece a)\b",
    (
        r"\bno tengo (?:ningun |ninguna )?(?:hij[oa]s?|nin[oa]s?|estudiantes?)"
        rf"(?: en (?:esa|esta|su|la) escuela| ahi| alli|{_END})"
    ),
)

_PHRASE = regex.compile("|".join((*_ENGLISH, *_SPANISH)))
