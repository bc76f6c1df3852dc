"""Outgoing: the last things that are done to a card, whoever made it: what may not be shown where it goes is taken
out, what is shown is kept in the audit, and whoever is mentioned gets the id that their platform knows."""

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import protection
from bot.cards.reader import Reader
from bot.care.protection import Disclosure
from bot.chat.card import Card, Mention, Span
from bot.store.audit import Act
from bot.store.work import Work

REPLY = "reply"
"""How the audit calls what was shown in answer to somebody; all else by the kind of notice."""


def drawn(work: Work, card: Card | None, reader: Reader, how: str, *, shared: bool) -> Card | None:
    """The card as it may be shown where it goes. The audit has what is shown and what was withheld."""
    decided, kept_back = Disclosure.plain, frozenset[str]()
    if card is not None:
        kept_back = protection.spoken(card, reader, asked=how == REPLY)
        card, decided = protection.disclosed(card, kept_back, reader, shared=shared)
    if decided is Disclosure.withheld:
        for patient in sorted(kept_back):
            work.audit.note(Act.denial, "", patient=patient, detail="42 CFR part 2")
    for about, whose in sorted(reader.shown, key=str):
        if decided is not Disclosure.withheld or whose not in kept_back:
            work.audit.note(Act.view, about, patient=whose, detail=how)
    return card


async def with_users(work: Work, card: Card, platform: str, tenant: str) -> Card:
    """The card with every mention carrying the id by which its platform knows the member."""
    mentioned = [span.member for spans in _all_spans(card) for span in spans if isinstance(span, Mention)]
    if not mentioned:
        return card
    users: Mapping[int, str] = dict(await work.members.users_on(platform, tenant, mentioned))  # type: ignore[arg-type]

    def known(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(
            replace(span, user=users.get(span.member)) if isinstance(span, Mention) else span for span in spans
        )

    lines = tuple(replace(line, spans=known(line.spans)) for line in card.lines)
    return replace(card, title=known(card.title), lines=lines)


def _all_spans(card: Card) -> list[tuple[Span, ...]]:
    return [card.title, *(line.spans for line in card.lines)]
