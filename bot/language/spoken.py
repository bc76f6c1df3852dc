"""Spoken numbers and times in figures: "half past two" and "las dos y media" become "2:30"."""

import re
from collections.abc import Callable

_UNITS = {
    word: number
    for number, words in enumerate((
        "zero cero", "one", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
        "eight ocho", "nine nueve", "ten diez", "eleven", "twelve doce", "thirteen trece", "fourteen catorce",
        "fifteen quince", "sixteen dieciséis", "seventeen diecisiete", "eighteen dieciocho", "nineteen diecinueve",
    ))
    for word in words.split()
}  # fmt: skip
_TENS = {
    word: number
    for words, number in (
        ("twenty veinte", 20), ("thirty treinta", 30), ("forty cuarenta", 40), ("fifty cincuenta", 50),
        ("sixty sesenta", 60), ("seventy setenta", 70), ("eighty ochenta", 80), ("ninety noventa", 90),
    )
    for word in words.split()
}  # fmt: skip
_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("second segundo segunda", "third tercero tercera tercer", "fourth", "fifth", "sixth", "seventh"), start=2
    )
    for word in words.split()
}
_ORDINAL_DAYS = {
    word: number
    for number, word in enumerate(
        "eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
        "nineteenth twentieth".split(),
        start=8,
    )
}
_DAYS = {"first": 1} | _ORDINALS | _ORDINAL_DAYS
_ONE = "|".join(_UNITS)
_TEN = "|".join(_TENS)
_COMPOUND = re.compile(rf"\b({_TEN})(?:[- ]| y )({_ONE})\b")
_HUNDREDS = re.compile(r"\b(?:(a|\d{1,2}(?:\.\d)?)[ -])?(hundred|cien|ciento)\b(?: (?:and )?(\d+)\b(?!:))?")
_SOLDIERS = (
    (re.compile(r"\b(?:oh|o|0)[- ](\d) hundred(?: hours)?\b"), r"0\1:00"),
    (
        re.compile(r"\b(1\d|2[0-3]) hundred(?: hours\b|\b(?! ?(?:m?c?g|ml|cc|units?|mls|and(?! \d\d?:))\b))"),
        r"\g<1>00",
    ),
    (
        re.compile(
            r"\b((?:at|by|until|till|to|before) )24 ?(?:hundred|00)\b(?: hours)?(?! ?(?:m?c?g|ml|units?)\b)"
        ),
        r"\g<1>00:00",
    ),
)
_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_BEFORE_TIMES = "at|by|until|till|from|around|about|before|after|next"
_COUNTED = r"(?:m?c?g|ml|units?|minutes?|mins?|hours?|percent|mmol\w*|mics|of|times)\b"
_YEARWISE = re.compile(rf"\b(?:({_BEFORE_TIMES}) )?({_DIGIT})[- ](\d\d|{_TEENS})\b(?!:|\.\d| ?(?:of|times)\b)")
_ZERO = re.compile(
    rf"\b(?:({_BEFORE_TIMES}) )?({_DIGIT}|{_TEENS}|1\d|2[0-3]|twenty)[- ](?:oh|o|zero)[- ]({_DIGIT})\b"
    rf"(?! ?(?:hundred|{_TEN}|{_COUNTED}))"
)
_DIGITS = re.compile(
    rf"\b({_DIGIT})(?:-({_DIGIT})-({_DIGIT}|zero|oh)| ({_DIGIT}) (five|zero|oh))\b"
    rf"(?![- ]?(?:{_ONE}|{_TEN}|hundred|hourly|{_COUNTED})\b)"
)
_OCLOCK = re.compile(
    rf"\b(?:(oh|o) ({_ONE})|(ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    rf"|twenty|2[0-3])) (\d\d|{_TEN}|fifteen|ten)\b(?!:| ?(?:m?c?g|ml|units?|minutes?|percent)\b)"
)
_TENTHS = re.compile(
    rf"\b(twenty|thirty)-({'|'.join(_DAYS)})\b|(?<=\bthe )(twenty|thirty) ({'|'.join(_DAYS)})\b|\bthirtieth\b"
)
_DIGIT = "(?:zero|one|two|three|four|five|six|seven|eight|nine)"
_DIGITS = re.compile(rf"\b{_DIGIT}(?:[- ]{_DIGIT}){{2,}}\b")
_DECIMALLY = re.compile(rf"\b(under|over|above|below|than|past) ({_ONE})-({_ONE})\b")
_POINT = re.compile(rf"(?:\b({_ONE}|nought|naught|\d+) )?\bpoint((?:[ -](?:oh|o|nought|naught|{_ONE}|\d)\b)+)")
_DAY = re.compile(rf"\b({'|'.join(_ORDINAL_DAYS)})\b")
_NTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_TEMPERATURE = re.compile(
    r"\b(3[4-9]|4[01]) (\d)\b(?! ?(?:(?:m?c?g|ml|units?|hours?|minutes?|days?|times)\b|[%:/]|\.?\d))"
)
_SMALL = re.compile(rf"\b({_ONE}|{_TEN})\b")
_SMALL_TENS = re.compile(rf"(?<=[- ])({_TEN})\b")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\b(?! (?:agency|opinion|name))")
_MINUTES = {"five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "quarter": 15, "half": 30}
_PAST = re.compile(
    r"(?<!over )(?<!above )(?<!under )(?<!below )(?<!than )(?<!ty-)(?<!ty )(?<!and a )(?<!point )"
    rf"\b(?!half (?:to|after))({'|'.join(sorted(_MINUTES, key=len, reverse=True))})(?: minutes)? (past|after|to) "
    rf"(\d{{1,2}}|midnight|noon|00:00|12:00|{_ONE})\b(?! (?:{_TEN})\b)"
    r"(?! ?(?:m?c?g|ml|l|lit\w+|hours?|h|min\w*|units?|percent|times|%|:|/))"
)
_SPELLED = re.compile(
    r"\b(?:(oh|o|zero) )?(five|six|seven|eight|nine|ten|eleven|twelve)[- ](fifteen|thirty|forty[- ]five)\b"
    r"(?! (?:m?c?g|ml|units?|minutes?|percent)\b)"
)
_HALF_HOUR = re.compile(r"\bhalf[ -](1[0-2]|[1-9])\b(?! ?(?:mg|ml|hour|liter|tab))")
_Y_MEDIA = re.compile(r"\b(?:las?|a) (\d{1,2}) y (media|cuarto)\b|\b(\d{1,2}) menos cuarto\b")
_DAYTIME = re.compile(
    r"\b(?:las? |at )?(\d{1,2})(?::(\d\d))?(?: o'clock)?(?: (?:de|por) la|(?: (?:in|at))?(?: the| this)?)"
    r"( tomorrow)? (mañana|tarde|noche|madrugada|morning|afternoon|evening|night|tonight|tonite)\b"
)  # fmt: skip
_TONIGHT = re.compile(r"\b(?:at |by |until |till |to )(\d{1,2}) (tonight|this evening|at night)\b")


def _thousands(found: re.Match[str]) -> str:
    count = float(found[1]) if found[1] and found[1] != "a" else 1
    return str(round(count * 1000) + int(found[2] or 0))


def _and_a_half(found: re.Match[str]) -> str:
    return f"{(int(found[1]) if found[1].isdigit() else 1) + 0.5} {found[2]}"


_EARLY = ("mañana", "madrugada", "morning")
_REWRITES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?<=\d),(?=\d{3}\b)", ""),
        (r"\bmedio litro\b", "500 ml"),
        (r"\b(\d+) and (?:(?:a|1) )?half\b|\b(\d+) y medi[oa]\b(?! ?de la)", r"\1\2.5"),
        (r"\b(?:1|an?) and (?:a|1) half\b", "1.5"),
        (r"\b(?:a )?quarter (?:of (?:an?|1) )?(?=degree|hour|mg|liter|litre|ml\b|gram|tablet)", "0.25 "),
        (r"\b(?:0\.25|quarter) hour\b", "15 minutes"),
        (r"\b3 quarters of (?:an?|1) hour\b", "45 minutes"),
        (r"\b3 quarters of (?:an?|1) (?=liter|litre|mg|gram)", "0.75 "),
        (r"\b(\d+) and (?:a|1) quarter\b(?! (?:of|to|past|hour))", r"\1.25"),
        (r"\b(\d+) and 3 quarters\b", r"\1.75"),
        (r"\b(?:each|every) half(?:[ -]an)?[ -]hour\b", "every 30 minutes"),
        (r"\bhalf(?: of)?(?: an?| 1)? (?:hour|hr)\b|\bmedia hora\b", "30 minutes"),
        (r"\b(an?|\d+) (liter|litre|gram|mg|g|l|hour|day|tablet|ml)s? and (?:a|1) half\b", _and_a_half),
        (r"\bhalf (?:an?|1) (?=liter|litre|mg|gram|tab|centimet|g\b|ml\b|mcg\b|l\b|cm\b)", "0.5 "),
        (r"\b(?:an?|un) (?=(?:mg|mcg|gram|liter|litre|kilo|litro)o?\b)", "1 "),
        (r"(?<!\d )(?<!\d)(?<!half )\b(?=gram\b(?! (?:neg|pos|stain)))", "1 "),
        (r"\b(0\.\d+) of (?:an?|1) (?=mg|mcg|gram|g\b|ml|liter|litre|unit)", r"\1 "),
        (r"\b(\d{1,2}(?::\d\d)?) (tomorrow|tonight|today) ([ap]m)\b", r"\1\3 \2"),
        (r"\b12 ?o ?'? ?clock\b", "12"),
        (r"\b(\d|1\d|2[0-3]) ?o ?'? ?clock\b", r"\1:00"),
        (r"\b((?:at|by|until|till) )([1-9])\.(00|15|30|45)\b(?! ?(?:m?c?g|ml|l|units?|percent|%)\b)", r"\1\2:\3"),
        (r"\b((?:drinks?|have|has|gives?|given|allow|allowed)(?: \w+)?) up to (?=\d)", r"\1 at most "),
        (r"\b(?:a )?fortnight\b", "2 weeks"),
        (r"\b12 (?=00:00|12:00)", ""),
        (r"\ban hour\b|(?<=within )the hour\b|(?<=in )the hour\b", "1 hour"),
        (r"\b(in|for|after|within) a (?=(?:week|month)\b)|\ba (?=week(?:'s time| today| tomorrow| on| of)\b)",
         r"\1 1 "),
        (r"(?<!in )(?<!for )(?<!over )(?<!after )(?<!every )\b(1[3-9]|2[0-3]) hour\b"
         r"(?= (?:i|we|and|then|for|to|the|also|it|he|she)\b|[.,;]|$)", r"\1:00"),
        (r"\b((?:at|by|until|till|from|before|after) )(0[1-9]|1\d|2[0-3])\.([0-5]\d)\b"
         r"(?! ?(?:m?c?g|ml|l|units?|percent|%)\b)", r"\1\2:\3"),
        (r"\b(?:1 ?(?::|in|to)|1/) ?(?:a )?(\d+000)\b", r"\1"),
        (r"\b(?:(\d+(?:\.\d+)?|a) )?thousand\b(?:,? (?:and )?([1-9]\d\d)\b(?!:))?", _thousands),
        (r"\b([1-8](?:\.\d)?|\d\d?\.5)k\b(?! ?(?:in|per|/))", lambda found: str(round(float(found[1]) * 1000))),
        (r"\b(every|each|cada) nth(?=\d)", r"\1 "),
        (r"\bpoint (?=\d)", "0."),
        (r"\b(\d+) 0\.(\d+)\b", r"\1.\2"),  # "two point five"
    )
)  # fmt: skip


