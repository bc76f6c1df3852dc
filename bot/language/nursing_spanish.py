"""Nursing Spanish, word by word in the English of `nursing`: verbs in all their forms, one grader for both."""

import re

_SIGNS = re.compile(
    r"\b(?:la|el|los|las|del|que|con|por|para|si|y|cada|antes|después|llam\w+|avis\w+|estable|inestable|vigilancia|hij[oa]|"
    r"paciente|horas?|noche|mañana|una?|doy|dar|poner|sin|está|se|al)\b"
)
_ENGLISH = re.compile(r"\b(?:the|and|with|if|for|is|call|at|of|every|then|until|to|by)\b")
# Most of it are stems: what follows up to the end of the word is its ending. A "$" closes a word.
_WORDS = {
    "call": "llam telefone marc(?:ar|o)$ localiz",
    "tell": "avis inform notific comunic dig[ao]$ decir",
    "ask": "pregunt pid[oae] pedir solicit consult",
    "answer": "contest respond",
    "give": "doy$ dar$ daré$ da$ dé$ damos$ administr pongo$ poner$ pondré$ pone$ ponemos$ ponga$ paso$ "
        "pasar$ pasaré$",
    "remove": "quit retir",
    "keep": "dej manten mantien sigo$ sigue$ seguir seguim contin",
    "stop": "suspend paro$ parar$ paré$ deten deteng interrump",
    "not": "no$ sin$ nunca$ tampoco$ ni$ ning[uú]n evit[oae] nada$",
    "check": "revis control comprueb comprob mido$ medir$ mide$ valor verific",
    "collect": "extra[ei]g? sac[oa]r?$ sacaré$ recog recoj",
    "confirm": "confirm", "repeat": "repit repet vuelv regres reaparec otra$", "send": "env[ií] mand",
    "dress": "cur[oa]r?$ curas$ curaci apósito vendaje", "suction": "aspir", "turn": "postural gir[oa]r?$ volte",
    "urinat": "orin micc", "catheter": "sond catéter", "ecg": "electro$ electrocardio",
    "start": "inici empez empiez comenz comienz",
    "increase": "sub[oei]r?$ aument", "decrease": "reduc disminu", "walk": "camin deambul pase[oa]",
    "sit": "sent[aoá] sient",
    "bring": "tra(?:er|igo|e)$ llev", "see": "ver$ veo$ visit", "wait": "esper", "come": "lleg vien[ea] venir",
    "daughter": "hija", "son": "hijo", "wife": "esposa mujer$", "husband": "esposo marido", "mother": "madre mamá",
    "father": "padre papá", "sister": "hermana", "brother": "hermano", "family": "famili",
    "interpreter": "intérprete",
    "heel": "tal[oó]n", "arm": "brazo", "leg": "pierna", "hand": "mano$ manos$", "foot": "pie$ pies$",
    "chest": "pecho torax tórax tor[aá]cic", "back": "espalda lumbar$", "neck": "cuello", "shoulder": "hombro",
    "elbow": "codo$", "wrist": "muñeca", "finger": "dedo", "ear": "oído oreja", "throat": "garganta",
    "breast": "mama$ mamas$", "bladder": "vejiga", "stomach": "estómago", "skin": "piel$", "mouth": "boca$",
    "tongue": "lengua", "ankle": "tobillo", "walker": "andador", "cane": "bastón", "wheelchair": "silla",
    "juice": "zumo jugo", "breakfast": "desayun", "dinner": "cena$ cenar$ cenas$", "lunch": "almuerz almorz",
    "snack": "merienda", "lactate": "lactato ácido$", "calcium": "calcio", "magnesium": "magnesio",
    "creatinine": "creatinina", "platelets": "plaqueta", "bloodgas": "gasometr gases$", "saline": "fisiológic",
    "water": "agua$", "norepinephrine": "noradrenalina", "epinephrine": "adrenalina", "contraction": "contracci",
    "rash": "erupci exantema", "swell": "hincha inflam edema", "breathless": "disnea", "cough": "tose? tos$",
    "diarrhea": "diarrea", "confuse": "confus", "drowsy": "somnolen adormil", "nebulizer": "nebuliz aerosol",
    "furosemide": "furosemida", "morphine": "morfina", "antibiotics": "antibiótic",
    "neighbor": "vecin", "brace": "férula", "bandage": "vend[ao]",
    "head": "cabeza cabecera", "belly": "abdomen barriga vientre", "hip": "cadera", "knee": "rodilla",
    "eye": "ojo",
    "left": "izquierd", "right": "derech", "wound": "herida", "iv": "vía$ vías$", "drain": "drenaje dren$",
    "bed": "cama",
    "mri": "resonancia rmn$ rm$", "xray": "radiograf placa rx$", "ultrasound": "ecograf",
    "ctscan": "tac$ tomograf",
    "oxygen": "oxígeno oxigeno satura saturaci sat$", "temperature": "fiebre temperatura febr",
    "bloodpressure": "tensión presión",
    "glucose": "gluc azúcar", "hemoglobin": "hemoglobin", "sodium": "sodio", "potassium": "potasi",
    "urine": "orina$ diuresis",
    "culture": "hemocultivo urocultivo cultivo", "lab": "analítica laborator análisis", "blood": "sangre",
    "sample": "muestra",
    "antibiotic": "antibiótic", "acetaminophen": "paracetamol", "insulin": "insulina", "heparin": "heparina",
    "bag": "bolsa", "dose": "dosis", "pill": "pastilla comprimid tableta", "stool": "heces deposici",
    "secretions": "secrecion",
    "pain": "dolor duel", "vomit": "vomit vómit", "nausea": "náusea nausea", "fall": "caída",
    "bleed": "sangra hemorragia",
    "seizure": "convuls crisis", "fluid": "líquido suero", "transfuse": "transfu", "position": "posici",
    "pharmacy": "farmac", "renal": "nefr[oó]", "cardiology": "cardi[oó]l", "infectious": "infectó?o?l",
    "neurology": "neur[oó]l",
    "surgery": "cirug ciruj", "radiology": "radi[oó]l", "psychiatry": "psiqui", "resident": "residente",
    "doctor": "médic[oa]$",
    "oncall": "guardia", "nurse": "enfermer", "socialwork": "asistente$", "physio": "fisioterap", "icu": "uci$",
    "stable": "estable$", "unstable": "inestable$ grave$ crític", "watcher": "vigil observaci",
    "discharge": "alta$", "transport": "ambulancia transport", "appointment": "cita$ citas$",
    "prescription": "receta",
    "transfer": "traslad", "weight": "pes[oa]r?$", "bath": "baño bañ[oa]r",
    "meal": "comida",
    "eat": "com[eo]r?$ comerá$ dieta", "npo": "ayun[ao]s?$", "sleep": "duerm dorm", "consent": "consentimiento",
    "above": "mayor$ superior$ supera$", "below": "menor$ inferior$", "before": "antes$",
    "after": "después$ tras$",
    "every": "cada$", "hours": "horas?$", "hourly": "horari[ao]s?$", "minutes": "minutos?$ min$",
    "liters": "litros?$",
    "grams": "gramos?$", "units": "unidad", "mg": "miligramos?$", "and": "y$ e$", "then": "luego$ entonces$",
    "or": "o$ u$", "if": "si$",
    "unless": "salvo$", "tomorrow": "mañana$", "today": "hoy$", "tonight": "noche$", "afternoon": "tarde$",
    "until": "hasta$",
    "monday": "lunes$", "tuesday": "martes$", "wednesday": "miércoles$", "thursday": "jueves$",
    "friday": "viernes$",
    "saturday": "sábado$", "sunday": "domingo$", "percent": "ciento$", "high": "alt[oa]$", "low": "baj[oa]$",
}  # fmt: skip
_PHRASES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\bc/ ?(\d+) ?h(?:oras?)?\b", r"every \1 hours"),
        (r"\bnada (?:por (?:la )?boca|vía oral)\b|\ben ayunas\b", "npo"),
        (r"\bcada hora\b", "every 1 hours"),
        (r"\bnada de\b", "not"),
        (r"\bpor lo de\b|\bde no haber\b", " "),
        (r"\b(?:más|mayor|superior|arriba|por encima|encima|sube|pasa) (?:de|a|que)\b(?= ?(?:las? )?\d)", "above"),
        (r"\b(?:menos|menor|inferior|debajo|por debajo|baja) (?:de|a|que)\b(?= ?(?:las? )?\d)", "below"),
        (r"\ba menos que\b|\bsalvo que\b", "unless"),
        (r"\bcambi\w+ (?:\w+ )?(?:posici\w+|postural\w*)", "turn"),
        (r"\bal alta\b|\bde alta\b|\bse va a casa\b", "discharging"),
        (r"\bmédico de guardia\b|\bel de guardia\b|\bal de guardia\b", "doctor oncall"),
        (r"\btrabajador[a]? social\b|\btrabajo social\b", "socialwork"),
        (r"\bpresión arterial\b|\btensión arterial\b", "bloodpressure"),
        (r"\b(?:a|para|por|hacia|sobre|de) las? (?=\d)|\blas? (?=\d)", "at "),
        (r"\bun (?=lit|gram)", "1 "),
        (r"\b(\d+) h(?:oras)?\b(?=[.,;]|$| si| y| para)", r"\1 hours"),
        (r"\bpor la mañana\b|\bde la mañana\b", "morning"),
        (r"\bno (?:hace falta|hay que|es necesario|hay necesidad de)\b", "no"),
        (r"\bno hay\b|\bsigue sin\b", "not"),
    )
)
_STEMS = tuple(
    (re.compile(rf"{stem.removesuffix('$')}{'' if stem.endswith('$') else '[a-záéíóúñü]*'}"), english)
    for english, stems in _WORDS.items()
    for stem in stems.split()
)
_WORD = re.compile(r"[a-záéíóúñü]+(?![\w])")


def is_spanish(text: str) -> bool:
    """Whether a text (in lower case) is more Spanish than English."""
    return len(_SIGNS.findall(text)) > 2 * len(_ENGLISH.findall(text))


def is_english(text: str) -> bool:
    """Whether a text (in lower case) is more English than Spanish."""
    return len(_ENGLISH.findall(text)) > len(_SIGNS.findall(text))


def in_english(text: str) -> tuple[str, dict[str, str]]:
    """Spanish in lower case, word by word in English, and which word each one stood for."""
    came_from: dict[str, str] = {}
    for pattern, put in _PHRASES:
        text = pattern.sub(put, text)

    def english(found: re.Match[str]) -> str:
        word = found[0]
        for stem, meant in _STEMS:
            if stem.fullmatch(word):
                came_from.setdefault(meant, word)
                return meant
        return word

    return _WORD.sub(english, text), came_from
