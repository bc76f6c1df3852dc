"""Whether words below a handoff want to know something, or only say that they were read."""

import re

_READ = re.compile(
    r"(?:\W*\b(?:ok(?:ay)?|k|yes|yep|yeah|sure|fine|noted|got it|understood|will do|thanks?|thx|ty|thank you|many|"
    r"so much|(?:i )?accept(?:ed|s)?|i take it|it|seen|on it|sounds good|all good|perfect|great|copy|roger|"
    r"s[ií]|vale|bien|de acuerdo|entendid[oa]|recibid[oa]|visto|muchas|gracias|(?:lo )?acepto|lo tomo|listo|"
    r"perfecto)\b)+"
    r"[^\w?]*",
    re.I,
)


def asks_something(words: str) -> bool:
    """Whether there is more in it than "ok, thanks" or "I accept"; a question mark always asks."""
    return "?" in words or (re.search(r"\w", words) is not None and _READ.fullmatch(words.strip()) is None)