def in_figures(text: str) -> str:
    """Lower-case text with its number words and times of day in figures. An ordinal becomes `nth2`."""
    text = _SPELLED.sub(_spelled, text)
    text = _PAST.sub(_past, text)
    text = _DIGITS.sub(lambda m: "".join(str(_UNITS[word]) for word in re.split("[- ]", m[0])), text)
    text = _DECIMALLY.sub(lambda m: f"{m[1]} {_UNITS[m[2]]}.{_UNITS[m[3]]}", text)
    text = _TENTHS.sub(_tenths, text)
    text = _COMPOUND.sub(lambda m: str(_TENS[m[1]] + _UNITS[m[2]]), text)
    text = _POINT.sub(_point, text)
    text = _ZERO.sub(_zero, _DIGITS.sub(_digits, text))
    text = re.sub(r"\bonce(?= de la| horas)|(?<=\blas )once\b", "11", text)
    text = _ORDINAL.sub(lambda m: f"nth{_ORDINALS[m[1]]}", text)
    text = re.sub(
        r"\b([2-9])(?:nd|rd|th)\b(?= (?:dose|unit|bag|shift|trop|set|liter|litre|sputum|troponin|filter|day))",
        r"nth\1",
        text,
    )
    text = _OCLOCK.sub(_oclock, text)
    text = _YEARWISE.sub(_yearwise, _SMALL_TENS.sub(lambda m: str(_TENS[m[1]]), text))
    text = _SMALL.sub(lambda m: str(_UNITS.get(m[1], _TENS.get(m[1], 0))), text)
    text = _DAY.sub(lambda m: str(_ORDINAL_DAYS[m[1]]), text)
    text = _NTH.sub(r"\1", text)
    for pattern, hour in _SOLDIERS:
        text = pattern.sub(hour, text)
    text = _HUNDREDS.sub(_hundreds, text)
    text = _Y_MEDIA.sub(_y_media, text)
    for pattern, put in _REWRITES:
        text = pattern.sub(put, text)
    text = _TEMPERATURE.sub(r"\1.\2", _HALF_HOUR.sub(r"\1:30", text))
    return _DAYTIME.sub(_daytime, text)


