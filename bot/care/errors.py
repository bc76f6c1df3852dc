"""What a person should hear when something cannot be done: a refusal whose text is ready to be read."""


class CareError(Exception):
    """A friendly refusal. `text` is English with `{placeholders}` for `values`; it is translated when shown.

    Says what is wrong and, where that helps, an example of what works.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values
        self.about = ""
        """What it was refused for, as the audit names it; empty when nothing was refused."""
        self.patient: str | None = None


class NotAllowed(CareError):
    """The member may not do this; nothing was changed."""


class NotFound(CareError):
    """There is no such thing, or none that this member may see; the two read the same on purpose."""


class Naming(CareError):
    """It seems to name a patient, where only aliases may be written."""

    field = ""
    """The field of the form that it stood in."""


class AlreadyClosed(CareError):
    """Somebody was first."""
