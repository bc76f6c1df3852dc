"""Cards that speak of a patient under 42 CFR Part 2: with the notice, without the alias, or not shown at all."""

from collections.abc import Collection
from dataclasses import replace

from bot.cards.handoff import quiet
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import policy
from bot.care.privacy import Detail
from bot.care.protection import NOTICE, Disclosure, hidden, spoken_of
from bot.chat.card import Bold, Button, Card, Code, Link, Mention, Span, When


def spoken(card: Card, reader: Reader, *, asked: bool) -> frozenset[str]:
    """Which protected patients a card speaks of: by what was drawn, or by its words.

    An answer to what was `asked`, in which nothing is drawn, may repeat an alias that the reader typed. Below that
    no notice tells that there is something about it.
    """
    protected = reader.people.protected
    if not protected or (asked and not reader.shown and reader.detail is Detail.full):
        return frozenset()
    spans = [*card.title, *(span for line in card.lines for span in line.spans)]
    texts = [_words(span) for span in spans] + [button.label for button in _buttons(card)]
    return spoken_of(texts, protected) | {patient for _, patient in reader.shown if patient in protected}


def disclosed(
    card: Card, patients: frozenset[str], reader: Reader, *, shared: bool
) -> tuple[Card, Disclosure]:  # fmt: skip
    """The card, which speaks of these protected patients, as it may be shown where it goes, and what was decided;
    `shared` where many people read it."""
    say = reader.say
    decided = policy.disclosure(
        patients, reader.people.protected, shared=shared, full=reader.detail is Detail.full
    )
    match decided:
        case Disclosure.plain:
            return card, decided
        case Disclosure.noticed:
            return replace(card, lines=(*card.lines, quiet(_notice(patients)))), decided
        case Disclosure.withheld if shared:
            told = say("What this is about is not shown here. Who has to do with it sees it in a direct message.")
            return replace(card, title=(card.fallback,), lines=(quiet(told),)), decided
        case Disclosure.withheld:
            return _without(card, reader.people.protected, reader), decided


def unposted(reader: Reader, patients: Collection[str | None], *texts: str | None) -> bool:
    """Whether what is about these patients, in these words, is left out of what a whole channel reads."""
    protected = reader.people.protected
    named = spoken_of((text for text in texts if text), protected) | {one for one in patients if one in protected}
    return policy.disclosure(named, protected, shared=True, full=True) is Disclosure.withheld


def hidden_where_withheld(text: str, reader: Reader) -> str:
    """The text without the aliases of the protected, where no patient details may go."""
    return text if reader.detail is Detail.full else hidden(text, reader.people.protected)


def notice_of(patients: Collection[str | None], reader: Reader) -> str:
    """What has to stand below that speaks of these patients in full; nothing where none of them is protected."""
    named = frozenset(one for one in patients if one in reader.people.protected and one is not None)
    return _notice(named) if named and reader.detail is Detail.full else ""


def _notice(patients: Collection[str]) -> str:
    return f"{', '.join(sorted(patients))}: {NOTICE}"


def marked(alias: str, on: bool, reader: Reader) -> Card:
    """That a patient is protected from now on, or no more."""
    say = reader.say
    if not on:
        return note(say("{alias} is shown as all patients are.", alias=alias), say)
    return note(
        say("{alias} is protected now.", alias=alias),
        say,
        say("It is not shown in channels, in huddles and on Telegram, and no model reads of it."),
        say("A lead can lift that: /patient {alias} part2 off", alias=alias),
    )  # fmt: skip


def _without(card: Card, protected: Collection[str], reader: Reader) -> Card:
    """The same without the aliases."""
    told = reader.say("Which patient it is about is not shown here. Read it on Slack or in the web workspace.")
    lines = [
        replace(
            line,
            spans=_hidden(line.spans, protected),
            opens=_relabelled(line.opens, protected) if line.opens else None,
            buttons=tuple(_relabelled(one, protected) for one in line.buttons),
        )
        for line in card.lines
    ]
    return replace(
        card,
        title=_hidden(card.title, protected),
        lines=(*lines, quiet(told)),
        buttons=tuple(_relabelled(one, protected) for one in card.buttons),
    )


def _hidden(spans: tuple[Span, ...], protected: Collection[str]) -> tuple[Span, ...]:
    changed: list[Span] = []
    for span in spans:
        match span:
            case str():
                changed.append(hidden(span, protected))
            case Bold() | Code() | Link():
                changed.append(replace(span, text=hidden(span.text, protected)))
            case Mention() | When():
                changed.append(span)
    return tuple(changed)


def _relabelled(button: Button, protected: Collection[str]) -> Button:
    return replace(button, label=hidden(button.label, protected))


def _words(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold() | Code() | Link():
            return span.text
        case Mention() | When():
            return ""


def _buttons(card: Card) -> list[Button]:
    found = list(card.buttons)
    for line in card.lines:
        found += [*line.buttons, *((line.opens,) if line.opens else ())]
    return found