def _point(found: re.Match[str]) -> str:
    """ "one point oh three" as 1.03; without a number before it as 0.03."""
    whole = {"nought": 0, "naught": 0}.get(found[1], _UNITS.get(found[1], found[1] or 0))
    small = (word for word in re.split("[ -]", found[2]) if word)
    return f"{whole}." + "".join(
        str(0 if word in ("oh", "o", "nought", "naught") else _UNITS.get(word, word)) for word in small
    )


def _hundreds(found: re.Match[str]) -> str:
    count = float(found[1]) if found[1] and found[1] != "a" else 1
    return str(round(count * 100) + int(found[3] or 0))


def _spelled(found: re.Match[str]) -> str:
    return f"{'0' if found[1] else ''}{_UNITS[found[2]]}:{ {'fifteen': 15, 'thirty': 30}.get(found[3], 45) }"


def _yearwise(found: re.Match[str]) -> str:
    """ "one eighty" is 180; "seven fifty" is 750, and "at seven fifty" a time of day."""
    hundreds, rest = _UNITS[found[2]], _UNITS.get(found[3]) or int(found[3])
    counted = re.match(f" ?{_COUNTED}", found.string[found.end() :]) is not None
    timely = bool(found[1]) and hundreds > 4 and rest < 60
    if (counted and (timely or rest < 20)) or (rest < 20 and hundreds > 4 and not timely):
        return found[0]
    before = f"{found[1]} " if found[1] else ""
    return f"{before}{hundreds}:{rest:02}" if timely else f"{before}{hundreds * 100 + rest}"


