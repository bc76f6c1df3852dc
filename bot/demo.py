"""The demo workspace: four colleagues, two channels and a few items, so that the first minute shows something."""

from datetime import UTC, datetime

from bot.adapters.web import Hint, Persona, Room
from bot.chat.card import Reply
from bot.chat.incoming import Address, Command, Platform, Sender
from bot.handlers.help import TOPICS
from bot.router import Router

TENANT = "demo"
WORKSPACE = "Demo clinic"
ZONE = "America/Chicago"

PEOPLE = (
    Persona(key="nina", name="Nina Alvarez", role="Nurse", zone=ZONE),
    Persona(key="omar", name="Omar Haddad", role="Social worker", zone=ZONE),
    Persona(key="lea", name="Lea Brandt", role="Physician", zone=ZONE),
    Persona(key="sam", name="Sam Okafor", role="Pharmacist", zone=ZONE),
)

ROOMS = (
    Room(key="care-team", name="care-team", topic="Medical ward 3B"),
    Room(key="discharge-planning", name="discharge-planning", topic="Who goes home, and what they need"),
)

HINTS = tuple(Hint(name=topic.name, usage=topic.examples[0], description=topic.summary) for topic in TOPICS)

_SAID = (
    ("nina", "care-team", "followup", "call K-17's daughter about the lost MRI in 45 minutes, urgent"),
    ("omar", "discharge-planning", "followup", "check prior auth for K-21 tomorrow at 10am, waiting on Aetna"),
    ("lea", "care-team", "task", "review CT report of K-17 tomorrow at 9am"),
    ("sam", "care-team", "task", "@nina confirm allergy list of K-30 in 3 hours"),
    ("nina", "care-team", "huddle", "7:30 weekdays"),
)


async def furnish(router: Router) -> None:
    """Say a few things, as people would. Each is heard once, however often the demo is started."""
    for number, (who, where, name, text) in enumerate(_SAID):
        await router.hear(_said(number, who, where, name, text), _silent)


def _said(number: int, who: str, where: str, name: str, text: str) -> Command:
    person = next(one for one in PEOPLE if one.key == who)
    mentions = tuple(_sender(one) for one in PEOPLE if f"@{one.key}" in text)
    return Command(
        id=f"furnish:{number}",
        sender=_sender(person),
        address=Address(platform=Platform.web, tenant=TENANT, channel=where, name=where),
        at=datetime.now(UTC),
        name=name,
        text=text,
        mentions=mentions,
    )


def _sender(person: Persona) -> Sender:
    return Sender(
        platform=Platform.web,
        tenant=TENANT,
        user=person.key,
        name=person.name,
        username=person.key,
        zone=person.zone,
    )


async def _silent(_reply: Reply) -> None:
    """Nobody is looking yet."""
