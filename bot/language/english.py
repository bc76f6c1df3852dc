"""The words of time in English, with their common misspellings, and the clinical words around numbers."""

from bot.language.lexicon import Kinds, Value, english_numbers

_DAYS = (
    "monday mon mondy moday",
    "tuesday tue tues tusday teusday tuesdy tuseday",
    "wednesday wed weds wensday wednsday wednesdy wendsday wedensday wednesay",
    "thursday thu thur thurs thrusday thursady thurday thursdy thirsday thurdsay",
    "friday fri firday frday fridy",
    "saturday sat satuday saterday saturdy",
    "sunday sun sundy suday",
)
_MONTHS = (
    "january jan janurary januray janury",
    "february feb febuary februrary feburary",
    "march mar",
    "april apr apirl",
    "may",
    "june jun",
    "july jul",
    "august aug agust",
    "september sep sept septmber setpember",
    "october oct ocotber octobr",
    "november nov novemeber novmber",
    "december dec decemeber decmber",
)
_WEAK_NAMES = frozenset("sat sun wed mar may march mon june april jan august jun dec".split())
# (months, days, seconds) of one unit
_UNITS: dict[str, tuple[int, int, int]] = {
    "second seconds sec secs": (0, 0, 1),
    "minute minutes min mins minuts minutos": (0, 0, 60),
    "hour hours hr hrs huor huors": (0, 0, 3600),
    "day days": (0, 1, 0),
    "week weeks wk wks weeks' week's": (0, 7, 0),
    "fortnight fortnights": (0, 14, 0),
    "month months mth mths": (1, 0, 0),
    "quarter quarters qtr": (3, 0, 0),
    "year years yr yrs": (12, 0, 0),
}
# (first hour, last hour, 1 for the morning half or 2 for the afternoon half of the day)
_PARTS: dict[str, tuple[int, int, int]] = {
    "morning mornings morn am": (8, 12, 1),
    "forenoon": (8, 12, 1),
    "afternoon afternoons aft arvo": (13, 17, 2),
    "evening evenings eve": (18, 21, 2),
    "night nights nite": (20, 24, 2),
    "daybreak sunrise dawn": (6, 8, 1),
    "sunset dusk": (18, 20, 2),
    "midafternoon": (14, 16, 2),
    "midmorning": (9, 11, 1),
}
_MEALS: dict[str, tuple[int, int, int]] = {
    "breakfast": (7, 8, 1),
    "lunch lunchtime": (12, 13, 2),
    "dinner dinnertime supper": (18, 19, 2),
}
_PLAIN: dict[str, str] = {
    "AT": "at",
    "ATLIKE": "around about approximately approx circa roughly exactly sharp",
    "ON": "on",
    "IN": "in",
    "WITHIN": "within",
    "BY": "by",
    "BEFORE": "before til till until untill unitl 'til 'till prior",
    "AFTER": "after",
    "PASTWORD": "past",
    "TO": "to thru through until untill till til",
    "AND": "and",
    "OR": "or",
    "OF": "of",
    "THE": "the",
    "AN": "a an",
    "FOR": "for",
    "FROM": "from since",
    "BETWEEN": "between btw",
    "THIS": "this current",
    "NEXT": "next nxt following upcoming coming",
    "UPCOMING": "upcoming coming",
    "TRULYNEXT": "next nxt following",
    "LAST": "last past previous prior yesterday",
    "EVERY": "every each",
    "ALL": "all",
    "PER": "per a an each every",
    "OTHER": "other alternate second",
    "ONCE": "once",
    "NOWWORD": "now",
    "HENCE": "hence later out away",
    "LATER": "later",
    "AGO": "ago back prior earlier previously",
    "MORE": "more less another",
    "HALFWORD": "half",
    "QUARTERWORD": "quarter quarters",
    "COUPLE": "couple",
    "FEW": "few several",
    "EARLY": "early",
    "LATE": "late",
    "MID": "mid middle",
    "ENDWORD": "end",
    "BEGINNING": "beginning begin start",
    "REST": "rest",
    "SOMETIME": "sometime anytime",
    "ANYWORD": "any",
    "NOTWORD": "no not",
    "SINGLEDAY": "day",
    "WORKWORD": "work",
    "EXCEPT": "except excluding but",
    "TIMES": "times x",
    "WEEKENDS": "weekends",
    "DUE": "due",
    "IS": "is are was be",
    "STARTING": "starting beginning effective",
    "NOONWORD": "noon midday noonish noontime",
    "MIDNIGHTWORD": "midnight",
    "TONIGHTWORD": "tonight tonite 2nite tonigh tonght",
    "WEEKENDWORD": "weekend weekends",
    "WEEKDAYS": "weekday weekdays workday workdays",
    "OCLOCK": "o'clock oclock o’clock",
    "MER": "am pm",
    "LETTERP": "p",
    "LETTERA": "a",
    "LETTERM": "m",
    "LETTERO": "o oh",
    "CLOCKWORD": "clock",
    "HOURS24": "hours hrs h",
    "ISH": "ish",
    "TIMEWORD": "time",
    "EOD": "eod cob",
    "EOS": "eos",
    "EOM": "eom",
    "EOY": "eoy",
    "EOW": "eow",
    "SHIFTWORD": "shift",
    "SHIFTCHANGE": "change",
    "ROUNDS": "rounds rounding",
    "HUDDLE": "huddle",
    "BUSINESS": "business",
    "CLOSEWORD": "close",
    "FIRST": "first",
    "THING": "thing",
    "WAITWORD": "wait timer snooze alarm reminder",
    "RETURNS": "u fu followup recheck rtc return reassess revisit",
    "NPO": "npo fasting nbm",
    "MOUTH": "mouth",
    "MOUTHWORD": "po",
    "WEEKUNIT": "week weeks wk week's",
    "MONTHUNIT": "month months",
    "QUARTERUNIT": "quarter qtr",
    "YEARUNIT": "year years",
    "DAYUNIT": "day days",
    "HOURUNIT": "hour hours hr",
    "REPEAT": "repeat repeating",
    "WHEN": "when if",
    "HOLIDAYTAIL": "day eve",
    "FORMARK": "so",
    "MY": "my our your",
    "THATWORD": "that",
    "THANWORD": "than",
    "RIGHT": "right just",
    "MOMENT": "moment",
    "EARLIER": "before",
    "TWICE": "twice thrice",
    "ALTERNATE": "alternate alternating",
    "FUTURE": "will to needs need should must please can could pending plan",
    "PASTVERB": "took gave had received went was were got did saw reported denied slept ate fell walked ambulated "
    "returned came vomited voided complained",
    "RESULT": "labs lab results result note notes report culture cultures imaging scan echo ct mri xray message",
    "PAGEWORD": "page part sheet",
    "RATELABEL": "o2 oxygen iv fluids drip gtt hob peep fio2",
    "UNITLETTER": "d y w h",
    "ITWORD": "it",
}
_EVENTS = (
    "admitted admit adm seen done given started completed drawn placed removed resulted received arrived voided "
    "dated discharged born dob died fell reported called was were been had took taken s/p effective-since "
    "since last gave "
    "ended stopped refused documented signed sent filled happened occurred underwent performed extubated "
    "intubated"
)
# After a time they tell that it is past: labs 4/2 showed, noon meds given.
_OVER = (
    "showed shows revealed demonstrated was were given held refused completed reviewed resulted noted done drawn "
    "taken stable missed administered tolerated obtained normal negative positive unremarkable"
)
_ADVERBS: dict[str, str] = {
    "daily everyday qd qday": "FREQ=DAILY",
    "nightly qhs": "FREQ=DAILY;BYHOUR=21;BYMINUTE=0",
    "qam": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0",
    "qpm": "FREQ=DAILY;BYHOUR=21;BYMINUTE=0",
    "bid": "FREQ=DAILY;BYHOUR=9,21;BYMINUTE=0",
    "tid": "FREQ=DAILY;BYHOUR=9,15,21;BYMINUTE=0",
    "qid": "FREQ=DAILY;BYHOUR=9,13,17,21;BYMINUTE=0",
    "qod": "FREQ=DAILY;INTERVAL=2",
    "hourly": "FREQ=HOURLY",
    "weekly qweek qwk": "FREQ=WEEKLY",
    "biweekly fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "bimonthly": "FREQ=MONTHLY;INTERVAL=2",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly annually annual": "FREQ=YEARLY",
    "mwf": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "tth tths": "FREQ=WEEKLY;BYDAY=TU,TH",
    "ttsat ttsa tthsat tts": "FREQ=WEEKLY;BYDAY=TU,TH,SA",
}
_IDS = (
    "team room rm bed ext extension floor suite ste box bay chair pager mrn acct account csn fin zip order "
    "invoice page "
    "chapter version step item series form code gate line lane apt building bldg module section phase unit pod "
    "bus "
    "route table plan choice option number case claim ticket policy"
)
_SCORES = (
    "bp pain strength motor reflexes gcs apgar score braden morse phq mrc power pulses systolic diastolic murmur "
    "edema reflex ef pupils"
)
# Words after which a number is a value, and words after a number that make it an amount.
_LABELS = (
    "bp hr rr sat sats spo2 o2 temp tmax wt ht bmi gcs ef inr hgb hct hb wbc plt na cr bun gluc glucose bg "
    "fsbg a1c "
    "egfr crcl trough peak lactate trop troponin ph pain score stage grade class nyha ecog apgar fhr ga los "
    "hod pod "
    "hob fio2 peep rass nihss braden morse phq cam level lvl cost top cat part strength motor reflexes cycle "
    "dose doses"
)
_AMOUNTS = (
    "mg mcg ug g gm kg ml l cc units unit meq mmol tab tabs tablet tablets cap caps puff puffs gtt drops mmhg "
    "bpm lpm "
    "cm mm ft lb lbs oz kilograms percent points point pack liter liters litre litres refills refill scripts "
    "prbc cents "
    "ways star stars people pts patients items things steps pages beds pounds dollars sets reps gauge "
    "joules "
    "ns v volt volts doses dose bags bag boxes calls visits pills pill"
)
_PEOPLE_TITLES = "mr mrs ms miss dr dra sr sra srta nurse prof mister doctor"


