"""Nursing words: what is said in several ways, what is the opposite of what, what can be mistaken for what."""

import re

# By the name of the concept, the ways to say it.
_SYNONYMS = {
    "call": "call|phone|ring|page|contact|telephone|bell|alert|get hold of|rung|calls|llamar|avisar",
    "tell": "tell|told|inform|notify|let know|hear|say to|decir",
    "check": "check|recheck|re check|look at|assess|measure|monitor|control|see whether|revisar",
    "give": "give|given|administer|hang|gets|dar",
    "order": "order|request|ask for|get|obtain",
    "send": "send|sent|goes to|off to|deliver",
    "remove": "remove|pull|take out|take off|discontinue|d c|out|quitar",
    "keep": "keep|stays|remains|leave|maintain|sits",
    "book": "book|schedule|arrange|appointment|booked|set up",
    "repeat": "repeat|again|redo|another|re run|rerun|comes back|returns|returning|return|recur",
    "walk": "walk|ambulate|mobilize|mobilise",
    "turn": "turn|reposition",
    "collect": "collect|take|pick up|obtain",
    "sample": "sample|specimen",
    "potassium": "potassium|k+|k plus|serum k",
    "hemoglobin": "hemoglobin|haemoglobin|hgb|hb",
    "oxygen": "oxygen|o2|sat|sats",
    "glucose": "glucose|sugar|blood sugar|bsl|bg|fingerstick|azúcar",
    "temperature": "temperature|temp|fever|febrile|fiebre",
    "heartrate": "heart rate|hr|pulse",
    "resprate": "respiratory rate|resp rate|rr|breathing rate",
    "bloodpressure": "blood pressure|blood pressures|bp|pressure|presión",
    "systolic": "systolic|sbp|systolic pressure",
    "bloodgas": "blood gas|abg|gas|vbg",
    "troponin": "troponin|trop|trops",
    "creatinine": "creatinine|creat|cr",
    "urine": "urine|urine output|uop",
    "ecg": "ecg|ekg|electrocardiogram",
    "crossmatch": "type and cross|crossmatch|cross match",
    "ultrasound": "ultrasound|us scan|sono|sonogram",
    "lab": "labs|lab|laboratory|bloods|blood work|bloodwork",
    "neurocheck": "neuro checks|neuro check|neuros|neuro obs|neurological checks",
    "oral": "by mouth|po|oral|orally|mouth",
    "npo": "npo|nothing by mouth|nil by mouth|nbm|fasting",
    "eat": "can eat|may eat|eat|food|regular diet|full diet|eating",
    "clearliquid": "clear liquids|clears|clear fluids",
    "vancomycin": "vancomycin|vanc|vanco",
    "norepinephrine": "norepinephrine|norepi|levophed|noradrenaline|pressor",
    "furosemide": "furosemide|lasix",
    "levetiracetam": "levetiracetam|keppra",
    "acetaminophen": "acetaminophen|tylenol|paracetamol|apap",
    "ondansetron": "ondansetron|zofran",
    "warfarin": "warfarin|coumadin",
    "salbutamol": "salbutamol|albuterol|ventolin",
    "metoprolol": "metoprolol|lopressor",
    "lorazepam": "lorazepam|ativan",
    "haloperidol": "haloperidol|haldol",
    "nebulizer": "nebulizer|nebuliser|nebs|neb",
    "saline": "saline|normal saline|ns",
    "antibiotic": "antibiotic|antibiotics|abx",
    "painkiller": "painkiller|analgesia|analgesic",
    "renal": "renal|nephrology|renal fellow|nephrologist",
    "cardiology": "cardiology|cardiologist|cards",
    "neurology": "neurology|neurologist",
    "neurosurgery": "neurosurgery|neurosurgeon|nsgy",
    "surgery": "surgery|surgical|surgeon|surgical resident",
    "hematology": "hematology|hematologist|haematology",
    "oncology": "oncology|oncologist",
    "radiology": "radiology|radiologist|xray department",
    "pharmacy": "pharmacy|pharmacist|farmacia",
    "respiratory": "respiratory|rt|respiratory therapy|respiratory therapist",
    "rapidresponse": "rapid response team|rapid response|rrt|met call",
    "orthopedics": "orthopedics|ortho|orthopaedics",
    "speech": "speech therapy|speech|slp",
    "dietitian": "dietitian|dietician|nutrition",
    "socialwork": "social worker|social work|sw",
    "physio": "physio|physical therapy|physiotherapy|pt",
    "wardsecurity": "security|guards",
    "anesthesia": "anesthesia|anaesthesia|anesthesiologist",
    "resident": "resident|house officer|registrar",
    "attending": "attending|consultant",
    "icu": "icu|intensive care|critical care unit",
    "theatre": "theatre|theater|or|operating room",
    "priorauth": "prior authorization|prior auth|pa|authorization|preauth",
    "prescription": "prescription|prescriptions|scripts|script|rx",
    "transport": "transport|ride|transportation|taxi|ambulance",
    "speak": "speak|talk",
    "homehealth": "home health|home care|home nurse|home nursing",
    "mother": "mother|mum|mom",
    "father": "father|dad",
    "belly": "belly|abdomen|abdominal|stomach|tummy",
    "pill": "pill|tablet",
    "liter": "liter|liters|litre|litres|l",
    "family": "family|relatives|familia",
    "result": "result|results|report",
    "admission": "admission|admit",
    "discharge": "discharge|discharging|going home|home today|discharged",
    "ctscan": "ct|cat scan|ct scan",
    "mri": "mri|mr scan|resonancia",
    "xray": "xray|x ray|radiograph|film|cxr",
    "headofbed": "head of bed|hob|head up",
    "fall": "fall|falls",
    "elevate": "elevate|elevated|raise|raised|arm up",
    "increase": "increase|increased|goes up|up to|go up|raise to|upped|uptitrate",
    "decrease": "decrease|decreased|reduce|reduced|lower to|down to|go down|cut",
    "above": "above|over|greater than|more than|higher than|exceeds|exceed|gt|past|beyond|rises|gains|más de",
    "below": "below|under|less than|lower than|drops|falls below|lt|menos de|fewer than",
    "before": "before|prior to|pre|ahead of|first|antes",
    "after": "after|afterwards|post|following|past|después",
    "positive": "positive|pos",
    "negative": "negative|neg",
    "left": "left|lt side|left sided|left side|izquierdo|izquierda",
    "right": "right|right sided|right side|rt side|derecho|derecha",
    "watch": "watch|watcher",
    "comfort": "comfortable|comfort",
    "agitate": "agitated|agitation|restless",
    "smell": "smell|smells|smelly",
    "numb": "numb|numbness",
    "vomit": "vomit|vomits|vomiting|throws up",
    "seizure": "seizure|seizing|seizures|fit",
    "leave": "leave|go|elope|walk out",
    "deny": "deny|says no|say no|declines|denied|denies|denial|rejected|refuse|refused",
    "isolation": "isolation|isolated|contact precautions",
    "tonight": "tonight|this evening|overnight|bedtime|night|at night|tonite",
    "morning": "morning|a m|mañana",
    "transfuse": "transfuse|transfusion",
    "observe": "observation|obs|observe",
    "papers": "papers|documents|paperwork",
    "ready": "ready|available",
    "large": "large|big|large bore",
    "suture": "suture|sutures|stitches|staples",
    "infusing": "drip|running|infusion|infusing",
    "blood": "blood|bloody",
}
_OPPOSITES = (
    "left right", "before after", "above below", "increase decrease", "positive negative", "keep remove",
    "npo eat", "npo clearliquid", "eat clearliquid", "morning tonight", "high low", "arterial venous", "sit stand",
    "start finish", "open closed", "wet dry",
)  # fmt: skip
_KINDS = (
    "daughter son wife husband mother father sister brother grandmother grandfather aunt uncle",
    "radiology cardiology neurology neurosurgery surgery renal hematology oncology pharmacy respiratory "
    "orthopedics speech dietitian socialwork physio anesthesia urology dermatology psychiatry pulmonology "
    "gastroenterology infectious palliative",
    "monday tuesday wednesday thursday friday saturday sunday",
    "hospice homehealth shelter rehab snf",
    "mri ctscan xray ultrasound ecg",
    "aetna cigna humana medicare medicaid anthem kaiser unitedhealth",
    "vancomycin ceftriaxone cefazolin piperacillin meropenem levofloxacin metronidazole azithromycin amoxicillin",
    "furosemide metoprolol lisinopril amlodipine labetalol hydralazine carvedilol diltiazem atenolol losartan",
    "heparin warfarin enoxaparin apixaban aspirin clopidogrel",
    "lorazepam haloperidol levetiracetam midazolam diazepam phenytoin quetiapine",
    "morphine hydromorphone oxycodone fentanyl ibuprofen acetaminophen ketorolac tramadol",
    "potassium sodium magnesium hemoglobin glucose creatinine lactate troponin calcium",
)
NEGATIVES = frozenset(
    "not no never without nothing none nobody hold held avoid skip stop stopped stopping stops cease neither nor "
    "unless missing outstanding pending unable fails failed ends end withhold off sin nunca nada".split()
)
STOPS = frozenset("stop stopped stopping stops hold held skip avoid withhold off cease ends end".split())
GENERIC = frozenset(
    "call tell check give order send keep book collect take get make do need start put bring leave go come see "
    "observe watch ask try do use level speak draw stop".split()
)
SILENT = frozenset(
    "a an the is are was were be been being it its he she him her his hers they them their i me my we us our "
    "you your to of in on at by for with and or if then when while so that this these those there as from up "
    "about re any some has have had will would shall should can could may might must do does did please just "
    "also still already yet mrs mr ms dr patient pt who what which than only all well means mean plus both "
    "too per each case until till within because but out get gets got back down today done go goes want wants "
    "needed need tries try el la los las un una de en con por para que si y o del al se le su es está".split()
)
RELATIONS = frozenset(
    "second first third number before after above below percent mg ml kg meq mcg unit liter degre ready".split()
)

_SURFACE = {phrase: name for name, phrases in _SYNONYMS.items() for phrase in phrases.split("|")}
LONGEST = max(len(phrase.split()) for phrase in _SURFACE)
OPPOSITES: dict[str, set[str]] = {}
for _pair in _OPPOSITES:
    _one, _other = _pair.split()
    OPPOSITES.setdefault(_one, set()).add(_other)
    OPPOSITES.setdefault(_other, set()).add(_one)
KIND_OF = {word: number for number, words in enumerate(_KINDS) for word in words.split()}


def concept(phrase: str) -> str | None:
    """What a phrase stands for, if it is one of those that can be said in several ways."""
    return _SURFACE.get(phrase)


def stem(word: str) -> str:
    """A word without its ending, so that "dressing", "dressed" and "dress" are one."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            short = word[: -len(ending)]
            if ending in ("ied", "ies"):
                return short + "y"
            return _undoubled(short)
    return word.removesuffix("e") if len(word) > 4 else word


def _undoubled(word: str) -> str:
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if re.search(r"([bdgklmnprt])\1$", word) and len(word) > 3 else word
