"""What a plain message is: a task, a follow-up, a handoff, a question, thanks, an order, or just talk."""

import re
from dataclasses import dataclass

from bot.language.reading import Kind

_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|great|wow|omg|and|big|huge|so|many|muchas|mil)\W+)*(?:thanks|thank you|thank u|thx|"
    r"ty\b|tysm|kudos|shout ?-?out|props to|"
    r"much appreciated|appreciate (?:it|you|your|the)|gracias|te agradezco|les agradezco|nice work|great "
    r"(?:job|work|teamwork)|well done|buen trabajo)",
    re.I,
)
_CATCH = re.compile(r"\b(?:(?:good|great|nice|awesome|amazing|excellent) catch|near[- ]miss|caught (?:it|"
r"that|this) (?:just )?in time|"
                    r"buen[ao] (?:detecci[oó]n|captura|ojo)|casi error)\b", re.I)  # fmt: skip
_ASKS_FOR = re.compile(
    r"^\W*(?:(?:hey|hi|hello|ok|pls|please|team|all|hola|sorry)\W+)*(?:can|could|would|will|pued[ea]s?|"
    r"podr[ií]as?)\s+"
    r"(?:you|u|someone|somebody|anyone|anybody|we(?= (?:please|pls|get|have|book|add|make|set|arrange|schedule))|"
    r"one of you|the|alguien|(?!we\b)[a-z]+)\b(?!\s+(?:tell me|explain))",
    re.I,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:hey|hi|hello|ok|so|and|team|all|hola|quick question|question|pregunta|oye)\W+)*(?:who|whose|"
    r"what|when|where|why|how|which|is|are|"
    r"does|do(?! not|n't)|did|any (?:update|word|news|idea|luck|chance)|"
    r"anyone know|quién|qué|cuándo|dónde|"
    r"por qué|cómo|cuál|cuántos?|hay(?! que)|está|están|alguien sabe)(?:['’]s|['’]re)?\b",
    re.I,
)
_HANDOFF = re.compile(
    r"\b(?:hand(?:ing|ed)?(?:[ -]?(?:off|over)| [^.,;\n]{1,60}? (?:off|over) to)|handoffs?|"
    r"sign(?:ing)?[ -]?out (?=\S)(?!of\b|ama\b|against)|taking "
    r"over|transfer(?:ring)? care|i-?pass|sbar|"
    r"pass(?:ing)? (?:on )?!?[a-z]{1,2}-\d+ to|entreg(?:ar|o|a)(?: de)? (?:el )?turno|pase de turno|entrega de "
    r"guardia|entregar a !?[a-z]{1,2}-\d+)\b",
    re.I,
)
_FOLLOWUP = re.compile(
    r"\b(?:follow(?:ing)?[ -]?up|followup|f/u|fup|check(?:ing)? back|circle back|touch base|follow through|dar "
    r"seguimiento|seguimiento|hacer seguimiento|volver a (?:llamar|preguntar))\b",
    re.I,
)
_ORDER_VERB = re.compile(
    r"^\W*(?:(?:pls|please|can you|could you|and|now|ok|stat|urgent|asap|por favor)\W+)*(?:give|start|"
    r"administer|push|bolus|infuse|increase|decrease|"
    r"titrate|hold|stop|d/c|dc|discontinue|switch|change|wean|transfuse|order|prescribe|up|restart|resume|load "
    r"with|run|hang|double|taper|dar|"
    r"administrar|iniciar|suspender|aumentar|bajar|subir|transfundir|poner)\b",
    re.I,
)
_DRUG = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|ug|g|grams?|units?|ml|meq|mmol|l|cc|tabs?|tablets?|puffs?|gtt|u|"
    r"prbcs?)\b(?!\w)|\b\d+\s*%|\bmg/kg\b|/kg|/hr\b|/h\b|\bgtt\b|\bdrip\b|\bprbc"
    r"|\b(?:heparin|morphine|insulin|dilaudid|hydromorphone|fentanyl|ativan|lorazepam|haldol|lasix|furosemide|"
    r"metoprolol|lisinopril|warfarin|coumadin|"
    r"vanc|vancomycin|zosyn|ceftriaxone|cefepime|levaquin|oxycodone|tylenol|acetaminophen|ibuprofen|toradol|"
    r"zofran|ondansetron|potassium|kcl|magnesium|"
    r"levophed|norepi(?:nephrine)?|propofol|amiodarone|diltiazem|aspirin|plavix|eliquis|lovenox|enoxaparin|"
    r"apixaban|metformin|prednisone|albuterol|"
    r"gabapentin|seroquel|narcan|naloxone|antibiotics?|abx|fluids|blood thinner|o2|oxygen|heparina|insulina|"
    r"morfina|metformina|furosemida)\b",
    re.I,
)
# The verbs that open what coordinators, nurses, pharmacists and social workers ask of each other.
VERBS = frozenset(
    "add address adjust advise alert amend appeal apply approve arrange ask assess assign assist attend auth "
    "authorize await book bring call "
    "cancel catch change chart chase check clarify clean clear close collect complete confirm connect consult "
    "contact coordinate copy cosign "
    "deliver discharge discuss dispatch document double-check draw drop educate email ensure enter escalate "
    "evaluate fax figure file fill find finish fix "
    "follow forward get give hand have help hold huddle identify inform investigate keep let log look mail "
    "make meet message monitor move notify "
    "obtain offer open order organize page phone pick place plan post prep prepare print prior process provide "
    "pull push put query reach read "
    "reassess recheck reconcile record refer refill register remind remove renew reorder repeat replace reply "
    "report request reschedule resend reserve "
    "resolve respond restock return review ring round rule run scan schedule screen see send set set-up setup "
    "sign sort speak start stock stop submit "
    "swap take talk teach tell test text tidy track transfer transport triage try turn update upload verify "
    "visit wait walk watch weigh "
    "whiteboard work write recheck redo recall rebook ambulate suction flush feed bathe bathe change clean "
    "abrir agendar ajustar anotar apoyar archivar arreglar avisar ayudar buscar cambiar cancelar cerrar citar "
    "coger comprobar comunicar confirmar "
    "conseguir consultar contactar coordinar dar decir dejar enviar escribir evaluar firmar gestionar hablar "
    "hacer imprimir informar ingresar llamar "
    "llamen llevar limpiar localizar mandar medir mover notificar obtener pasar pedir pesar preguntar preparar "
    "programar recoger reprogramar "
    "reservar retirar revisar seguir solicitar sacar subir surtir tomar trasladar verificar ver visitar".split()
)
_NEED = re.compile(
    r"\b(?:needs?|need to|must|has to|have to|should|due|please|pls|plz|remember|don['’]t forget|make sure|"
    r"todo|to-do|require[sd]?|"
    r"necesit[ao]n?|hay que|debe|tiene que|por favor|falta)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE = re.compile(r"[,;:]\s+(?:but |and |then |pls |please |pero )?|\s[-–—]\s")
_REQUEST_PREFIX = re.compile(
    r"\b(?:can|could|would) (?:you|someone|somebody|anyone|we)\b|\bplease\b|\bpls\b|\bpor favor\b", re.I
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What other readers found in the message, as far as it tells what the message is."""

    timed: bool
    owned: bool
    urgent: bool
    waits: bool
    patient: bool


def is_request(text: str) -> bool:
    """Whether a question is really asking somebody to do something: can you call the lab?"""
    return bool(_ASKS_FOR.match(text))


def kind_of(text: str, what: str, signs: Signs) -> tuple[Kind, float]:
    """The kind, and how sure that is from 0 to 1; under 0.5 it is better to ask or to stay silent."""
    asks = text.rstrip(" )\"'").endswith("?") or "¿" in text
    request = is_request(text)
    if _CATCH.search(text):
        return Kind.good_catch, 0.9
    if _THANKS.match(text) and not _REQUEST_PREFIX.search(text):
        return Kind.thanks, 0.9
    if _ORDER_VERB.match(text) and _DRUG.search(text) and not asks:
        return Kind.order, 0.8
    opens = bool(_QUESTION.match(text))
    question = (asks and not request and (opens or not signs.owned)) or (opens and not request and not signs.owned)
    if question:
        return Kind.question, 0.9 if asks else 0.6
    if _HANDOFF.search(text):
        return Kind.handoff, 0.8
    if signs.waits or _FOLLOWUP.search(text):
        return Kind.followup, 0.8
    return _task_or_talk(text, what, signs)


def _task_or_talk(text: str, what: str, signs: Signs) -> tuple[Kind, float]:
    first = _WORD.search(what)
    acts = first is not None and first[0].casefold() in VERBS
    asked = bool(_NEED.search(text)) or bool(_ASKS_FOR.match(text))
    if signs.timed or signs.owned or signs.urgent:
        return Kind.task, 0.95 if acts or asked else 0.7
    if acts or asked:
        return Kind.task, 0.8 if acts else 0.6
    clauses = (_WORD.search(clause) for clause in _CLAUSE.split(what)[1:])
    if any(word is not None and word[0].casefold() in VERBS for word in clauses):
        return Kind.task, 0.6
    within = {m[0].casefold() for m in _WORD.finditer(what)}
    if not within.isdisjoint(_STRONG) or (signs.patient and not within.isdisjoint(VERBS)):
        return Kind.task, 0.5 if signs.patient else 0.4
    return Kind.chatter, 0.7


_STRONG = frozenset("consult referral eval appointment appt recheck consulta cita".split())
