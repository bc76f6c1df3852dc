"""Forms as the platform sees them: what was filled in is checked against the fields before the bot hears it."""

from collections.abc import Mapping, Sequence

from bot.adapters.web.refusal import Refused
from bot.chat.card import Card, Field, Kind, Line, Question, Style
from bot.chat.text import clean

Values = Mapping[str, str | Sequence[str]]


def filled(question: Question, values: Values) -> dict[str, str | tuple[str, ...]]:
    """The values of all fields; a field that was not sent keeps what stood in it. Raises Refused with the
    errors by field."""
    words = WORDS.get(question.locale, WORDS["en"])
    names = {field.name for field in question.fields}
    if unknown := [name for name in values if name not in names]:
        raise Refused(422, f"The form has no field “{clean(unknown[0])[:40]}”; it has {', '.join(sorted(names))}.")
    taken = {field.name: _value(field, values.get(field.name, field.value)) for field in question.fields}
    errors = {
        field.name: words[problem] for field in question.fields if (problem := _problem(field, taken[field.name]))
    }
    if errors:
        raise Refused(422, next(iter(errors.values())), errors)
    return taken


def closed(question: Question) -> Card:
    """What remains of a form that was sent."""
    words = WORDS.get(question.locale, WORDS["en"])
    return Card(
        title=(question.title,),
        lines=(Line(spans=(words["sent"],), style=Style.quiet),),
        fallback=question.fallback,
        locale=question.locale,
    )


def _value(field: Field, given: str | Sequence[str]) -> str | tuple[str, ...]:
    """One string, or of a `choices` field several; a lone string there means one choice."""
    if field.kind is Kind.choices:
        return ((given,) if given else ()) if isinstance(given, str) else tuple(given)
    return given if isinstance(given, str) else ", ".join(given)


def _problem(field: Field, value: str | tuple[str, ...]) -> str | None:
    if not (value.strip() if isinstance(value, str) else value):
        return None if field.optional else "empty"
    if field.kind in (Kind.choice, Kind.choices):
        offered = {option.value for option in field.options}
        chosen = {value} if isinstance(value, str) else set(value)
        return None if chosen <= offered else "not offered"
    return "too long" if len(value) > field.max_length else None


WORDS = {
    "en": {
        "sent": "Sent",
        "empty": "Please fill this in.",
        "not offered": "Please choose one of the answers offered.",
        "too long": "This is too long; please shorten it.",
    },
    "es": {
        "sent": "Enviado",
        "empty": "Falta completar este campo.",
        "not offered": "Elegir una de las respuestas de la lista.",
        "too long": "Es demasiado largo; acortar, por favor.",
    },
}
