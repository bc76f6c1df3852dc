"""The many ways to deny, to forbid, to put off and to set a bound, each in one, before anything else is read."""

import re

_FIGURE = (
    r"(?:(?:an?|the) )?(?:\d|point\b|half\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b"
    r"|nine\b|ten\b|eleven\b"
    r"|twelve\b|thirteen\b|fourteen\b|fifteen\b|sixteen\b|seventeen\b|eighteen\b|nineteen\b|twenty"
    r"|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred\b|thousand\b|lit(?:er|re)\b)"
)
_WHO = r"(?:him|her|them|it|that|this|(?:the )?patient|anyone|anybody|people)"
_WHOSE = r"(?:his|her|their|the|its|any|that|this)"
_ENDS = r"(?=[.,;:!?]|$| and\b| but\b)"
_NOT = r"(?:not|no|never|nobody|no ?one|nothing|none|without)"
_WANTED = (
    rf"(?: (?:to|be|being|get|gets|getting|go|goes|going|fall|falls|drop|drops|dip|dips|sit|sits|sink"
    rf"|sinks|slip|slips|"
    rf"dipping|dropping|falling|sitting|sinking|slipping|climb|climbs|climbing|creep|creeps|creeping|rise|rises"
    rf"|rising|drift|drifts|drifting|reading|"
    rf"come|run|runs|is|are|it|him|her|ever|much|any|at|all|want|wanted|like|allowed|let|lets|add|adds"
    rf"|up|read|reads|"
    rf"have|has|by|more|give|gives|given|take|takes|drink|drinks|use|stay|stays"
    rf"|{_WHOSE} (?:\w+ )?(?:pressure|sats?|sugar|rate|map|temp|systolic|mean"
    rf"|number|total)))*"
)
_LESS = r"(?:below|beneath|under|less than|lower than|fewer than|south of|colder than|slower than|down to)"
_MORE = (
    r"(?:above|over|more than|higher than|greater than|beyond|past|exceed(?:s|ing)?|reach(?:es)?"
    r"|hit(?:s)?|pass(?:es)?|"
    r"to exceed|faster than|north of|warmer than|further than|up to)"
)
_STILL = r"(?:(?:still|just|really|any|yet|even) )?"
_WAIT = r"(?= (?:until|till?|'til|before|unless)\b)"

