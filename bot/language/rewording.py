"""How wards write, in plain English before it is read: signs, abbreviations, and turns that mean another word."""

import re
from collections.abc import Callable
from typing import TypeAlias

from bot.language import drugs
from bot.language.abbreviations import written_out
from bot.language.denying import plainly_denied
from bot.language.nursing_spanish import in_english, is_spanish
from bot.language.rates import in_rates
from bot.language.spoken import in_figures

_SIDES = {"l": "left", "r": "right"}

_PLACES = {
    "le": "leg", "ue": "arm", "lq": "lower quadrant", "uq": "upper quadrant",
    "ll": "lower lobe", "ul": "upper lobe",
}  # fmt: skip

_DRUG = rf"(?:{'|'.join(sorted(map(re.escape, drugs.NAMES)))})"

_Put: TypeAlias = str | Callable[[re.Match[str]], str]

_REWRITES: tuple[tuple[re.Pattern[str], _Put], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"[’`]", "'"),
        (r"(?<=\S) [/|•–—-]+ (?=\D)", ", "),
        (r"↑", " increase "),
        (r"↓", " decrease "),
        (r"Δ|δ", " change "),
        (r"[√✓]", " check "),
        (r"(?<![\d/])1/2(?![\d/])|½", " half "),
        (r"\bright (?:now|away)\b", "immediately"),
        (r"\bpre ?(?:/|and|&|\+) ?post\b", "before and after"),
        (r"\b(?:kick|get|start)(?:s|ed|ing)? (?:off|going)(?= (?:at|with|on)\b)", "start "),
        (
            r"(?<=\bpre[- ])d/c\b|(?<=\bbefore )d/c\b|(?<=\buntil )d/c\b"
            r"|\bdc(?= (?:to )?(?:home|snf|rehab)\b)"
            r"|\bd/c(?=[.,;:]|$| (?:today|tomorrow|tonight|home|to|teaching|plan\w*|instructions|papers|meds)\b)",
            "discharge",
        ),
        (r"\bpre-?(bolus|medicat|oxygenat|hydrat|load)", r"\1"),
        (r"\b(pre|post)-(?=[a-z])", r"\1 "),
        (
            r"\b(?:drop|fall|dip|sag|sink|go)(?:s|es|ped|ping|ging|ing)? (?:down )?(?=by (?:\d|one|two|three)\b)",
            "downward ",
        ),
        (r"\bn/?v(?= (?:obs|checks?|status)\b)", "neurovascular"),
        (r"\b(?:drop|fall|dip|sag|sink|slip)(?:s|ped|ping|ging|ing)? (?=(?:below|under|to|lower|less)\b)", " "),
        (r"\bcan(?:no|')t\b", "can not"),
        (r"\bu ?(?:&|and|\+) ?es?\b", "electrolytes"),
        (r"\bhalf an? (mg|mcg|ml|g|l)\b", r"0.5 \1"),
        (r"\ba (mg|mcg|ml) (?=of\b)", r"1 \1 "),
        (r"\bper cent\b", "percent"),
        (r"\btil\b", "till"),
        (r"\b(?:one|1)( \w+)? or none\b", r"1\1 or less"),
        (r"\bhalf a dozen\b", "6"),
        (r"\ba dozen\b", "12"),
        (r"\bsulph(?=[ao])", "sulf"),
        (r"\bhalf(?= (?:oxygen|o2)\b)", "50 percent"),
        (r"\bd(10|20|50)w?\b(?! ?post)", r"dextrose \1 percent"),
        (r"\btea[ -]?time\b|\b(?:dinner|supper)[ -]?time\b", "dinner"),
        (r"\blunch[ -]?time\b", "lunch"),
        (r"\bnocte\b", "at bedtime"),
        (r"\btops(?=[.,;]|$)", "at most"),
        (r"\bwks?\b", "weeks"),
        (r"\b(\d{1,2})/52\b", r"\1 weeks"),
        (r"\b((?:in|for|x) ?)([1-9]|1[0-8])/12\b", r"\1\2 months"),
        (r"\b(\d+|one|two|three|four|five) points? off (?:(?:of )?(?:his|her|the|their) )?", r"decrease \1 "),
        (
            r"\bnot (?:reaching|getting to|making|hitting|coming (?:back )?up to|back up to) (?=\d|\w+ty\b)",
            "below ",
        ),
        (r"(?<!\d)(?<!\d )\bmg\b(?! ?(?:per|/))", "magnesium"),
        (r"\bw/o\b", "without "),
        (r"\bw/ ?", "with "),
        (r" ?[&+] (?=[a-z])", " and "),
        (r"@", " at "),
        (r"\b(\d|10)(?:/| out of )10\b", r"\1"),
        (r"\b(\w+) out of (?:ten|10)\b", r"\1"),
        (r"\b(\d{1,2})h([0-5]\d)\b|\b([01]\d|2[0-3])([0-5]\d) ?h(?:rs|ours)?\b", r"\1\3:\2\4"),
        (r"(?<![\d\w])\.(?=\d)", "0."),
        (r"\bx ?(?=\d+ ?(?:h|hrs?|hours?|min|minutes?|days?|d)\b)", "for "),
        (r"\b(?:12|twelve)[- ]lead\b(?: ecg)?", "ecg"),
        (r"\b([ap])\. ?m\.(?= (?:i|he|she|they|we|his|her|if|the|no|any|for|he's|she's|i'll)\b)", r"\1m."),
        (r"\b([ap])\. ?m\b(?:\.(?! (?:i|he|she|they|we|his|her|if|the|no|any|for|he's|she's|i'll)\b))?", r"\1m"),
        (r"\babgs?\b", "arterial gas"),
        (r"\bvbgs?\b", "venous gas"),
        (
            r"\b(fio2(?: (?:of|at|is|on))?) ?0?\.(\d)(\d?)\b",
            lambda found: f"{found[1]} {found[2]}{found[3] or 0}%",
        ),
        (r"\bbloody (?:vomit(?:us)?|emesis)\b|\bbrings? up blood\b|\bblood comes up\b", "hematemesis"),
        (
            r"\bpull(?:s|ed|ing)? (?=(?:an? |the |his |her |some )?(?:\w+ )?(?:trough|labs?|bloods?|levels?"
            r"|cultures?|gas|abg|vbg|samples?|trops?|lytes|cbc|bmp)\b)",
            "draw ",
        ),
        (r"\bcp\b", "chest pain"),
        (r"\bhep(?:atitis)? ?([abc])\b", r"hepatitis\1"),
        (r"\bmilligrams?\b", "mg"),
        (r"\bmicrograms?\b", "mcg"),
        (r"\bmillilit(?:er|re)s?\b|\bmils?\b|\bmls\b", "ml"),
        (r"\bmillimol(?:e|es)?\b|\bmmols\b", "mmol"),
        (r"\ba pair of\b", "2"),
        (r"\bfirst thing(?: tomorrow(?: morning)?| in the morning)?(?=[.,;!]|$| (?:on|i|he|she)\b)", "morning"),
        (
            r"\b(?:one of us|accompanied) (?:(?:on|at) )?(?:each|either) (?:arm|side)\b"
            r"|\b(?:double|two)[- ]handed\b|\bwith (?:the )?(?:help|assistance) (?:of|from)"
            r" (?:another|a second) (?:nurse|person|colleague|rn)\b"
            r"|\ba (?:colleague|helper|second (?:nurse|person|rn|pair of hands)) and (?:i|me)\b"
            r"|\b(?:i|me|myself) and (?:a (?:colleague|helper|second \w+)|another(?: nurse| person| body)?)\b"
            r"|\bwith (?:a (?:colleague|helper|second (?:nurse|person|rn|pair of hands))|another nurse)\b"
            r"|\bx ?2 (?:staff|nurses|people|assist)\b|\b(?:two|2) of us\b|\bassist(?:ance)? of (?:two|2)\b"
            r"|\b(?:two|2)[- ](?:person|nurse|staff)(?: assist)?\b|\b(?:2|two) rns?\b",
            "with 2 people",
        ),
        (r",(?= with 2 people\b)", ""),
        (r"\bn/v\b", "nausea vomiting"),
        (r"(?<!\d)(?<!\d )\(?\b([lr])\b\)?(?= [a-z])", lambda found: _SIDES[found[1]]),
        (r"\b([lr])(le|ue|lq|uq|ll|ul)\b", lambda found: f"{_SIDES[found[1]]} {_PLACES[found[2]]}"),
        (r"\b(?:hold|holds|holding|keep|keeping) (?=(?:manual |direct |firm )?pressure\b)", "apply "),
        (r"\b(?:and |but )?(?:not|no) (?:before|earlier|sooner)(?: than that)?(?=[.,;!]|$)", " "),
        (r"\b(?:he|she|they|patient|pt) stays?(?=[.,;]|$| here\b| put\b)", "not discharge"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(?:1|one)(?::| ?[-/] ?| to | on )(?:1|one)\b(?! ?[/0-9])", "onetoone"),
        (r"\b1-(?:to|on)-1\b|\bone-(?:to|on)-one\b", "onetoone"),
        (r"\btype and (?:cross|screen)\b", "crossmatch"),
        (r"\bpeer[ -]to[ -]peer\b|\bp2p\b", "peertopeer"),
        (r"\btrain of (?:four|4)\b|\btof\b", "trainoffour"),
        (r"\bwet[ -]to[ -]dry\b", "wettodry"),
        (r"\bc\.? ?diff(?:icile)?\b", "cdiff"),
        (r"\bo (?:and|&) p\b|\bova (?:and|&) parasites\b", "ovaparasites"),
        (r"\blate (?=(?:evening|tonight|afternoon|morning|at night|night)\b)", ""),
        (r"\b(?:before|after|without) any\b", lambda found: found[0].removesuffix(" any")),
        (r"\b(?:he|she|they)(?:'s| is|'re| are) off\b", "heads out"),
        (r"\bfree (?:of|from)\b|\bneither\b", "no"),
        (r"\bno longer\b", "not"),
        (r"\bno (?:issues|concerns|changes|problems)\b", "fine"),
        (r"→|=>|-+>", ", "),
        (r"≥|>=|>", " above "),
        (r"≤|<=|<", " below "),
        (r"\b(?:noon|midday)\b|\bat 12\b(?=[.,;]|$| (?:and|to|for) )", "12:00"),
        (r"\bmidnight\b", "00:00"),
        (r"\btwice\b|\btwo times\b", "2"),
        (r"\btimes (two|three|2|3|4)\b", r"\1"),
        (r"\b(\d+|two|three|four) times\b", r"\1"),
        (r"\bx ?(\d)\b", r"\1"),
        (r"\b(?:number|no\.|#) ?(two|three|four|five|\d)\b(?! ?(?:mg|ml))", r"nth\1"),
        (
            r"\b(bag|dose|unit|pack|liter|litre|sputum) (two|three|four|five|[2-5])\b(?! ?(?:mg|ml|l\b))",
            r"\1 nth\2",
        ),
        (r"\bac ?(?:and|/|&)? ?hs\b", "before meals and at bedtime"),
        (r"\bqhs\b|\bhs\b", "at bedtime"),
        (r"\bdrop(?:s|ping|ped)? (\w+ )?off\b", r"bring \1"),
        (r"\bq?ac\b(?! ?joint)", "before meals"),
        (r"\blis\b", "low intermittent suction"),
        (r"\bmso4\b", "morphine"),
        (r"\bb1\b", "thiamine"),
        (r"\bdr\.? (?=[a-z])", "dr_"),
        (r"(?<=[glq]) ?(?:/|per |an ) ?h(?:r|our)?\b|(?<=\d) (?:an|per) hour\b", " "),
        (
            r"\bun(?=signed|clamped|done|answered|available|able|willing|comfortable|changed|escorted|read|opened|used)",
            "not ",
        ),
        (r"\b(\d{1,2})/7\b", r"\1 days"),
        (
            r"\b(?:top|upper|higher) (?:number|pressure|figure)"
            r"(?: (?:on|of) (?:his|her|the) (?:bp|blood pressure|pressure))?\b"
            r"|\bsystolic (?:blood )?pressure\b",
            "systolic",
        ),
        (r"\b(?:goes |go |is |put )?on the scales?\b", "weigh"),
        (r"\bin(?:to)? (?:a |the |her |his )?vein\b", "iv"),
        (r"\b(?:small|early) hours\b", "overnight"),
        (r"(?<=\d)(?=(?:mg|mcg|ml|kg|meq|units?|liters?|litres?|l|%|cc|g)\b)", " "),
        (r"\bnot only\b", "only"),
        (r"\b(?:do|does|did|will) not change\b", "stays"),
        (r"\b(?:will|would) not (?=(?:do|take|let|allow|wear|accept|have|cooperate)\b)", "refuses to "),
        (r"\bkeep((?: \w+){1,3}) (?:out|away)\b(?! of)", r"no\1"),
        (r"\b([a-z]+)-free\b|\b([a-z]+) free(?=[.,;:]|$| run)", r"no \1\2"),
        (r"\bboth (?=(?:ears|eyes|legs|arms|sides|feet|hands|knees|hips|lungs|breasts)\b)", "bilateral "),
        (r"\bboth\b", "2 both"),
        (
            r"\bleav(?:e|es|ing) "
            r"(?=(?:it|them)\b|(?:the|his|her|its|a) (?!ward|unit|hospital|department|house|room|home))",
            "keep ",
        ),
        (rf"\b({_DRUG} \d+(?:\.\d+)?) (?=(?:in the|at) (?:morning|evening|afternoon|night)\b)", r"\1, "),
        (r"\b(?:a|another|one) kilo(?:gram)?s?\b", "1 kg"),
        (r"\bpower (?:cut|outage|failure|goes(?: out| off)?)\b", "power fails"),
        (r"\b((?:npo|nbm|nil by mouth|nothing by mouth),? )(?:including\b|incl\b\.?|even\b)", r"\1no"),
        (
            r"\b(?:leave|leaves|leaving|keep) ((?:(?!dressing|wound)\w+ ){1,4})(?:alone|be)\b(?! until)",
            r"not use \1",
        ),
        (r"\b(?:i|we|he|she) miss(?:es)?(?: out)? (?=(?:the|his|her|that) )", "omit "),
        (r"\b((?:npo|nbm|nil by mouth|nothing by mouth),? (?:and )?)(\w+) (?:as well|too|included)\b", r"\1no \2"),
        (r"\bhands off\b", "not use"),
        (r"\b(?:hold|holds) (?=(?:an? |his |her |the )?(?:map|mean|pressure|bp|sats|systolic)\b)", "keep "),
        (r"(?<=[a-z%\d]) ?(?:/|\bper |\ba )min(?:ute)?\b", " "),
        (r"\b(?:bleep|beep|pager|ext(?:ension)?|bl|x|number)\.? ?(?=\d{3,})", " "),
        (r"\b(coord|approx|appt|dept|ext|reg|min|hr|tab|inj|temp|resp|syst|supp|obs)\. (?=[a-z0-9])", r"\1 "),
        (r"\bbp ?[/,&] ?pr\b", "bp, heart rate"),
        (r"\(d(\d{1,2})\)", r"day \1"),
        (r"\bcentimet(?:er|re)s?\b", "cm"),
        (
            r"\b(?:with )?(?:a|assist|assistance) (?:of|x) ?(?:1|one)\b"
            r"|(?:\+|\band\b|\bplus\b) (?:1|one)\b(?=[.,;]|$)",
            " assist 1",
        ),
        (r"\bup ?to\b(?= (?:\d{1,2}:\d\d|\d{4}\b|\d{1,2} ?[ap]m|\w+ (?:in the|at night|tonight|this)))", "until"),
        (r"\b(?:and )?after (?:that|this)\b(?! (?:dose|one|bag|unit|liter|litre|scan))", "then"),
        (r"\bstop(?:s|ping)? (?:the night|over(?:night)?)\b", "stays overnight"),
        (r"\bhold(?:s|ing)? (?=(?:him|her|(?:the )?baby)\b(?! (?:off|until|back)))", "cuddle "),
        (r"\bholds? (?=(?:the |a |his |her )?(?:keys?|poa|power)\b)", "has "),
        (r"\b(hour|h|legal|psych) hold('s)?\b", r"\1 detention"),
        (r"\bfull dilatation\b|\bfully(?=[.,;:]|$)", "10 cm"),
        (
            r"\b(?:no (?:visitors?|visits?)|nobody visit\w*) (?:but|except|other than|besides|apart from)\b",
            "visitors only",
        ),
        (r"\b(next|last|another) one (?=(?:at )?(?:\d|\w+ (?:pm|am|tonight)\b))", r"\1 "),
        (r"\boff (?=(?:the |his |her )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|last)", "from "),
        (r"\b(neighbou?r|house|flat|room|bed|door|ward)s? (?:at )?no\.? ?(?=\d)", r"\1 "),
        (r"\bout (?:of )?the door\b", "leaves"),
        (r"\b(nobody|nothing|no one)'s\b", r"\1 has"),
        (
            r"\b(mov\w+|switch\w*|shift\w*)((?: [\w-]+){1,4}) off (?=(?:the |his |her )?(?:right|left)\b)",
            r"\1\2 from ",
        ),
        (r"\bnon[- ]?con(?:trast)?\b", "without contrast"),
        (r"(?<!ty-)(?<!ty )\bfirst (?=(?:is|of (?:the )?(?:two|2|three|3)|has|goes|runs)\b)", "initial "),
        (
            r"\b(splint|brace|boot|collar|binder|stockings?)((?: \w+){0,2}) on (?=overnight|at night)",
            r"\1\2 stays on ",
        ),
        (r"\b(?:weekly|every week|once a week)\b", "1 week"),
        (r"\b(?:fortnightly|bi-?weekly|every (?:2|two|other) weeks?)\b", "2 weeks"),
        (
            r"(?<!keep )(?<!stay )(?<!stays )(?<!hands )\boff (?=(?:the |his |her )?(?:left|right) "
            r"(?:upper |lower )?(?:chest|arm|thigh|shoulder|abdomen|belly|back)\b)",
            "from ",
        ),
        (r"\bpost[- ]void residual\b|\bpvr\b", "residual"),
        (r"\b\w+ hours? later,? (?=at \d)", ""),
        (r"\bon hold (?=(?:in|at|with) (?:the )?(?:blood bank|lab|pharmacy))", "ready "),
        (r"\boff (?=(?:her|him)\b(?! (?:feet|food|legs|back|side|oxygen|left|right)))", "from "),
        (r"\bnot (?:yet )?(?:had|received) (.{1,40}?) yet\b", r"needs \1"),
        (r"\bct (?=(?:on|to|at) (?:water|suction)|output|site|drain)", "chest tube "),
        (
            r"\b(weight|wt|pressure|bp|k|na|hr|rate|sats?|hgb|creat\w*|output|trop\w*|temp|sugar|dose|is|it's|goes|going|"
            r"trending|trends|turn|turned|creeping) (up|down)\b(?! (?:to the|and about|in the chair|ad))",
            r"\1 \2ward",
        ),
        (r"\b(?:leave|leaves|leaving) out\b", "skip"),
        (
            r"\b(drip|infusion|gtt|fluids|feeds|pump)((?: \w+){0,2}) (?:comes|goes|is|are|coming|going) off\b",
            r"stop \1",
        ),
        (
            r"\bfirst (?=(?:troponin|trop|sample|gas|injection|shot|feed|tablet|swab|infusion|vial"
            r"|hour|dose|bag|half|liter|unit|day|run|one|set|part|week|night|time|shift)\b)",
            "initial ",
        ),
        (r"\bwaits? (?=until|till|til|for (?=\w+ (?:first|to)\b))", "hold "),
        (r"\b(?:not|never) (?:give|hang|start|run) (?=(?:it|them|that|this)\b)", "hold "),
        (r"\blet (?:him|her|them) go\b|\b(?:goes?|leaves?) anyway\b", "discharge"),
        (r"\bturn(?:s|ed|ing)? ((?:\w+ ){1,3})(up|down)\b", r"\2ward \1"),
        (r"\bfull(?:y)? dilat(?:ed|ion)\b|\bcompletely dilated\b", "10 cm"),
        (r"\bctg\b|\befm\b", "fetal monitoring"),
        (r"\bnwb\b|\bnon[- ]weight[- ]bearing\b", "no weight bearing"),
        (r"\boob\b", "out of bed"),
        (r"\bi ?[&/] ?os?\b|\bi'?s and o'?s\b|\bintake and output\b|\bins and outs\b", "intakeoutput"),
        (r"\bh ?[&/] ?h\b|\bh and h\b|\bhgb and (?:hct|crit)\b", "hemoglobin hematocrit"),
        (r"\bo/n\b", "overnight"),
        (r"\bmilli-?units?\b|\bmu\b", "milliunits"),
        (r"\b(?:comes?|coming|came|take|takes|taken) off (?=overnight|at night|for)", "off "),
        (r"\b(mask|pillow|collar|cap|splint|cast|boot|sling)s?((?: \w+){0,2}) off\b", r"\1\2 out"),
        (r"\boff (?=(?:the |his |her )?(?:pillow|bed|chair|floor)\b)", "out "),
        (r"\b((?:take|takes|taking|took|come|comes|coming|came)(?: \w+){0,3}) off\b", r"\1 out"),
        (
            r"\boff (?=(?:to|each|of|port|the port|only)\b)|(?<=\bone )off\b|(?<=\bliters )off\b"
            r"|(?<=\blitres )off\b|(?<=\d l )off\b|(?<=\bsent )off\b|(?<=\bgoes )off\b",
            " ",
        ),
        (r"\b(discharge|transfer|surgery|procedure|scan|visit) is off\b", r"cancel \1"),
        (r"\bends (?=tonight|today|now)", "stop "),
        (
            r"\b(?:no|not|never) (?:to )?(?:be )?(?:stop|interrupt)(?:ping|ped|ing|ed)?\b"
            r"|\bwithout interrupti(?:on|ng)\b",
            "keep",
        ),
        (r"\b(?:leave|leaves|leaving) (?:it|them|that) (?:on|in|be|in place|alone)\b", "keep it"),
        (r"\bfill(?:s|ed|ing)? (\w+(?: \w+)?) in\b(?= on|[.,;]|$| about| when)", r"tell \1"),
        (r"\bbefore (?:giving|hanging|starting) (?:it|them|that)\b", "first"),
        (r"\b(?:turn|switch|shut)(?:ed|s|ing)? (\w+ )?off\b", r"stop \1"),
        (r"\bout of\b", " "),
        (r"\bstill to be\b|\byet to be\b|\bnot (\w+ )?yet\b", r"not \1"),
        (r"\bi am\b", "i"),
        (r"\bpip(?:eracillin)?[- /]?taz(?:o(?:bactam)?)?\b", "piptazo"),
        (r"\b(?:k|p|mr|mrs)-\d+\b", " "),
        (r"\bhalf (?:a |of a )?(?:lit(?:er|re)|l)\b", "500 ml"),
        (r"\bfor (?:a|one|1) (?:full |whole )?day\b", "for 24 hours"),
        (r"\bre-?cultur(?:e|es|ed|ing)\b", "repeat culture"),
        (r"\bmaps\b", "map"),
        (r"\bk(?:\+)? ?(?:and|&|,|/|\+) ?mg\b", "potassium and magnesium"),
        (r"\bmg ?(?:and|&|,|/|\+) ?k\b", "magnesium and potassium"),
        (
            r"\b(?:a )?couple of\b|\b(?:a )?couple(?= (?:hours|minutes|units|liters|days|times|tablets|doses)\b)",
            "2",
        ),
        (r"\bevery (\d+) hours in\b", r"every \1 hours "),
        (r"\b(?:can not|unable to|not able to) (swallow|urinate|void|pee|walk)\b", r"trouble \1ing"),
        (r"\b(?:difficulty|problems?|trouble) (?:with )?(?=(?:swallow|urinat|void|pee|walk)\w*)", "trouble "),
        (
            r"\bnot (?:be )?(?:come|comes|coming|take|taken|pull|pulled|get)(?: \w+)? (?:off|out)\b"
            r"|\b(?:not|never) (?:be )?(?:off|remov(?:e|es|ed|ing))\b",
            "keep",
        ),
        (r"\bdiet to (regular|full|normal)\b(?: diet)?", r"\1 diet"),
        (
            r"\bnothing (?:to eat|by mouth)(?:(?: or|,) (?:to )?drink)?\b"
            r"|\bno (?:food(?: (?:or|and) drink)?|eating (?:or|and) drinking)\b",
            "npo",
        ),
        (
            r"\b(?:can ?not|can't|could not) (?:breathe|lie flat(?= (?:because|from|due)))(?: well| easily)?\b",
            "short of breath",
        ),
        (r"\b(?:smells? (?:bad|foul|funny|awful)|(?:bad|foul|funny) (?:smell|odou?r)|stinks)\b", "smells"),
        (r"\b(?:black|tarry|dark tarry) (?:tarry )?stools?\b", "melena"),
        (r"\b(?:vomit(?:s|ing|ed)?|throws? up|throwing up|spits?) (?:up )?blood\b", "hematemesis"),
        (r"\b(?:blood[- ]?thinners?|anti-?coag(?:ulation|ulants?|s)?)\b", "anticoagulant"),
    )
)

# Small words that are something else in capitals.
_IN_CAPITALS = {"OR": "theatre", "IS": "spirometer", "US": "ultrasound"}

_CAPITALS = re.compile(rf"\b(?:{'|'.join(_IN_CAPITALS)})\b(?![^a-z]*$)|(?<=[a-z] )OR(?=[.,;]|$)")

_DECIMAL = re.compile(r"(?<=\d),(?=\d\d?(?!\d|,\d))")

_NOT_BEFORE = re.compile(
    r"\b(?:not|no|none|nothing|never)((?: \w+){0,3}) (?:before|until|till|til|earlier than)(?= \d(?!\d?[- ]?h))"
)


def in_plain(text: str, spanish: bool | None) -> tuple[str, dict[str, str]]:
    text = _CAPITALS.sub(lambda found: _IN_CAPITALS[found[0]], text).casefold()
    spanish = is_spanish(text) if spanish is None else spanish
    text = written_out(_DECIMAL.sub(".", text), spanish)
    text = text if spanish else plainly_denied(text)
    text = in_rates(text)
    for pattern, put in _REWRITES:
        text = pattern.sub(put, text)
    text = _NOT_BEFORE.sub(r"\1 notbefore", in_figures(text))
    return in_english(text) if spanish else (text, {})
