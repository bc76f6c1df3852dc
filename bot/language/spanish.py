"""The words of time in Spanish; the grammar is the one of English, with its own little words."""

from bot.language.lexicon import Kinds, Value, ordinal, spelled_number

_DAYS = (
    "lunes lun",
    "martes mart",
    "miércoles miercoles mié mie",
    "jueves jue",
    "viernes vie",
    "sábado sabado sáb sab",
    "domingo dom",
)
_MONTHS = (
    "enero ene",
    "febrero feb",
    "marzo mar",
    "abril abr",
    "mayo",
    "junio jun",
    "julio jul",
    "agosto ago",
    "septiembre setiembre sep sept",
    "octubre oct",
    "noviembre nov",
    "diciembre dic",
)
_NUMBERS = (
    "uno un una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
    "trece", "catorce", "quince", "dieciséis dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte",
    "veintiuno veintiún", "veintidós veintidos", "veintitrés veintitres", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve", "treinta",
)  # fmt: skip
_ORDINALS = (
    "primer primero primera",
    "segundo segunda",
    "tercer tercero tercera",
    "cuarto cuarta",
    "quinto quinta",
)
_UNITS: dict[str, tuple[int, int, int]] = {
    "segundos": (0, 0, 1),
    "minuto minutos min mins": (0, 0, 60),
    "hora horas hrs hr": (0, 0, 3600),
    "día dia días dias": (0, 1, 0),
    "semana semanas": (0, 7, 0),
    "quincena": (0, 14, 0),
    "mes meses": (1, 0, 0),
    "año años ano anos": (12, 0, 0),
}
_PLAIN: dict[str, str] = {
    "AT": "a",
    "ATLIKE": "sobre aproximadamente alrededor hacia como las la los",
    "ON": "el los del",
    "IN": "en dentro",
    "BY": "para",
    "BEFORE": "hasta antes",
    "EARLIER": "antes",
    "AFTER": "después despues tras y",
    "TO": "a al hasta menos",
    "UNTIL": "hasta",
    "AND": "y e",
    "OF": "de del",
    "THE": "el la los las lo",
    "AN": "un una",
    "FOR": "por durante para",
    "FROM": "desde de",
    "BETWEEN": "entre",
    "THIS": "este esta éste ésta",
    "NEXT": "próximo proximo próxima proxima siguiente",
    "TRULYNEXT": "próximo proximo próxima proxima siguiente",
    "QUE": "que",
    "VIENE": "viene entra",
    "LAST": "pasado pasada último última ultimo ultima ayer anteayer anoche",
    "DAYAFTER": "pasado",
    "EVERY": "cada",
    "ALL": "todos todas",
    "OTHER": "otro otra",
    "ONCE": "vez",
    "NOWWORD": "ahora ahorita",
    "AGO": "hace atrás",
    "HALFWORD": "media medio",
    "QUARTERWORD": "cuarto",
    "COUPLE": "par",
    "FEW": "unos unas algunos algunas pocos pocas",
    "ENDWORD": "fin final finales",
    "BEGINNING": "principio principios inicio inicios comienzo",
    "NOONWORD": "mediodía mediodia",
    "MIDNIGHTWORD": "medianoche",
    "WEEKUNIT": "semana semanas",
    "MONTHUNIT": "mes meses",
    "YEARUNIT": "año años",
    "DAYUNIT": "día dia días dias",
    "HOURUNIT": "hora horas",
    "WEEKENDWORD": "finde",
    "ROUNDS": "ronda rondas",
    "SHIFTWORD": "turno",
    "SHIFTCHANGE": "cambio",
    "SEMANA": "semana",
    "DIAWORD": "día dia",
    "TIMES": "veces",
    "MID": "mediados",
    "PASTVERB": "dimos dio di vino estuvo tomó recibió tuvo comió durmió llamó vio salió",
    "HOURS24": "h hs hrs",
    "FIRST": "primera",
    "THING": "hora",
    "SAME": "mismo misma",
    "LOS": "los",
    "EARLY": "temprano",
    "YWORD": "y",
    "MENOSWORD": "menos",
}
_EVENTS = "ingresó ingresado ingresada nacido nacida nació desde fue era estaba visto vista dado dada "
"puesto puesta última último"
_ADVERBS: dict[str, str] = {
    "diario diariamente diaria": "FREQ=DAILY",
    "semanal semanalmente": "FREQ=WEEKLY",
    "quincenal quincenalmente": "FREQ=WEEKLY;INTERVAL=2",
    "mensual mensualmente": "FREQ=MONTHLY",
    "anual anualmente": "FREQ=YEARLY",
}
_LABELS = (
    "habitación habitacion hab cama cuarto sala piso tel teléfono telefono edad talla peso presión presion pulso"
)
_AMOUNTS = "gramos miligramos tabletas pastillas cápsulas capsulas gotas cc litros dosis pacientes personas"


def words() -> dict[str, Kinds]:
    """Every Spanish word that has a kind, with the value of each of its kinds."""
    table: dict[str, dict[str, Value]] = {}

    def add(names: str, kind: str, value: Value = 0) -> None:
        for name in names.split():
            table.setdefault(name, {})[kind] = value

    for number, names in enumerate(_NUMBERS, 1):
        for name in names.split():
            table[name] = dict(spelled_number(number))
    for number, names in enumerate(_ORDINALS, 1):
        for name in names.split():
            table[name] = dict(ordinal(number))
    for number, names in enumerate(_DAYS):
        add(names, "WDAY", number)
    add("sábados sabados", "WDAYS", 5)
    add("domingos", "WDAYS", 6)
    for number, names in enumerate(_MONTHS, 1):
        add(names, "MONTH", number)
    for number, name in enumerate(("primavera", "verano", "otoño", "invierno")):
        add(name, "SEASON", number)
    for names, unit in _UNITS.items():
        add(names, "UNIT", unit)
    for kind, names in _PLAIN.items():
        add(names, kind)
    for names, rule in _ADVERBS.items():
        add(names, "ADVERB", rule)
    add("mañana manana mañanas mananas", "PART", (8, 12, 1))
    add("madrugada", "PART", (4, 6, 1))
    add("tarde tardes tardecita", "PART", (13, 17, 2))
    add("noche noches", "PART", (20, 24, 2))
    add("mañana manana", "MANANA")
    add("hoy", "RELDAY", 0)
    add("almuerzo", "MEAL", (12, 13, 2))
    add("comida", "MEAL", (13, 14, 2))
    add("desayuno", "MEAL", (7, 8, 1))
    add("cena", "MEAL", (18, 19, 2))
    add(_EVENTS, "EVENT")
    add(_LABELS, "LABEL")
    add(_AMOUNTS, "AMOUNT")
    add("sr sra srta dr dra señor señora don doña", "TITLE")
    add("último última ultimo ultima", "LASTWORD")
    add("am", "MER", 1)
    add("pm", "MER", 2)
    return dict(table)


# One of these words, and nobody is writing English.
TELLING = frozenset(
    "mañana manana hoy lunes martes miércoles miercoles jueves viernes sábado sabado domingo enero febrero "
    "marzo "
    "abril junio julio septiembre octubre noviembre diciembre cada próximo proximo próxima proxima tarde noche "
    "mediodía mediodia medianoche horas minutos días dias semana dentro llamar revisar pedir recuérdame "
    "recuerdame esperando urgente gracias cita paciente quién está dónde cuándo necesita".split()
)
