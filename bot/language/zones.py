"""Time zones as people type them: a name of the tz database, a city, or what Americans call theirs."""

from functools import lru_cache
from zoneinfo import available_timezones

# "EST" is a zone of the tz database too, but one that never changes its clock: nobody lives there.
_CALLED = {
    "America/New_York": "et est edt eastern",
    "America/Chicago": "ct cst cdt central",
    "America/Denver": "mt mst mdt mountain",
    "America/Los_Angeles": "pt pst pdt pacific",
    "America/Anchorage": "akst akdt alaska",
    "Pacific/Honolulu": "hst hawaii",
    "Europe/London": "gmt bst uk",
    "UTC": "utc z",
}


def read_zone(text: str) -> str | None:
    """The zone of "Europe/Berlin", "berlin", "new york" or "central"; None if it is no zone, or several."""
    wanted = "_".join(text.strip().casefold().split())[:64]
    wanted = wanted.removesuffix("_time").removesuffix("_standard").removesuffix("_daylight")
    return _zones().get(wanted)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """By everything that a zone may be called, without case; a city that is in two zones' names is left out."""
    names = sorted(name for name in available_timezones() if name == "UTC" or name.split("/")[0] in _REGIONS)
    cities: dict[str, str] = {}
    for name in names:
        city = name.rsplit("/", 1)[-1].casefold()
        cities[city] = name if city not in cities else ""
    found = {city: name for city, name in cities.items() if name}
    found |= {name.casefold(): name for name in names}
    return found | {word: name for name, words in _CALLED.items() for word in words.split()}


_REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
