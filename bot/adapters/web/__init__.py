"""The web workspace: a small team chat of our own, both the platform and its adapter."""

from bot.adapters.web.adapter import Web
from bot.adapters.web.time import Time
from bot.adapters.web.workspace import Hint, Persona, Room

__all__ = ["Hint", "Persona", "Room", "Time", "Web"]
