"""Nursing words: what is said in several ways (thesaurus.txt), what is the opposite of what, what can be mistaken
for what."""

import re
from pathlib import Path

from bot.language import drugs

_FILE = Path(__file__).parent / "thesaurus.txt"
_OPPOSITES = (
    "left right", "above below", "increase decrease", "positive negative", "keep remove", "keep stop",
    "resume stop",
    "npo eat", "npo clearliquid", "eat clearliquid", "morning tonight", "high low", "arterial venous",
    "sit stand",
    "sit flat", "start finish", "open closed", "open clamp", "wet dry", "pass fail", "warm cool", "fast slow",
    "hot cold",
    "continuous intermittent", "thick thin", "nectar thin", "already still", "whole crush", "full toe",
    "full partial",
    "upper lower", "stat morning", "npo breakfast", "npo lunch", "npo dinner", "npo meal", "chair bed",
    "chair bedrest", "clearliquid fullliquid", "npo fullliquid", "eat fullliquid", "toetouch full",
    "stat tomorrow", "stat routine", "ice heat", "ice warm", "inpatient outpatient", "supine prone",
    "locked open", "first last", "onetoone group",
    "suction seal",
    "single double", "clamp suction", "deep superficial", "anterior posterior", "lateral medial", "hypo hyper",
    "tachycardia bradycardia", "initial last", "double halved", "double half", "loosen tighten", "firm boggy",
    "cloudy clear", "stop increase", "stop start", "stop resume", "gain lose", "rise fall", "inflate deflate",
    "proximal distal", "internal external", "front back", "accept deny", "agree deny", "admission discharge",
    "sleep wake", "regular irregular", "brisk sluggish", "breast bottle", "breastfeed bottle", "day night",
    "spread fade", "finish run", "worse improve", "finish infusing", "left bilateral", "right bilateral",
    "blood plasma", "upward downward", "low upward", "high downward",
    "today tomorrow", "dnr fullcode", "dni fullcode", "increase downward",
    "decrease upward", "upward below", "downward above", "top bottom",
    "empty full", "encourage restrict", "encourage stop",
    "raise lower", "elevate lower", "hot cold", "heavy light", "above most",
    "lowest highest", "dry moist", "urgent routine", "sit lie", "upright lie",
    "npo liquid", "straight bent", "straight bend", "headofbed trendelenburg", "wake drowsy",
    "npo diet", "open shut", "gone present", "gone brisk", "upright flat", "air oxygen",
    "accompanied ownself", "upward fall", "rise downward", "tighten split", "flat increase", "flat elevate",
    "notbefore before", "npo nourish", "npo fluid", "npo drink",
    "original copy", "thickened thin", "insert remove", "apply remove", "drowsy agitate", "improve worse",
    "cover expose", "dim bright", "quiet noisy", "male female", "inner outer", "hard soft",
    "voluntary involuntary",
    "peripheral central", "asleep awake", "allow deny", "warm cool", "inhale exhale",
    "saline glucose", "freefluid clearliquid", "freefluid npo", "freefluid restrict",
    "strong weak", "younger older", "small large", "cold warm",
    "keep giveup", "ownself pair", "short long", "early late",
)  # fmt: skip
_CLOSE = (
    "stoolorsugar stool", "stoolorsugar glucose", "icd drain", "icd chesttube", "icd defibrillator",
    "give transfuse", "stroke stroketeam", "insulin lispro", "insulin aspart", "visit visitor", "downward fall",
    "call tell", "blood lab", "redness red", "start resume", "see check", "see evaluat", "check evaluat",
    "keep stay", "stop remove", "stop finish", "ask call", "ask tell", "give start", "arrive come",
    "fetch collect",
    "cultures culture", "adjust replace", "adjust titrate",
    "adjust decrease", "wet leak", "ill infect", "bag drain", "bag effluent",
    "void urine", "home discharge", "insulin slidingscale", "reassess check", "reassess evaluat",
    "reassess repeat",
    "book order", "deny leave", "agitate confuse", "deliver give", "parent mother", "parent father",
    "eat meal", "ppi pantoprazole", "ppi omeprazole", "statin atorvastatin", "low downward", "high upward",
    "increase upward", "decrease downward", "leave discharge",
    "swallow speech", "groin femoral", "thigh femoral", "heart cardiac", "lung pulmonary", "liver hepatic",
    "stomach gastric", "skull cranial", "head cranial", "wrist radial", "vein venous", "artery arterial",
    "lip oral", "breast mammary", "nose intranasal", "kidney renal", "vaccine shot", "injection shot",
    "today tonight",
    "below most", "restrict most", "accompanied onetoone", "accompanied sitter", "iv needle", "limp floppy",
    "call emergencybell", "bladderscan scan", "ctscan scan", "mri scan", "ultrasound scan",
    "urgent stat", "level flat", "elevate increase", "rewarm warm",
    "chestxray xray", "uteru fundu", "dopplercheck duplex", "cultures sample", "culture sample",
)  # fmt: skip
_OTHERWISE = (
    "wet dry, open closed, open locked, open shut, positive negative, upright flat, whole crush, sleep wake"
)
_SERVICES = (
    "radiology cardiology neurology neurosurgery surgery renal hematology oncology pharmacy respiratory "
    "orthopedics speech dietitian socialwork physio occupational physiatrist anesthesia urology dermatology "
    "psychiatry pulmonology gastroenterology infectious palliative vascular plastics thoracic generalsurgery "
    "casemanager gynecology obstetrics neonatology pediatrics toxicology endocrinology ent ophthalmology "
    "rheumatology geriatrics microbiology burnsteam stroketeam cardiacsurgery intensivist outreach podiatry "
    "chaplain interpreter midwife gp crisisteam safeguarding bedmanager bloodbank wardsecurity woundnurse "
    "rapidresponse hospitalist medical charge nurse coordinator police districtnurse healthvisitor keyworker "
)
_FAMILY = (
    "daughter son wife husband parent grandparent mother father sister brother grandmother grandfather "
    "aunt uncle grandson granddaughter niece nephew friend neighbor partner cousin themself "
)
_GRADES = "resident attending intern fellow hospitalist intensivist nursepractitioner anesthesia "
GRADES = frozenset(_GRADES.split())
_PLACES = "hospice homehealth shelter rehab snf "
_KINDS = (
    _SERVICES + _FAMILY + _GRADES + _PLACES,
    _SERVICES + _GRADES + "family",
    # The body
    "knee hip ankle shoulder elbow wrist neck jaw groin",
    "heel sacrum elbow scalp",
    "leg arm head belly chest back hand foot",
    "thigh deltoid buttock belly",
    "calf thigh foot knee",
    "toe knee hip ankle",
    "eye ear nose",
    "upper lower middle",
    "supine prone upright lateral",
    # What is measured, sent and looked at
    "heartrate resprate bloodpressure temperature oxygen weight map diastolic gcs",
    "creatinine whitecount platelets sodium bilirubin",
    "potassium sodium magnesium hemoglobin glucose creatinine lactate troponin calcium phosphate inr bilirubin "
    "ammonia coags bnp amylase lipase dimer ketone liverenzyme bloodcount",
    "arterial venous capillary",
    "urine stool sputum blood",
    "cmv ebv hiv hsv vzv influenza covid",
    "mri ctscan xray chestxray ultrasound ecg echo eeg endoscopy colonoscopy",
    "bloodgas chestxray xray ctscan mri ultrasound echo ecg eeg lactate troponin bladderscan crossmatch",
    "bladderscan catheter",
    "red blue brown green yellow black pink purple white",
    # What is given, and how
    "redcell plasma platelets cryo",
    "saline hartmann lr albumin",
    "oral iv subcutaneous intramuscular sublingual rectal topical intranasal ngtube pegtube inhaled",
    "nebulizer inhaler patch",
    "infusing bolus",
    "highflow nasalcannula noninvasive venturi rebreather cpap",
    "chesttube ngtube pegtube catheter centralline picc arterialline",
    "aquacel inadine mepilex alginate jelonet kaltostat duoderm",
    "water milk juice tea",
    "nectar honey pudding thin",
    "clear full regular soft puree",
    "breakfast lunch dinner",
    # Where, with what, in which words
    _PLACES + "icu theatre emergency recovery stepdown",
    "wheelchair walker cane crutch stretcher commode hoist",
    "commode bedpan urinal",
    "glasses dentures hearingaid",
    "email fax letter post",
    "airborne droplet contactiso",
    "aetna cigna humana medicare medicaid anthem kaiser unitedhealth",
    "spanish somali arabic mandarin cantonese vietnamese russian french portuguese korean hindi polish tagalog",
    "cat dog",
    # When
    "today monday tuesday wednesday thursday friday saturday sunday",
    "tomorrow tonight yesterday",
    "morning afternoon",
    "afternoon tonight",
)
NEGATIVES = frozenset(
    "not no never without nothing none quit quits forbid forbidden prohibit ban banned refrain nobody "
    "hold holds holding held pause pauses paused pausing cancel cancelled canceled cancelling avoid "
    "skip stop stopped stopping stops cease neither nor unless missing gone lose loses losing lost "
    "late overdue delayed unable fails omit omits omitted omitting nil withheld avoided withhold off "
    "sin nunca nada absent disappear disappears disappeared vanish vanishes vanished".split()
)
BIDS = frozenset("quit omit forbid ban refrain stop hold holding skip avoid withhold cease pause cancel".split())
STOPS = frozenset(
    "quit quits omit omits omitted withheld stop stopped stopping stops hold holds holding held skip "
    "avoid withhold off cease pause pauses paused pausing cancel cancelled canceled cancelling".split()
)
TURNING = frozenset("until till til before after when while if once".split())
"""What stands between a negative and something that it does not speak of: "heparin off until the scan"."""
MODIFIERS = frozenset("heavy strenuous vigorou solid hot vaginal rectal".split())
"""What is denied together with the thing that it goes with."""
RUNNING = frozenset("oxygen infusing nasalcannula noninvasive telemetry ivfluid".split())
"""What is stopped by taking it off."""
_GENERIC = (
    "call tell check give order send keep book collect take get make do need start put bring leave go come see "
    "observe watch ask try do use level speak draw stop place run due next goal more other new same confirm "
    "set work hand prn see start finish still already deliver replace dose add takes"
)
ACTS = frozenset(
    "call tell check ask repeat give start stop resume order draw send apply remove keep turn plac place "
    "collect hold increase decrease transfer titrate massag activat book document encourag teach open clamp "
    "flush replace reassess bolus elevate walk swab put deliver use try leave see consult suction insert scan "
    "weight get measure clean wash notify see verify suture transfuse intubate watch observe".split()
)
"""What a part of an action begins with that says what is to be done."""
SILENT = frozenset(
    "minus a an the is are was were be been being it its he she him her his hers they them their i me my we "
    "us our "
    "you your to of in on at by for with and or if then when while so that this these those there as from up "
    "about re regarding concerning how once although though despite "
    "any some has have had will would shall should can could may might must do does did please just "
    "also yet today mrs mr ms dr patient pt who what which than only all well means mean plus both "
    "via through too per each every case during through onto into over again there's he's "
    "she's it's i'll we'll i've they've okay ok so going gonna wanna time times right now team like "
    "very guy whenever until till within because but out get gets got back down done go goes want wants needed "
    "anything something everything whatever someone anyone sometime anytime straight simply staff "
    "need tries try el la los las un una de en con por para que si y o del al se le su es está".split()
)
RELATIONS = frozenset(
    "upward downward most notbefor today nth first number hour before after above below percent mg ml kg meq mcg "
    "unit liter degre ready".split()
)

