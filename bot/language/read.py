"""Reading one message: its words become when, how often, who, how urgent, for which patient, waiting for what."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care.urgency import Urgency
from bot.language.clinical import hide_numbers
from bot.language.kinds import Signs, is_request, kind_of
from bot.language.patients import Alias, aliases
from bot.language.people import named
from bot.language.reading import Candidate, Directory, Doubt, DoubtAbout, Kind, Reading, Span
from bot.language.urgent import pressing
from bot.language.vocabulary import line as tokenised
from bot.language.waiting import needs, waiting_on
from bot.language.when import Said, time_in
from bot.language.wording import remaining

LONGEST = 20_000
# A pasted chart is not a message: what stands further in than this is kept as text and not read for a time.
_READ = 4_000

_FOR_PATIENT = re.compile(r"(?:\b(?:for|re|regarding|about|on|para|de|sobre)\b:?|[,(])\s*$", re.I)


def read(text: str, now: datetime, zone: ZoneInfo, people: Directory, locale: str = "en") -> Reading:
    """What one message says. `now` is aware; `locale` ("en", "en-GB", "es") decides the order of day and month.

    Words that nothing claims stay in `what`. Never raises, whatever the text.
    """
    text = text[:LONGEST]
    head = text[:_READ]
    patients = aliases(head)
    masked = tuple((alias.start, alias.end) for alias in patients)
    who = named(head, people)
    if who.span and (head[who.span[0]] == "@" or (who.owner and who.owner.team)):
        masked += (who.span,)
    line, spanish = tokenised(head, locale)
    words = frozenset([token.word for token in line.tokens])
    hide_numbers(line, masked)
    said = time_in(line, now, zone, locale, spanish=spanish)
    times = said.spans if said else ()
    urgent = pressing(head, words)
    waits = waiting_on(head, words, times)
    cuts = [*times, *who.cuts, *((p.start, p.end) for p in urgent if p.cut)]
    if not head.rstrip(" )").endswith("?") or is_request(head):
        kept = (waits[1], waits[2]) if waits else (0, 0)
        closers = (*times, *((p.start, p.end) for p in urgent if p.cut))
        cuts += [cut for cut in _patient_cuts(head, patients, closers) if not kept[0] <= cut[0] < kept[1]]
    what = remaining(text, cuts)
    kind, sure = kind_of(
        head,
        what,
        Signs(
            timed=said is not None,
            owned=who.owner is not None or bool(who.doubts),
            urgent=bool(urgent),
            waits=waits is not None,
            patient=bool(patients),
        ),
    )
    # A question is kept as it was asked: who is on call for pharmacy tonight?
    what = remaining(text, []) if kind is Kind.question else what.rstrip(" ?")
    spans = [Span(field="when", start=start, end=end) for start, end in times]
    spans += [Span(field="patient", start=alias.start, end=alias.end) for alias in patients]
    spans += [Span(field="urgency", start=p.start, end=p.end) for p in urgent[:1]]
    if who.span and who.owner:
        spans.append(Span(field="owner", start=who.span[0], end=who.span[1]))
    if waits:
        spans.append(Span(field="waiting_on", start=waits[1], end=waits[2]))
    return Reading(
        what=what,
        when=said.when if said else None,
        other=said.other if said else None,
        end=said.end if said and said.end and said.when and said.end > said.when else None,
        whole_day=said.whole_day if said else False,
        rrule=said.rrule if said else None,
        interval=said.interval if said else None,
        owner=who.owner,
        urgency=urgent[0].level if urgent else Urgency.routine,
        urgency_words=urgent[0].words if urgent else "",
        kind=kind,
        sure=sure,
        patient=patients[0].code if patients else None,
        patients=tuple(dict.fromkeys(alias.code for alias in patients)),
        waiting_on=waits[0] if waits else None,
        needs=needs(head, words),
        doubts=(*_time_doubts(said), *who.doubts),
        spans=tuple(sorted(spans, key=lambda span: span.start)),
    )


def _time_doubts(said: Said | None) -> list[Doubt]:
    if said is None or not (said.when or said.rrule or said.interval):
        return [Doubt(about=DoubtAbout.no_time)]
    return [
        Doubt(about=about, words=words, candidates=tuple(Candidate(when=when) for when in choices))
        for about, words, choices in said.doubts
    ]


def _patient_cuts(text: str, found: list[Alias], times: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """An alias that only says for whom, at the edge of a clause, goes with its little word; others are grammar."""
    if len({alias.code for alias in found}) != 1:
        return [(alias.start, alias.start + 1) for alias in found if alias.marked]
    cuts = []
    for alias in found:
        after = text[alias.end :].lstrip(" ")
        at = len(text) - len(after)
        closes = not after or after[0] in ",;.!?)\n" or any(start <= at < end for start, end in times)
        lead = _FOR_PATIENT.search(text, max(0, alias.start - 12), alias.start)
        opens = not text[: alias.start].strip(" !,:-") and after[:1] in (":", ",", "-")
        if opens:
            cuts.append((alias.start, at + 1))
        elif closes and (alias.marked or (lead and lead[0].strip().lower() not in ("de", "about", "on"))):
            cuts.append((lead.start() if lead and lead[0].strip() not in (",", "(") else alias.start, alias.end))
        elif alias.marked:
            cuts.append((alias.start, alias.start + 1))
    return cuts
