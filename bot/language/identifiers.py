"""Identifiers that show by their form: numbers, dates, addresses, links; in English and in Spanish."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found: the classes of 45 CFR 164.514(b)(2) that can stand in words."""

    name = "name"
    place = "place"
    address = "address"
    date = "date"
    age = "age"
    phone = "phone"
    email = "email"
    ssn = "ssn"
    record = "record"
    account = "account"
    vehicle = "vehicle"
    device = "device"
    url = "url"
    ip = "ip"
    code = "code"


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """From `start` up to `end` of a text stands something that may identify a person."""

    start: int
    end: int
    kind: Kind


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|ago|septiembre|setiembre"
    r"|octubre|noviembre|diciembre|dic)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:\s?(?:st|nd|rd|th|º|°|ro|do))?"
_YEAR = r"(?:(?:1[89]|20)\d\d|['’]\d\d)"
_DATES = (
    rf"\b{_MONTH}\s*-?{_DAY}{_TH}(?!\d)(?:\s?(?:-|to|al?)\s?{_DAY}{_TH}(?!\d))?(?:(?:\s*,?\s*|\s+of\s+|\s+del?\s+|-){_YEAR}\b)?"
    rf"|\b{_DAY}{_TH}[\s-]?(?:(?:de|of|day of)\s+)?{_MONTH}(?:(?:\s*,?\s*|\s+del?\s+|-)(?:{_YEAR}|\d\d)\b)?"
    rf"|\b{_MONTH}(?:\s*,?\s*|\s+(?:of|del?)\s+|-){_YEAR}\b"
    rf"|\b(?:1[89]|20)\d\d\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?:[T ]\d\d:\d\d(?::\d\d)?)?\b"
    rf"|\b\d{{1,2}}\s?(?P<_mark>[-/.])\s?\d{{1,2}}\s?(?P=_mark)\s?(?:\d{{4}}|\d\d)\b"
    rf"|(?<![\d./-])(?:on|dated?|el|since|until|admitted|seen|born|dob:?)\s+(?:0?[1-9]|1[0-2])/{_DAY}(?![\d/])"
    r"|\b(?:(?:new year'?s|christmas|thanksgiving|independence|halloween|easter)(?:\s(?:day|eve))?|navidad|nochebuena)"
    r"(?:\s(?:of|de)?\s?\d{4})?\b"
)
_VALUE = r"\d{1,3}(?: \d{1,3}){2,}|(?=[\w./#-]*\d)[A-Za-z0-9][\w./-]*[A-Za-z0-9]|\d"
_BETWEEN = r"[\s:#=.\-]*(?:(?:is|was|es|number|no\.?|num(?:ber|ero)?\.?|n[.º°]o?\.?|#|:)[\s:#.\-]*){0,3}"
_SPELLED = r"m[\s.-]?r[\s.-]?n[.:]?"

