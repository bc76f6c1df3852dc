"""On or off, as people say it of something that the bot does by itself."""

_ON = frozenset("on yes sí si activar".split())
_OFF = frozenset("off no stop desactivar".split())


def switch(text: str) -> bool | None:
    """True for "on", False for "off", in English or Spanish; None for anything else."""
    word = text.strip().casefold()
    return True if word in _ON else False if word in _OFF else None
