"""Origins: the hosts to which answers and the bot's token may go, and nowhere else."""

from urllib.parse import urlsplit

HOOKS = frozenset((("https", "hooks.slack.com", 443), ("https", "hooks.slack-gov.com", 443)))
FILES = frozenset((("https", "files.slack.com", 443), ("https", "files.slack-gov.com", 443)))


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no plain web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (ValueError, KeyError):
        return None
    plain = "@" not in parts.netloc and "\\" not in url and url.isprintable() and " " not in url
    return (parts.scheme, parts.hostname, port) if parts.hostname and plain else None