def words() -> dict[str, Kinds]:
    """Every English word that has a kind, with the value of each of its kinds."""
    table: dict[str, dict[str, Value]] = {word: dict(kinds) for word, kinds in english_numbers().items()}

    def add(names: str, kind: str, value: Value = 0) -> None:
        for name in names.split():
            table.setdefault(name, {})[kind] = value

    for number, names in enumerate(_DAYS):
        add(names, "WDAY", number)
        add(f"{names.split()[0]}s", "WDAYS", number)
    for number, names in enumerate(_MONTHS, 1):
        add(names, "MONTH", number)
    for name in _WEAK_NAMES:
        table[name]["WEAK"] = 0
    for names, unit in _UNITS.items():
        add(names, "UNIT", unit)
    for names, part in _PARTS.items():
        add(names, "PART", part)
    for names, part in _MEALS.items():
        add(names, "MEAL", part)
    for kind, names in _PLAIN.items():
        add(names, kind)
    for names, rule in _ADVERBS.items():
        add(names, "ADVERB", rule)
    add("tomorrow tomorow tommorow tommorrow tomorro tomorrows tmrw tmr tmw tmro tomoz tomrrow tomm", "RELDAY", 1)
    add("today todays tod tday", "RELDAY", 0)
    add("am", "MER", 1)
    add("pm", "MER", 2)
    add("m t w th f tu tue r sa su", "DAYLETTER")
    add("mo tu we th fr sa su", "WDAY2")
    add(_EVENTS, "EVENT")
    add(_OVER, "OVERWITH")
    add(_LABELS, "LABEL")
    add(_IDS, "IDLABEL")
    add(_SCORES, "SCORELABEL")
    for number, names in enumerate(("spring", "summer", "fall autumn", "winter")):
        add(names, "SEASON", number)
    add("old", "OLDWORD")
    add("out", "OUTWORD")
    add("x", "XWORD")
    add("hundred", "HUNDRED")
    add("supply urine history course trial holter post postop hold stay ob gestation notice", "SUPPLY")
    add("last final", "LASTWORD")
    add("b", "LETTERB")
    add("e", "LETTERE")
    add("during", "DURING")
    add("with", "WITH")
    add("over", "OVER")
    add("'til untill", "UNTIL")
    add("until til till", "UNTIL")
    add("mornings afternoons evenings", "PARTS")
    add("overnight", "OVERNIGHTWORD")
    add(_AMOUNTS, "AMOUNT")
    add(_PEOPLE_TITLES, "TITLE")
    add("q", "QLETTER")
    add("et est edt ct cst cdt mt mst mdt pt pst pdt utc gmt akst hst eastern central mountain pacific", "ZONE")
    del table["am"]["PART"]
    add("am", "AMPART", (8, 12, 1))
    add("pm", "AMPART", (13, 17, 2))
    return dict(table)


