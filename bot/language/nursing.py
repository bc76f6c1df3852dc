"""Nursing words: what is said in several ways, what is the opposite of what, what can be mistaken for what."""

import re

from bot.language import drugs, staff
from bot.language.nursing_words import WORDS

# By the name of the concept, the ways to say it.
_SYNONYMS = {
    "call": "call|phone|ring|page|contact|telephone|bell|alert|get hold of|rung|calls|llamar|avisar",
    "tell": "tell|told|heard|inform|notify|let know|hear|say to|decir|informed|notified|text|message|texted|let",
    "check": "check|recheck|re check|look at|assess|measure|monitor|control|see whether|revisar",
    "give": "give|given|gives|giving|administer|hang|gets|dar|hung|hanging|push",
    "order": "order|request|ask for|get|obtain",
    "send": "send|sent|goes to|off to|deliver",
    "remove": "remove|pull|take out|take off|discontinue|d c|out|quitar|removed|pulled|taken out|comes out|"
    "pulls|takes out",
    "keep": "keep|stays|remains|leave|maintain|sits|continue|continues|stay|remain|kept|left in|carry on",
    "book": "book|schedule|arrange|appointment|booked|set up",
    "repeat": "repeat|repeats|repeated|again|redo|another|re run|rerun|comes back|returns|returning|return|"
    "recur|recurs|once more|reappears",
    "walk": "walk|amb|walks|walking|walked|ambulate|ambulates|ambulation|mobilize|mobilise",
    "turn": "turn|turns|reposition|roll|rolls|repositioned|repositioning",
    "collect": "collect|take|pick up|obtain",
    "sample": "sample|specimen",
    "potassium": "potassium|k+|k plus|serum k|k|kcl",
    "hemoglobin": "hemoglobin|haemoglobin|hgb|hb",
    "oxygen": "oxygen|o2|sat|sats|spo2|saturation|saturations|desats|desat|saturating|o2 sats|fio2",
    "glucose": "glucose|sugar|blood sugar|bsl|bg|fingerstick|azúcar|sugars|glucoses|bgl|accucheck|blood sugars",
    "temperature": "temperature|temp|fever|febrile|fiebre|temps|spike|spikes",
    "heartrate": "heart rate|hr|pulse",
    "resprate": "respiratory rate|resp rate|rr|breathing rate|resps|respirations|breaths per minute",
    "bloodpressure": "systolic|sbp|systolic pressure|systolics|"
    "blood pressure|blood pressures|bp|pressure|presión|bps|pressures|hypotensive",
    "bloodgas": "blood gas|abg|gas|vbg|gases",
    "troponin": "troponin|trop|trops",
    "creatinine": "creatinine|creat|cr",
    "urine": "urine|urine output|uop|urinary output",
    "ecg": "ecg|ekg|electrocardiogram",
    "crossmatch": "type and cross|crossmatch|cross match",
    "ultrasound": "ultrasound|us scan|sono|sonogram",
    "lab": "labs|lab|laboratory|bloods|blood work|bloodwork",
    "neurocheck": "neuro checks|neuro check|neuros|neuro obs|neurological checks",
    "oral": "by mouth|po|oral|orally|mouth",
    "npo": "npo|nothing by mouth|nil by mouth|nbm|fasting",
    "eat": "can eat|may eat|eat|food|regular diet|full diet|eating",
    "clearliquid": "clear liquids|clears|clear fluids|clear liquid|clear liquid diet|clear diet",
    "fullliquid": "full liquids|full liquid|full liquid diet|full fluids",
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
    "radiology": "radiology|radiologist|xray department|rads",
    "pharmacy": "pharmacy|pharmacist|farmacia",
    "respiratory": "respiratory|rt|respiratory therapy|respiratory therapist",
    "rapidresponse": "rapid response team|rapid response|rrt|met call|met",
    "orthopedics": "orthopedics|ortho|orthopaedics|orthopedic",
    "speech": "speech therapy|speech|slp|speech pathology",
    "dietitian": "dietitian|dietician|nutrition",
    "socialwork": "social worker|social work|sw",
    "physio": "physio|physical therapy|physiotherapy|pt",
    "wardsecurity": "security|guards",
    "anesthesia": "anesthesia|anaesthesia|anesthesiologist|anesthetist",
    "resident": "resident|house officer|registrar",
    "attending": "attending|consultant",
    "icu": "icu|intensive care|critical care unit",
    "theatre": "theatre|theater|operating room|the or",
    "priorauth": "prior authorization|prior auth|pa|authorization|preauth",
    "prescription": "prescription|prescriptions|scripts|script|rx",
    "transport": "transport|ride|transportation|taxi|ambulance",
    "speak": "speak|talk",
    "homehealth": "home health|home care|home nurse|home nursing",
    "mother": "mother|mum|mom|mam",
    "father": "father|dad",
    "belly": "belly|abd|abdomen|abdominal|stomach|tummy",
    "pill": "pill|tablet",
    "liter": "liter|liters|litre|litres|l",
    "family": "family|relatives|familia|next of kin",
    "result": "result|results|report",
    "admission": "admission|admit",
    "discharge": "discharge|discharging|going home|home today|discharged",
    "ctscan": "ct|cat scan|ct scan",
    "mri": "mri|mr scan|resonancia",
    "xray": "xray|x ray|radiograph|film|cxr|x rays|plain film",
    "headofbed": "head of bed|hob|head up",
    "fall": "fall|falls|fell|tumble|tumbles",
    "die": "die|dies|died|death|passes|passes away|passed away|fallece",
    "elevate": "elevate|elevated|arm up|elevation|prop",
    "increase": "increase|increased|goes up|up to|go up|raise to|upped|uptitrate|raise|raised|raises|"
    "increases|titrate up|higher|go back up",
    "decrease": "decrease|decreased|reduce|reduced|lower to|down to|go down|cut|drop|lower|halve|halved|"
    "halving|titrate down|wean|weaned|weaning",
    "above": "above|over|greater than|more than|higher than|exceeds|exceed|gt|past|beyond|rises|más de|"
    "or more|or higher|at least|bigger than|longer than|or up",
    "below": "below|under|less than|lower than|lt|menos de|fewer than",
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
    "vomit": "vomit|vomits|vomiting|throws up|emesis|vomited|puke|pukes",
    "seizure": "seizure|seizing|seizures|fit|sz|szs",
    "leave": "leave|go|head out|heads out|heading out|elope|walk out|sign out|signs out|signed out|signing out",
    "deny": "deny|says no|say no|declines|denied|denies|denial|rejected|refuse|refused|refuses|refusal|"
    "refusing|will not take|will not have",
    "tonight": "tonight|evening|before bed|bed time|this evening|overnight|bedtime|night|at night|tonite",
    "morning": "morning|a m|am|mañana",
    "transfuse": "transfuse|transfusion",
    "observe": "observation|obs|observe",
    "papers": "papers|documents|paperwork",
    "ready": "ready|available",
    "large": "large|big|large bore",
    "suture": "suture|sutures|stitches|staples",
    "infusing": "drip|running|infusion|infusing|gtt|gtts|drips",
    "catheter": "catheter|foley|cath|indwelling catheter|straight cath",
    "iv": "iv|ivs|cannula|peripheral line|venflon",
    "subcutaneous": "sc|subcut|sub cut|subcutaneous|subcutaneously|sub q|subq",
    "sublingual": "sl|sublingual|under the tongue",
    "intramuscular": "im|intramuscular",
    "stool": "stool|stools|bm|bms|bowel movement|bowel movements|faeces|feces|poo",
    "void": "void|voids|voided|voiding|pee|peed|urinate|urinated|passed urine|passes urine|micturate|urinat",
    "doctor": "doctor|md|physician|doc",
    "oncall": "on call|oncall|duty",
    "shiver": "shivering|shivers|shiver|shaking|rigors|rigor|chills",
    "phototherapy": "phototherapy|lights|bili lights",
    "bilirubin": "bilirubin|bili",
    "weight": "weight|weigh|weighed|weighs",
    "psychiatry": "psychiatry|psychiatrist|psych",
    "prn": "prn|as needed|when needed|if needed|as required|when required",
    "finish": "finish|finished|done|complete|completed|completes|ends",
    "start": "start|begin|begins|commence|initiate|restart|restarted|starting|started|starts",
    "replace": "replace|swap|swapped|switch|switched|change over|change|changed|changes|exchange",
    "pain": "pain|painful|hurts|sore|pains|ache",
    "swell": "swollen|swelling|swells|swell|oedema|edema",
    "bleed": "bleed|bleeding|bleeds|bled|ooze|oozes|oozing|hemorrhage|hemorrhages",
    "weak": "weak|weaker|weakness|weakens",
    "worse": "worse|worsens|worsening|deteriorates|worsened",
    "nausea": "nausea|nauseated|nauseous|queasy",
    "redcell": "red cells|prbc|prbcs|packed cells|red cell|rbc|rbcs",
    "massivetransfusion": "massive transfusion protocol|massive transfusion|mtp",
    "baby": "baby|infant|newborn|neonate",
    "fetal": "fetal|foetal|fetus",
    "intubate": "intubate|intubation|tube him|tube her|intubated|tubed",
    "neurovascular": "neurovascular checks|neurovascular|neurovascs|neurovasc|csm",
    "thoracic": "thoracic surgery|thoracic|thoracics|cardiothoracic|ct surgery",
    "plastics": "plastics|plastic surgery",
    "generalsurgery": "gen surg|general surgery",
    "gastroenterology": "gi|gastroenterology|gastro",
    "pulmonology": "pulmonary|pulm|pulmonology|pulmonologist|lung",
    "infectious": "infectious disease|infectious|infectology",
    "interpreter": "interpreter|translator",
    "walker": "walker|frame|zimmer",
    "dinner": "dinner|supper|evening meal",
    "kub": "kub|abdominal film|abdominal x ray",
    "trach": "trach|tracheostomy|tracheotomy",
    "line": "line|lines",
    "arterialline": "arterial line|art line|a line",
    "lr": "lr|lactated ringer|ringer|lactated ringers|ringers|lactated ringer's|hartmanns",
    "pediatrics": "pediatrician|peds|paeds|pediatrics|paediatrician",
    "casemanager": "case manager|case management|cm",
    "liverenzyme": "lfts|lft|liver enzymes|liver function|liver tests",
    "bloodcount": "cbc|fbc|full blood count|blood count",
    "inspirometer": "incentive spirometer|incentive spirometry|spirometer",
    "legalpower": "power of attorney|poa|proxy",
    "highflow": "high flow|hfnc|hiflow|optiflow",
    "noninvasive": "bipap|niv|noninvasive ventilation",
    "dialysis": "dialysis|hd|hemodialysis|haemodialysis|dialyzed|dialysed|dialyze",
    "exfix": "external fixator|ex fix|exfix|fixator",
    "deliver": "deliver|delivered|delivery|bring|brings|brought",
    "comfortcare": "comfort care|palliative|hospice care",
    "tibia": "tibia|tib|tibial",
    "drain": "drain|drains|drained|drainage|jp|jps|jackson pratt",
    "clamp": "clamp|clamped|clamps|clamping",
    "open": "open|opened|unclamp|unclamped",
    "see": "see|seen|review|reviewed",
    "nourish": "feed|feeds|feeding|fed|gavage|feedings",
    "precaution": "precautions|precaution|isolation|isolated",
    "vital": "vitals|vital signs|vital",
    "insight": "line of sight|eyes on",
    "pelvis": "pelvis|pelvic",
    "confuse": "confused|confusion|muddled|disoriented",
    "charge": "charge nurse|charge",
    "home": "home|house",
    "hour": "hour|hours|hr|hrs",
    "saturday": "saturday|sat morning",
    "monday": "monday|mon|mondays",
    "tuesday": "tuesday|tue|tues|tuesdays",
    "wednesday": "wednesday|wed|wednesdays",
    "thursday": "thursday|thu|thurs|thursdays",
    "friday": "friday|fri|fridays",
    "sunday": "sunday|sun|sundays",
    "staff": "staff|people",
    "count": "count|recount|recounted",
    "ionizedcalcium": "ionized calcium|ionised calcium|ical",
    "document": "document|documented|documents|write down|chart|charted|record|write up",
    "breakthrough": "breaks through|breakthrough|break through",
    "cooling": "ttm|cooling|targeted temperature management|hypothermia",
    "wash": "wash|bathe|bathed|bathing|shower|bath",
    "verify": "verify|double check|make sure|ensure",
    "rest": "rest|settle|settled",
    "teach": "teach|teaching|taught|educate|education|show how|show",
    "sign": "sign|signed|signature",
    "transfer": "transfer|transferred|move|moved",
    "wake": "wake|wakes|awake|rouse|arousable",
    "drowsy": "drowsy|sleepy|somnolent|lethargic",
    "cough": "cough|coughs|coughing",
    "rash": "rash|hives|urticaria",
    "itch": "itch|itchy|itching|pruritus",
    "diarrhea": "diarrhea|diarrhoea|loose stools",
    "constipate": "constipated|constipation",
    "breathless": "short of breath|sob|dyspnea|dyspnoea|breathless|breathing hard",
    "swallow": "swallow|swallowing|dysphagia",
    "ventilator": "ventilator|vent|ventilated",
    "extubate": "extubate|extubation|extubated",
    "wound": "wound|wounds|incision",
    "dress": "dressing|dressings|bandage|redress|dress|drsg|dsg",
    "flush": "flush|flushed|flushing|flushes",
    "clot": "clot|clots|thrombus|dvt",
    "bolus": "bolus|boluses",
    "rate": "rate|speed",
    "titrate": "titrate|titrated|titration|titrating",
    "restraint": "restraint|restraints|restrain|restrained",
    "visitor": "visitor|visitors|visit from",
    "lawyer": "solicitor|lawyer|attorney",
    "bedside": "bedside|at the bed",
    "sitter": "sitter|companion|onetoone",
    "vision": "vision|sight|eyesight",
    "contraction": "contraction|contractions|ctx",
    "membrane": "membranes|waters",
    "cervix": "cervical|cervix",
    "breastfeed": "breastfeed|breastfeeds|breastfeeding|nurse the baby|latch",
    "pump": "pump|pumps|pumping",
    "nappy": "diaper|diapers|nappy|nappies",
    "crib": "crib|cot|bassinet",
    "followup": "follow up|followup",
    "supply": "supplies|supply|supplied",
    "equipment": "equipment|dme",
    "insurance": "insurance|insurer|payer",
    "approve": "approve|approved|approval|authorized|authorised",
    "paper": "form|forms",
    "dopplercheck": "doppler|dopplers",
    "pulse2": "pedal pulse|pedal pulses|pulses",
    "sugarlow": "hypo|hypoglycemia|hypoglycemic|hypoglycaemia",
    "ivfluid": "iv fluids|ivf|maintenance fluids|maintenance",
    "meal": "meal|meals",
    "reassess": "reassess|reevaluate|rescore|re score",
    "blood": "blood|bloody",
    "femoral": "femoral|fem",
    "extra": "extra|additional|further",
    "culture": "culture|cultures|cx|cxs|bcx|ucx",
    "fracture": "fracture|fx|broken",
    "headache": "headache|ha",
    "atrialfibrillation": "atrial fibrillation|afib|a fib|af",
    "pneumonia": "pneumonia|pna",
    "symptom": "symptom|symptoms|sx",
    "treatment": "treatment|tx",
    "stat": "stat|right away|immediately|asap|at once|straight away",
    "lumbarpuncture": "lumbar puncture|lp|spinal tap",
    "centralline": "central line|cvc|tlc|triple lumen",
    "chesttube": "chest tube|ct tube|pleural drain",
    "tubefeed": "tube feeds|tube feed|tf|tfs|tube feeding",
    "epidural": "epidural|epi catheter",
    "postop": "postop|post op|pod",
    "consult": "consult|consults|consultation",
}
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
    "spread fade", "finish infusing", "finish run", "worse improve", "left bilateral", "right bilateral",
    "blood plasma", "push pull", "upward downward", "leave remove", "low upward", "high downward",
    "today tomorrow", "dnr fullcode", "dni fullcode", "increase downward",
    "decrease upward", "upward below", "downward above", "top bottom",
    "empty full", "encourage restrict", "encourage stop",
    "raise lower", "elevate lower", "hot cold", "heavy light",
)  # fmt: skip
_CLOSE = (
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
    "chestxray xray", "uteru fundu", "dopplercheck duplex", "cultures sample", "culture sample",
)  # fmt: skip
_OTHERWISE = "wet dry, open closed, open locked, positive negative, upright flat"
_FAMILY = (
    " daughter son wife husband parent grandparent mother father sister brother grandmother grandfather aunt "
    "uncle grandson granddaughter niece nephew friend neighbor partner cousin"
)
_GRADES = " resident attending intern fellow hospitalist intensivist"
_KINDS = (
    "redcell plasma platelets cryo",
    "knee hip ankle shoulder elbow wrist neck jaw groin",
    "heel sacrum elbow scalp",
    "leg arm head belly chest back hand foot",
    "breakfast lunch dinner",
    "heartrate resprate bloodpressure temperature oxygen weight",
    "tomorrow tonight yesterday",
    "chesttube ngtube pegtube catheter centralline picc arterialline",
    "creatinine whitecount platelets sodium bilirubin",
    staff.PEOPLE + _FAMILY + _GRADES,
    _FAMILY,
    _GRADES,
    "monday tuesday wednesday thursday friday saturday sunday",
    "hospice homehealth shelter rehab snf",
    "mri ctscan xray ultrasound ecg echo eeg",
    "aetna cigna humana medicare medicaid anthem kaiser unitedhealth",
    "nectar honey pudding thin",
    "clear full regular soft puree",
    "potassium sodium magnesium hemoglobin glucose creatinine lactate troponin calcium phosphate inr "
    "bilirubin ammonia",
    "white red blue brown green yellow black pink purple",
    "airborne droplet contactiso",
    "spanish somali arabic mandarin cantonese vietnamese russian french portuguese korean hindi polish tagalog",
    "wheelchair walker cane crutch stretcher commode",
    "oral iv subcutaneous intramuscular sublingual rectal topical intranasal ngtube pegtube",
)
NEGATIVES = frozenset(
    "not no never without nothing none quit quits block blocks blocked forbid forbidden prohibit ban banned "
    "refrain nobody hold holds holding held pause pauses paused pausing cancel cancelled canceled cancelling "
    "avoid skip stop stopped stopping stops cease neither nor unless missing gone lose loses losing lost late "
    "overdue delayed unable fails withhold off sin nunca nada absent".split()
)
BIDS = frozenset("quit block forbid ban refrain stop hold holding skip avoid withhold cease pause cancel".split())
STOPS = frozenset(
    "quit quits stop stopped stopping stops hold holds holding held skip avoid withhold off cease pause "
    "pauses paused pausing cancel cancelled canceled cancelling".split()
)
_GENERIC = (
    "call tell check give order send keep book collect take get make do need start put bring leave go come see "
    "observe watch ask try do use level speak draw stop place run due next goal more other new same confirm "
    "set work hand prn see start finish still already deliver replace"
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
    "very guy until till within because but out get gets got back down done go goes want wants needed "
    "anything something everything whatever someone anyone sometime anytime straight simply staff "
    "need tries try el la los las un una de en con por para que si y o del al se le su es está".split()
)
RELATIONS = frozenset(
    "upward downward today nth first number hour before after above below percent mg ml kg meq mcg unit liter "
    "degre "
    "ready".split()
)

_SURFACE = drugs.NAMES | {
    phrase: name
    for words in (staff.WORDS, WORDS, _SYNONYMS)
    for name, phrases in words.items()
    for phrase in phrases.split("|")
}
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
    return [name for word in words.split() for name in {word, stem(word)}]


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
    OTHERWISE |= {_one: _other, _other: _one}
for _pair in _CLOSE:
    _one, _other = _pair.split()
    CLOSE.setdefault(_one, set()).add(_other)
    CLOSE.setdefault(_other, set()).add(_one)
for _number, _words in enumerate(_KINDS):
    for _word in _named(_words):
        KIND_OF[_word] = KIND_OF.get(_word, frozenset()) | {_number}