def _zero(found: re.Match[str]) -> str:
    """ "one oh five" is 105; "at seven oh five" and "twenty-two oh five" are times of day."""
    before = f"{found[1]} " if found[1] else ""
    hour = int(found[2]) if found[2].isdigit() else _UNITS.get(found[2], 20)
    return f"{before}{hour}:0{_UNITS[found[3]]}" if found[1] or hour > 9 else f"{hour}0{_UNITS[found[3]]}"


def _digits(found: re.Match[str]) -> str:
    return "".join(str(_UNITS.get(word, 0)) for word in found.groups() if word)


def _tenths(found: re.Match[str]) -> str:
    ten, one = found[1] or found[3] or "thirty", found[2] or found[4]
    return str(_TENS[ten] + _DAYS.get(one, 0))


def _oclock(found: re.Match[str]) -> str:
    """ "oh two forty", "twenty thirty": a time of day, spoken as it is written."""
    words = (found[2] or found[3], found[4])
    hour, minute = (int(one) if one.isdigit() else _UNITS.get(one, _TENS.get(one, 0)) for one in words)
    return f"{hour:02}{minute:02}" if hour > 9 else f"{hour:02}:{minute:02}"


def _past(found: re.Match[str]) -> str:
    minutes, named = _MINUTES[found[1]], {"midnight": 0, "noon": 12, "00:00": 0, "12:00": 12}
    hour = named.get(found[3], _UNITS.get(found[3], -1))
    hour = int(found[3]) if hour < 0 else hour
    if hour > 24:
        return found[0]
    exact = found[3] in named or hour > 12
    if found[2] == "to":
        hour, minutes = (hour - 1) % (24 if exact else 12) or (0 if exact else 12), 60 - minutes
    return f"{hour:02}:{minutes:02}" if exact else f"{hour}:{minutes:02}"


def _y_media(found: re.Match[str]) -> str:
    return f"{int(found[3]) - 1}:45" if found[3] else f"{found[1]}:{30 if found[2] == 'media' else 15}"


def _daytime(found: re.Match[str]) -> str:
    hour = int(found[1])
    dose = found[4] in ("tonight", "tonite") and found[0][:1].isdigit() and not found[2]  # "warfarin 5 tonight"
    if dose or not 0 < hour <= 12:
        return found[0]
    late = found[4] not in _EARLY
    if late and hour == 12:
        hour = 0 if found[4] in ("noche", "night", "tonight") else 12
    elif late:
        hour += 12
    elif hour == 12:
        hour = 0
    return f" {hour:02}:{found[2] or '00'}{' am' * (hour in (10, 11))}{found[3] or ''} "