_STREET = (
    r"street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|place|pl|way|terrace|ter"
    r"|parkway|pkwy|highway|hwy|trail|square|route|crescent|close|row|alley|loop|walk"
)
_UNIT = r"(?:apartment|apt|suite|ste|unit|room|floor|fl|depto|departamento|piso|apto|int)\.?\s?#?\s?[\dA-Z][\w-]*"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (Kind.email, r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|[\w.+-]+\s?(?:\(at\)|\[at\]|\sarroba\s)\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\]|\spunto\s)\s?\w+)+"),
        (Kind.url, r"\b(?:https?|ftp)://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|gov|edu|info|es|mx|co|uk|de|us|ca|br)\b(?:/\S*)?"),
        (Kind.ip, r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b"),
        (Kind.device, r"\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b|\b(?:serial|device|imei|udi|pacemaker|implant|serie|dispositivo|marcapasos)(?:\s(?:serial|id|identifier|de serie))?" + _BETWEEN + rf"(?:(?=[\w-]*\d[\w-]*\d[\w-]*\d){_VALUE})"),
        (Kind.vehicle, r"\b(?:vin|licen[sc]e plates?|plates?|tag|matr[ií]cula|placas?)" + _BETWEEN + rf"(?:(?=[\w -]*\d[\w-]*\d)[A-Z0-9]{{1,4}}[\s-]?[A-Z0-9]{{2,}}|{_VALUE})|\b(?=[A-HJ-NPR-Z]*\d)[A-HJ-NPR-Z0-9]{{17}}\b"),
        (Kind.ssn, r"\b(?:s\.?s\.?n\.?|social(?: security)?(?: number| no\.?| #)?|nss|seguro social|curp|rfc|nhs(?: number| no\.?)?)" + _BETWEEN + rf"(?:{_VALUE}|x[xX*-]+\d+)|\b\d{{3}}([ -]?)\d{{2}}\1\d{{4}}\b"),
        (Kind.phone, r"(?<![\w.-])(?:\+|00)\d{1,3}(?:[\s().-]*\d){6,12}\b|(?<![\w-])\(?\d{3}\)?[\s.-]{0,3}\d{3}[\s.-]{1,3}\d{4}(?:\s*(?:x|ext\.?)\s*\d+)?\b|(?:\b(?:phone|ph|tel[eé]?fono|tel|cell?|celular|m[oó]vil|fax|mobile|call(?:ing|ed)?|text|pager|beeper|contact|llamar al?|n[uú]mero)\b[\s:#.]*(?:(?:number|no\.?|is|at|him|her|them|back|es)[\s:#.]*){0,3})\+?\(?\d(?:[\s().-]{0,2}\d){5,13}\b|(?<![\w-])\d{3}[.-]\d{4}(?![\w-])|(?<![\w-])\d(?:[ .-]\d){6,}(?![\w-])"),
        (Kind.phone, r"(?<![\w.,/-])(?=(?:\D?\d){9,14}(?!\d))\d{2,4}(?:[ -]\d{2,4}){2,4}(?![\w/])(?!\s?(?:mg|ml|%))"),
        (Kind.address, r"\b[^\W\d_]{2,}(?:vej|gatan|gata|gade|strasse|straße|gasse|weg|allee|platz|laan|straat|plein|tie|katu|kuja|vägen|veien|vegen|vænget|braut|utca)\s\d{1,4}\b|\b[^\W\d_]+\sstra(?:ss|ß)e\s\d+|\b(?:psc|unit)\s\d{3,5},?\s+box\s\d+(?:\s+[ad]po\s+a[aep]\s\d{5})?"),
        (Kind.record, rf"\b(?:{_SPELLED}|m\.?r\.? ?(?=#|\d)|med(?:ical)?\.? rec(?:ord)?s?|patient id|pt id|chart|expediente|historia(?: cl[ií]nica)?|n[uú]mero de (?:expediente|historia|paciente)|nhc|hc|registro)" + _BETWEEN + f"(?:{_VALUE})"),
        (Kind.account, r"\b(?:acc(?:oun)?t|policy|p[oó]liza|member(?:ship)?|afiliad[oa]|beneficiary|beneficiario|insurance|ins|health ?plan|plan|medicare|medicaid|group|grupo|claim|auth(?:orization)?|cuenta|visa|card|tarjeta|passport|pasaporte|license|licence|licencia|lic|dl|dea|npi|certificate|cert|certificado|dni|nie|c[eé]dula|iban|invoice|case|caso|encounter|accession|order|specimen|sample|ref(?:erence)?\.?(?: code)?|confirmation|site|study|ticket|file|folder|id|identifier|identification|identificaci[oó]n|code|bracelet|wristband|biometric|fingerprint)\b(?:\s(?:id|card|policy|plan|number|no|code|license|certificate))?\.?" + _BETWEEN + rf"(?:(?=[\w./-]*\d[\w./-]*\d[\w./-]*\d[\w./-]*\d)(?!(?:19|20)\d\d\b){_VALUE})"),
        (Kind.account, r"\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}\b|(?<![\w-])\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,4}(?![\w-])"),
        (Kind.date, _DATES),
        (Kind.age, r"\b(?:9\d|1[0-2]\d)(?:[\s-]*(?:years?|yrs?|y)[\s/.-]*(?:o\b|old\b)|[\s-]?y/?o\b|[\s-]?yo[mf]?\b|\s?a[nñ]os\b)|\b(?:aged?|edad(?: de)?)[\s:]+(?:9\d|1[0-2]\d)\b(?!\s?%)|\b(?:9\d|1[0-2]\d)[\s-]?[mf]\b|\bnonagenarian\b|\bcentenarian\b|\bninety[\s-](?:one|two|three|four|five|six|seven|eight|nine)\b[\s-]years?"),
        (Kind.address, rf"\b\d{{1,6}}[A-Z]?(?:\s?(?:1/2|[NSEW]\.?|north|south|east|west))?,?\s+(?:[^\W\d_][\w'.-]*\s+|\d+(?:st|nd|rd|th)\s+){{1,4}}?(?:{_STREET})\b\.?(?!\s(?:smith|to|and)\b)(?:,?\s*{_UNIT})?(?:\s*[,\n]\s*[^\W\d_][\w'.-]*(?:\s[A-Z][\w'.-]*){{0,2}})?(?:,?\s+[A-Z]{{2}}\b)?(?:,?\s+\d{{5}}(?:-\d{{4}})?\b)?"),
        (Kind.address, rf"\b\d{{1,5}}\s+(?:[NSEW]\.?\s+)?\d{{1,3}}(?:st|nd|rd|th)\s+(?:{_STREET})\b"),
        (Kind.address, r"\b(?:calle|c/|avenida|avda\.?|av\.?|colonia|col\.|fraccionamiento|paseo|plaza|carrera|carretera|camino|rua|via|rue|ul\.)\s+(?:de(?:l| la| los| las)?\s+)?[^\W_][\w'.-]*(?:\s[^\W\d_][\w'.-]*){0,3},?\s*(?:#|n[uú]m\.?|no\.?|n[º°]\.?)?\s*\d+[\w-]*"),
        (Kind.address, r"\bp\.?\s?o\.?\s?box\s*#?\s?\d+|\bapartado(?: postal)?\s*\d+|\b(?:zip|postal code|c[oó]digo postal|c\.p\.|cp)" + _BETWEEN + r"\d{4,5}(?:-\d{4})?\b"),
        (Kind.address, r"\b(?:apartment|apt|suite|ste|depto|apto)\.?\s?#?\s?\d[\w-]*"),
        (Kind.address, r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b|(?<=, )[A-Z]{2} \d{5}(?:-\d{4})?\b"),
        (Kind.code, r"(?<![\w.,/$-])#?[A-Z]{1,6}\d?[A-Z]{0,3}(?:-[A-Z0-9]{1,8}){0,2}-\d{4,}[A-Z]{0,3}(?:-\d+)*\b|#?\b\d{4,}-[A-Z]{2,4}\b"),
        (Kind.code, r"(?<![\w.,/$-])(?=(?:[A-Z0-9-]*\d){4})(?=\d*[A-Z])(?!NCT\d|COVID|SARS|HCPCS|CPT|ICD)[A-Z0-9]{1,9}(?:-?[A-Z0-9]+){0,3}\b(?![-/]\w)"),
        (Kind.code, r"(?<![\w.,/$-])#?(?:\d{2,}-){1,4}\d{2,}(?![\w.,/]*\d)(?!\s?(?:mg|mcg|ml|g\b|kg|units?|mmhg|years?|yo\b|days?|weeks?|hours?|min|%))"),
        (Kind.code, r"(?<![\w.,/$-])(?<!cpt )(?<!icd )#?\d{5,}(?![\d,]*\s?(?:mg|mcg|µg|ml|units?|u\b|iu\b|cells?|copies|/|%|steps|patients?|people|dollars|x\s?10))(?!\w|[.,]\d)"),
    )
)  # fmt: skip
_HARMLESS = re.compile(
    r"(?:\d+[-/]){1,2}\d+\s?(?:mg|mcg|ml|mmhg|hrs?|hours?|days?|weeks?|years?|yo|month)|"
    r"\d+(?:mg|mcg|ml|kg|cm|mm|hrs?|h|min|mmhg|units?|meq|g|l|yo|yof|yom|am|pm|x)(?:/.*)?|"
    r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?|\d{1,3}-\d{1,3}",
    re.I,
)


def identifiers(text: str) -> Iterator[Hit]:
    """All that is found by its form, in no order; one may lie in another."""
    digits = any("0" <= one <= "9" for one in text)
    for kind, pattern in _PATTERNS:
        if not digits and kind not in (Kind.email, Kind.url, Kind.date, Kind.age, Kind.ssn):
            continue
        for found in pattern.finditer(text):
            if kind is not Kind.code or not _HARMLESS.fullmatch(found[0]):
                yield Hit(found.start(), found.end(), kind)