_REWRITES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"[’`]", "'"),
        (r"\bcan(?:no|')t\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\bw/o\b", "without"),
        (r"\bno one\b|\bno-one\b|\bnot? any(?:one|body)\b", "nobody"),
        # What denies nothing that was handed over.
        (
            r"\b(?:no|without) (?:mess(?:ing)?|pushing|excuses?|nonsense|mucking|faffing|hanging|arguments?"
            r"|dawdling|"
            r"questions?|doubt|rush|hurry|sweat|stress|shortcuts?|mistakes?|fail|exceptions?|hesitation|problem)"
            rf"(?: (?:about|around|asked))?{_ENDS}",
            " ",
        ),
        (r"\b(?:not|never) (?:hesitate|fail|forget|omit|be afraid) to\b|\bnot (?:just|merely|simply)\b", " "),
        (r"\b(?:do|i will|you) not (?:you )?(?:worry|forget|panic)\b(?: about)?", " "),
        (
            r"\bno need to (?:worry|panic|fret)\b|\bno matter (?:what|when|how|who)\b"
            r"|\bnot a word\b(?! (?:about|of|to|on)\b)",
            " ",
        ),
        (
            r"\bnothing (?:else|more)(?: (?:for|from|about) (?:him|her|them|me|us|now|tonight|this one))*" + _ENDS,
            " ",
        ),
        (r"\bwhether or not\b", "if"),
        (r"\b(?:no|not) later than\b", "by"),
        (r"\bwithout (?:any )?(?:delay|waiting)\b|\bno delay\b", "immediately"),
        (
            rf"\b(?:nobody|none|nothing|no (\w+))(?: else)? (?:but|except|other than|besides"
            rf"|apart from)(?= {_WHOSE}\b| an? )",
            r"\1 only",
        ),
        (r"\b(?:not|never) without\b", "only with"),
        (r"\b(?:not|never) unless\b", "only if"),
        (r"\b(?:rather than|instead of|in place of|as opposed to|in lieu of)\b", "not"),
        (
            r"\b(?:and|is|are) not (?:any (?:more|longer) )?needed(?:,? (?:any ?more|any longer"
            r"|now))?,?(?: and)? (?:so|therefore)\b",
            " ",
        ),
        (
            r"\b(?:steer(?:s|ing)? clear of|(?:keep|keeps|stay|stays|keeping|staying) (?:well )?(?:away from"
            r"|clear of)"
            r"|lay off)\b",
            "avoid",
        ),
        (
            r"\b(?:is|are) (?:an? )?(?:(?:strict |big )?no[- ]no|off[- ]limits|off the (?:menu|table)"
            r"|out of bounds|no[- ]go"
            r"|contraindicated|no)"+_ENDS,
            "forbidden",
        ),
        (
            r"\b(?:no|not|never|hold|skip|without)((?: (?:the|any|give"
            r"|giving))? [\w'-]+(?: [\w'-]+)?),? unless\b",
            r"\1 only if",
        ),
        (
            r"\b(?:keep|stop|prevent|stops|keeps)(?: \w+){1,3} from (?:going|getting|climbing|rising|falling"
            r"|dropping|dipping"
            r"|sinking|creeping|slipping)\b",
            "not",
        ),
        (r"\bzero (?=(?:past|by|in|into)\b)", "nothing "),
        (r"\b(?:gets?|is given|receives?|given) no (?:more |further )?", "no "),
        (r"\bout (?=(?:straight|loud)\b)", " "),
        (r"\bkeep((?: \w+){1,3}) out of(?! (?:bed|the bed|the chair)\b)", r"no\1 in"),
        (r"(?:^|(?<=[.;:] ))((?:\w+ ){1,3}?)out of (?=(?:the|his|her) (?:room|reach|bay)\b)", r"no \1in "),
        (r"\b(?:no|not|never)((?: [\w'-]+){1,4}?) without (?!delay|fail|waiting|any\b)", r"\1 only with "),
        # Bounds.
        (
            r"\b(?:not|no|never)(?: \w+){0,2} (?:faster|quicker|sooner) than"
            r"(?= \S+(?: \S+)? (?:min\w*|hours?|hrs?|h)\b)",
            "above",
        ),
        (rf"\b(?:not|no|never){_WANTED} {_LESS}(?= {_FIGURE})", "above"),
        (rf"\b(?:not|no|never|nothing){_WANTED} (?:{_MORE}|get to|gets to|go to)(?= {_FIGURE})", "at most"),
        (
            rf"\b(?:cap|caps|capped|max|maximum|max'd|maxed|limit|limited|limits|ceiling)(?: (?:is|of|at|to"
            rf"|out|it)){{0,2}}(?= {_FIGURE})",
            "at most",
        ),
        (
            rf"(?<=[\w%]),? (?:and |but |with )?(?:not|no|nothing|never) (?:higher|further(?: up)?|beyond"
            rf"|above|past)(?: (?:that|it|this|than that))?(?! than| {_FIGURE})\b",
            " at most",
        ),
        (
            rf"((?:\d|\bten|\bteen|ty|\bhundred)[\w ]{{0,12}}),? (?:and |but )?(?:not|never) more{_ENDS}",
            r"\1 at most",
        ),
        (
            rf"\b(?:can not|not|unable to|struggl\w+ to) (?:hold(?:ing)?|keep(?:ing)?|maintain(?:ing)?|manage"
            rf"|reach(?:ing)?|stay at|stay above"
            rf"|keep up)"
            rf"(?: (?:{_WHOSE}|sats?|saturations?|it|them|above|at|over)){{0,3}}(?= {_FIGURE})"
            rf"|\bnot (?:yet )?up to(?= {_FIGURE})",
            "below",
        ),
        (
            r"\b(?:holds|held|holding)(?= (?:at|above|over|within|around) )|\b(?:hold|holds|held"
            r"|holding)(?= (?:no|not|at most|above|between|steady|firm|up|his own|her own|their own)\b)",
            "keep",
        ),
        (r"\bnot a word (?=(?:about|of|to|on)\b)", "not tell "),
        # What is forbidden.
        (
            r"\b(?:not|never|nobody)(?: to)?(?: be)? (?:disconnect\w*|unplug\w*|silenc\w*|muted?"
            r"|(?:switch|turn)\w*(?: \w+){0,2}? off)\b",
            "keep",
        ),
        (
            rf"\b(?:not|never) (?:to )?(?:leave|go|be discharged|be sent home)(?: home)? (?:before|until"
            rf"|till)(?! {_FIGURE})\b"
            rf"|\b(?:he|she|they|patient) (?:waits?|stays?)(?: here| in| put)? (?:until|till)(?! {_FIGURE})\b",
            "stays until",
        ),
        (
            r"\b(?:not|never) (?:leave|leaves|leaving) (?:him|her|them)\b(?! (?:in|on|to|lying|flat|sitting"
            r"|alone|until|till)\b)"
            r"|\b(?:stay|stays|staying|remain|remains) (?:right )?(?:with|beside|by) (?:him|her|them)\b"
            r"|\bstay(?:s|ing)? at (?:his|her|their) (?:side|bedside)\b",
            "accompanied",
        ),
        (
            r"\b(?:not|never) (?:let|allow) (?:him|her|them) (?:to )?(?:get )?(?:up|out of bed)\b"
            r"|\b(?:stay|stays|remain|remains|kept|keep) (?:(?:him|her) )?(?:lying(?: down)?|in bed)\b",
            "bed rest",
        ),
        (
            r"\b(?:not|never) (?:be |to be )?(?:re-?start(?:ed|ing)?|resum(?:e|ed|ing)|recommenc(?:e|ed|ing)"
            r"|go back on)\b",
            "hold",
        ),
        (
            r"\b(?:not|never|nobody) (?:to )?(?:be )?(?:come|comes|coming|take|takes|taken|taking|pull|pulls"
            r"|pulled|lift"
            r"|lifts|lifted)((?: \w+){0,3}?) (?:off|out)\b",
            r"keep\1",
        ),
        (
            r"(?<!could )(?<!might )(?<!may )(?<!can )(?<!alarm )(?<!bell )\bgo(?:es)? off"
            r"(?=[.,;:]|$| (?:at|when|if|once|by)\b)",
            "stops",
        ),
        (
            r"\b(?:not|never) (?:to )?(?:be )?(?:come|comes|coming|take|taken|taking|pull|pulled|lift"
            r"|lifted)(?: \w+)?"
            r" (?:off|out)\b",
            "keep",
        ),
        (
            r"(?<!could )(?<!might )(?<!may )(?<!can )(?<!alarm )(?<!bell )\bgo(?:es)? off"
            r"(?=[.,;:]|$| (?:at|when|if|once|by)\b)",
            "stops",
        ),
        (r"\b(?:not|never) (?:be |to be )?start(?:ed|ing)?( \w+)? (?:again|back)\b", r"hold\1"),
        (
            rf"\b(?:leave|leaves|leaving|keep|keeps)((?: \w+){{1,3}}) (?:alone|be|as (?:it is|is|they are)"
            rf"|where it is|untouched|on hold){_WAIT}",
            r"hold\1",
        ),
        (
            rf"\b(?:stays?|remains?|left|kept|is|are) (?:as (?:it is|is|they are)|untouched|alone"
            rf"|on hold){_WAIT}",
            "held",
        ),
        (rf"\b(?:not|never|nobody) (?:be |to be )?touch(?:ed|es|ing)?((?: \w+){{0,3}}){_WAIT}", r"hold\1"),
        (
            rf"\b(?:not|never) (?:to )?(?:be )?(?:given?|giving|administer(?:ed)?|hang|hung)\b(?! (?:up|in|way"
            rf"|more))|\bnobody (?:gives?|is to give|should give)(?: {_WHO})?",
            "hold",
        ),
        (
            r"\b(?:not|never|nobody)(?: (?!if\b|when\b|until\b|and\b|or\b|call\b)[\w']+){0,4} (?:alone"
            r"|on (?:his|her|their) own|by (?:himself|herself|themselves)|"
            r"unattended|unaccompanied|unescorted|unsupervised)\b",
            "accompanied",
        ),
        (
            r"\b(?:some(?:one|body)|one of us|a nurse|a member of staff|staff) (?:stays?|sits?|remains?|is"
            r"|keeps?|goes)"
            r"(?: (?:always|right|there))? (?:with|by|beside) (?:him|her|them|his side|her side)\b"
            r"|\bsome(?:one|body)(?:'s| is| has to be| must be)?(?: always| constantly)? with (?:him|her|them)\b"
            r"|\bsome(?:one|body)(?:'s| is| has to be| must be)?(?: always| constantly)? with (?:him|her|them)\b"
            r"|\bwith (?:an escort|some(?:one|body)|one of us|a chaperone)\b|\b(?:not|never) (?:leave|leaves"
            r"|leaving) (?:his|her|their) side\b",
            "accompanied",
        ),
        (
            rf"\b(?:not|never|nobody) (?:be )?(?:let|lets|allow|allows|allowed|permit|permitted|get|gets|come"
            rf"|comes|set foot)((?: [\w'-]+){{0,3}}) (?:in|inside|onto the ward|on the ward|near {_WHO}|entry"
            rf"|access){_ENDS}"
            rf"|\b(?:stays?|kept|keep|remains?) (?:{_WHO} )?out{_ENDS}|\b(?:is |are |gets? |be )?turn(?:s"
            rf"|ed)? (?:{_WHO} )?away\b"
            r"|\b(?:refus|den)(?:e|ed|ied|y) (?:\w+ )?(?:entry|access|admittance)\b|\bno (?:way in|admittance"
            r"|access)\b",
            r"no entry\1",
        ),
        (rf"\b(?:let|lets|allow|allows)((?: [\w'-]+){{1,3}}) (?:in|inside){_ENDS}", r"entry\1"),
        (
            rf"\b(?:not|never) (?:be )?(?:let|allow|allowed) (?:{_WHO} )?(?:to )?(?:go|out|leave|walk out"
            rf"|off the (?:ward|unit))\b(?! (?:of bed|to))"
            rf"|\b(?:not|never) (?:go|going|goes|leav(?:e|es|ing))(?: anywhere| home| the (?:ward|unit"
            rf"|hospital))?(?= today| tonight| tomorrow| in the morning| yet|[.,;:!?]|$| and\b)"
            r"|\bno (?:going home|home)\b|\bnot (?:go|going|goes|for|allowed|fit for) home\b",
            "not discharge",
        ),
        (
            rf"\b(?:not|no|never)(?: (?:to|be|allowed|may|let|{_WHO})){{0,3}} s(?:it|its|itting"
            rf"|at)(?: {_WHO})? up(?:right)?\b",
            "lie flat",
        ),
        (
            r"\b(?:not|no|never)(?: (?:to|be|allowed|may|getting|get|gets|come|coming|up)){0,4} (?:out of bed"
            r"|up out of bed)\b"
            rf"|\b(?:(?:is|are|must|may|should) not (?:to |allowed to )?(?:walk|mobili[sz]e|ambulate)"
            rf"|no (?:walking|mobili[sz]ing|ambulating)){_ENDS}",
            "bed rest",
        ),
        # Nothing by mouth, and no feeds.
        (
            rf"\bnothing(?: at all| more| else| further)?(?: (?:to|is|may|must|can|goes?|passes|passing|gets?"
            rf"|crosses|pass|enters?|be|in|taken)){{0,3}}"
            rf" (?:by|past|through|in|into|between|via|orally)(?: (?:{_WHOSE}|\w+'s))? ?(?:mouth|lips)\b"
            rf"|\bnothing(?: at all| more| else| further)? orally\b"
            rf"|\bnot a (?:crumb|sip|morsel|bite|mouthful)(?: or an? \w+)?(?: (?:to (?:eat|drink)"
            rf"|past {_WHOSE} lips))?"
            rf"|\b(?:stays?|kept|keep|remains?|is|be|goes)(?: {_WHO})? (?:fasted|starved|nil(?! by mouth))\b"
            rf"|\b(?:no|stop|cease|halt)(?: all| any)? oral (?:intake|fluids?|feeding|feeds|diet)\b",
            "npo",
        ),
        (
            rf"\bnothing (?:more |else |further )?(?:goes |is going |to go |is to go )?(?:in|into"
            rf"|down)(?: {_WHOSE} (?:tummy|stomach|belly|tube|gut))?{_ENDS}",
            "hold feeds",
        ),
        (
            r"\b(?:not|no|never) (?:to )?(?:be )?(?:deflat(?:e|ed|ing|ion)|let(?:ting)?(?: it)? down)\b",
            "keep inflated",
        ),
        (r"\b(?:not|no|never) (?:to )?(?:raise|raising|lift|lifting) (?:his|her|the) head\b", "lie flat"),
        (r"\bno getting (?:up|out of bed)\b|\bnot (?:to )?get up\b" + _ENDS, "bed rest"),
        (r"\bnot for (?:cpr|resus\w*)\b|\b(?:do )?not (?:be )?resuscitat(?:e|ed)\b", "dnr"),
        (
            r"(?:^|(?<=[.;] )|\b(?:he|she|they|patient|pt)(?:'s| is)? )(?:stays?|staying|stopping) in"
            r"(?= (?:today|tonight|overnight|hospital|tomorrow)\b|[.,;:!?]|$| and\b)",
            "not discharge",
        ),
        (r"\bt(?:ie|ies|ied|ying) (?:\w+ ){1,2}(?:down|up)\b", "restraint"),
        (r"\b(?:clear|free|rid) of (?:all |any )?(?=[a-z])", "no "),
        (r"\b((?:could|might|may|can|would) (?:still |well |yet |just )?)go off\b", r"\1deteriorate"),
        (
            r"\b(?:starts?|started|begins?|began)(?: to)? (?=(?!evening|morning|anything|everything|dressing"
            r"|bring|during)"
            r"[a-z]{2,}ing\b)",
            " ",
        ),
        (r"\b(slp|salt|therap(?:y|ist)|team|doctors?|surgeons?|physio|he|she|they) clears?\b", r"\1 clearance"),
        (
            r"\b(norad\w*|levophed|pressors?|vaso\w*|propofol|oxygen|o2|fio2|flow|insulin|drip|infusion"
            r"|sedation|peep"
            r"|synto\w*|oxytocin|pump|volume|feeds?) (up|down)\b(?! (?:to the|at the|and))",
            r"\1 \2ward",
        ),
        (r"\b(up|down) (?:goes|go|with) the (\w+)\b", r"\2 \1ward"),
        (r"\bhead(?: of (?:the )?bed)?(?: tilted| tipped)? down\b", "trendelenburg"),
        # What is not, of the patient.
        (
            r"\b(?:can not|could not|not|unable to|not able to|fail(?:s|ed)? to|nor|trouble) (?:manage(?:s"
            r"|d)? to |been able to )?"
            r"(?:pass(?:ed|es|ing)? (?:any |much |his |her )?(?:urine|water)|void(?:ed|s|ing)?|pee(?:d|s"
            r"|ing)?|wee(?:d|s|ing)?|urinat(?:e|ed|es|ing)|pu(?:'d|ed)?)\b(?! (?:less|more|under|below|over))"
            r"|\b(?:(?:is |goes |gone |going |went )?in(?:to)? (?:urinary )?retention|urinary retention"
            r"|retention of urine|no pu|npu|no wee|no pee)\b",
            "no urine",
        ),
        (
            r"\b(?:can not|will not|not|unable to|does not)(?: be)? (?:woken|rous(?:e|ed|able|ing)|wak(?:e|es"
            r"|ing|en)(?: up)?|respond(?:s|ing)?(?= to (?:voice|pain|me|us|you)\b|[.,;:]|$))(?: (?:him|her"
            r"|them)(?: up)?)?\b(?! (?:for|to))",
            "unresponsive",
        ),
        (
            r"\bstop(?:s|ped)? breathing\b|\bpauses? in (?:his |her |the )?breathing\b|\bnot breathing\b"
            r"|\bbreathing pauses?\b",
            "apnoea",
        ),
        (r"\bpulseless\b", "no pulse"),
        (r"\b(?:hard|difficult|slow) to (?:wake|rouse|waken)(?: up)?\b", "drowsy"),
        (
            rf"\b(?:not|no) {_STILL}(?:getting |get |gets |got |feeling |any |much |seem to )*(?:better"
            rf"|improv(?:e|es|ed|ing|ement)|settl(?:e|es|ed|ing)|pick(?:ed|ing|s)? up|eas(?:e|es|ed|ing)"
            rf"|relie(?:f|ved))\b"
            rf"|\bun(?:relieved|improved|settled)\b",
            "not better",
        ),
        (
            rf"\b(?:i|we|you|one) can not {_STILL}(?:find|feel|get|hear|palpate|detect|elicit|obtain"
            rf"|pick up)(?= (?:an?|the|any|his|her|their|that)\b)",
            "absent",
        ),
        (r"\b(?:he|she|they|patient) (?:can not|no longer) feel\b", "numb"),
        (
            r"\b(?:without|off|not on|not needing)(?: any)? (?:oxygen|o2)(?= (?:he|she|they|it|and|is|are"
            r"|stays?|remains?|below|under|less)\b)",
            "in air",
        ),
        (r"\b(?:been |is |runs |gone |or |and )dry for\b", "nothing for"),
        (r"\btrial (?:without|of no) (?:the |a )?catheter\b|\btwoc\b", "catheter out trial"),
        (r"\b(?:stand|stands|stood|standing)( (?:the |an )?\w+)? down\b", r"cancel\1"),
        (r"\buncovered\b|\b(?:exposed|visible|on show|on view|in view|in plain sight)\b", "not covered"),
        (
            r"\b(nerve|regional|spinal|femoral|iliaca|plexus|heart|av) block(?:s|ade)?\b|\b(?<=no )block\b"
            r"|\b(?<=a )block\b",
            r"\1 blockade",
        ),
        (r"\b(clots?|mucus|debris|plugs?) block(?:s|ed|ing)?\b", r"\1 occlude"),
        (
            r"\b(cultures?|bloods?|gas(?:es)?|samples?|swabs?|specimens?|bottles)( (?:taken|drawn|sent|come"
            r"|go))? off\b",
            r"\1 from",
        ),
        (
            r"\b(?:keep(?:s|ing)? nothing down|not (?:keep|keeping|kept) (?:anything|it|food|much) down"
            r"|nothing (?:stays|stayed|staying|kept)? ?down)\b",
            "vomits everything",
        ),
        (
            r"\b(straight|right|first|set|sets|kick|fire|pop|dash|send|sends|sent|finish|tick|ticking|round"
            r"|top|mark|cross|sleep|start) off\b(?! (?:to|home))",
            r"\1",
        ),
        (r"\boff (?:his|her|their) (?:food|feeds|milk|legs)\b", "not eating"),
        (r"\boff[- ]colou?r\b", "unwell"),
        (r"\bpass(?:ed|es|ing)? (?:any |some )?(?:urine|water)\b", "void"),
        (
            r"\bbowels? (?:have |has |are |is )?(?:still )?not (?:been )?open(?:ed)?\b|\bno bowel (?:movement"
            r"|motion|action)s?\b"
            r"|\bnot (?:yet )?(?:opened (?:his|her|their|the) bowels|had (?:a |his |her )?(?:bowel movement"
            r"|bowels open)|pooed)\b",
            "no stool",
        ),
        (r"\bnot (?:\w+ )?under control\b|\buncontrolled\b", "not controlled"),
        (r"\bdr(?:y|ies|ied) up\b", "gone"),
        (r"(?<!be )(?:\b(?:is|are) )?\bleft alone" + _ENDS, "not used"),
        (r"\bat (?:the )?(?:very )?(?:most|outside)\b", "at most"),
        (r"\b(rails?|blinds?|hob|map|bed) (up|down)\b(?! (?:and|to))", r"\1 \2ward"),
        (r"\braising\b", "raise"),
        (r"\b(?:falls?|fell|fallen|drops?|dropped|goes down|(?<!nothing )down) by\b", "decrease"),
        (r"\b(?:rises?|rose|risen|climbs?|climbed|goes up|up) by\b", "increase"),
        (r"\b(?:patient|him|her|he|she|lady|man|woman|mother|girl|boy) (?:himself|herself)\b", "themself"),
        (
            r"\b(?:pull|pulls|pulled|pulling|hit|hits|press|push|sound|ring)(?: on)? (?:the |an? "
            r"|my )?(?:\w+ )?(?:bell|cord|alarm|buzzer)\b"
            r"|\b(?:emergency|crash|red) (?:bell|cord|alarm|buzzer|button)\b",
            "emergencybell",
        ),
        (
            r"\b(?:until|till?|'til|through to) (?:the )?(?:morning|am)\b(?! \w*(?:round|lab|blood|dose|team"
            r"|visit|shift|report|handover|scan|obs))\b",
            "overnight",
        ),
        (
            r"(\bby (?:\d+|one|two|three|four|five|six|ten)(?: points?)?) or (?:more|less|higher|lower"
            r"|greater|better|worse)\b",
            r"\1",
        ),
        (
            r"(?:\band |, )?\b(?:after (?:this|that|which)|afterwards?|thereafter|subsequently"
            r"|only then)\b(?=,| (?:i|we|you|he|she|they|the|it|every|hourly|each|only|is|are|at|thirty|sixty"
            r"|\d+)\b)",
            " then",
        ),
    )
)  # fmt: skip


def plainly_denied(text: str) -> str:
    """Lower-case English in which "no sitting up" is "lie flat" and "mustn't get to 180" is "at most 180"."""
    for pattern, put in _REWRITES:
        text = pattern.sub(put, text)
    return text
