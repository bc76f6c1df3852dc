"""A request that the web workspace turns down."""

from collections.abc import Mapping


class Refused(Exception):
    """It cannot be done; `sentence` is for the person who asked, `errors` for the fields of their form."""

    def __init__(self, status: int, sentence: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.errors = errors or {}