_LINES = (line.partition(": ") for line in _FILE.read_text(encoding="utf-8").splitlines() if line[:1] not in "#")
_SURFACE = drugs.NAMES | {phrase: name for name, _, phrases in _LINES for phrase in phrases.split("|")}
NAMES = frozenset(_SURFACE.values())
"""Those that have a name here; they are alike only if it is said so."""
LONGEST = max(len(phrase.split()) for phrase in _SURFACE)
OPPOSITES: dict[str, set[str]] = {}
OTHERWISE: dict[str, str] = {}
"""What something is if it is not what it is not."""
CLOSE: dict[str, set[str]] = {}
"""What may be said for another, although it is not always the same."""
KIND_OF: dict[str, frozenset[int]] = {name: frozenset({-1}) for name in drugs.KINDS}


def concept(phrase: str) -> str | None:
    """What a phrase stands for, if it is one of those that can be said in several ways."""
    return _SURFACE.get(phrase)


def telling(name: str) -> bool:
    """Whether it says what a thing is about, and not only that something is called, checked or given."""
    return name not in GENERIC and name not in RELATIONS


def stem(word: str) -> str:
    """A word without its ending, so that "dressing", "dressed" and "dress" are one."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 + (ending == "ly"):
            short = word[: -len(ending)]
            if ending in ("ied", "ies"):
                return short + "y"
            return _undoubled(short)
    return word.removesuffix("e") if len(word) > 4 else word


def _undoubled(word: str) -> str:
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if re.search(r"([bdgklmnprt])\1$", word) and len(word) > 3 else word


def _named(words: str) -> list[str]:
    """Words as they are named when they are heard: some with their ending, some without."""
    return [name for word in words.split() for name in {word, stem(word), concept(word) or word}]


GENERIC = frozenset(_named(_GENERIC))
for _pair in _OPPOSITES:
    _one, _other = _pair.split()
    for _name in _named(_one):
        OPPOSITES.setdefault(_name, set()).update(_named(_other))
    for _name in _named(_other):
        OPPOSITES.setdefault(_name, set()).update(_named(_one))
OPPOSITES["stop"].add("give")  # "do not give" is "stop" all the same
for _pair in _OTHERWISE.split(", "):
    _one, _other = _pair.split()
    for _name, _its in ((_one, _other), (_other, _one)):
        OTHERWISE |= {name: OTHERWISE.get(name, _its) for name in _named(_name)}
for _pair in _CLOSE:
    _one, _other = _pair.split()
    CLOSE.setdefault(_one, set()).add(_other)
    CLOSE.setdefault(_other, set()).add(_one)
for _number, _words in enumerate(_KINDS):
    for _word in _named(_words):
        KIND_OF[_word] = KIND_OF.get(_word, frozenset()) | {_number}