def glued() -> dict[str, Kinds]:
    """What letters mean directly after a number."""
    return {
        "am": {"MER": 1},
        "pm": {"MER": 2},
        "a": {"MER": 1, "GLUED": 0},
        "p": {"MER": 2, "GLUED": 0},
        "h": {"UNIT": (0, 0, 3600), "HOURSEP": 0, "GLUEDUNIT": 0, "HOURUNIT": 0},
        "hr": {"UNIT": (0, 0, 3600), "GLUEDUNIT": 0, "HOURUNIT": 0},
        "hrs": {"UNIT": (0, 0, 3600), "GLUEDUNIT": 0, "HOURUNIT": 0},
        "m": {"UNIT": (0, 0, 60), "GLUEDUNIT": 0, "MINUTELETTER": 0},
        "min": {"UNIT": (0, 0, 60), "GLUEDUNIT": 0},
        "mins": {"UNIT": (0, 0, 60), "GLUEDUNIT": 0},
        "s": {"UNIT": (0, 0, 1), "GLUEDUNIT": 0},
        "d": {"UNIT": (0, 1, 0), "GLUEDUNIT": 0},
        "w": {"UNIT": (0, 7, 0), "GLUEDUNIT": 0},
        "wk": {"UNIT": (0, 7, 0), "GLUEDUNIT": 0},
        "mo": {"UNIT": (1, 0, 0), "GLUEDUNIT": 0},
        "y": {"UNIT": (12, 0, 0), "GLUEDUNIT": 0},
        "yo": {"AMOUNT": 0},
        "x": {"AMOUNT": 0, "TIMES": 0},
        "t": {"TLETTER": 0},
        "z": {"ZONE": 0},
    }
