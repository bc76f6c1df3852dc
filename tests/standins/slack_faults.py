"""Faults on demand: what the next calls to a method meet instead of an answer."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    status: int = 200
    word: str = ""
    retry_after: int | None = None
    seconds: float = 0
    drop: bool = False
    after_work: bool = False
    """The method has done its work, and only the answer is lost."""


class Faults:
    """A plan by method name, used up call by call. The method of response URLs is called `response_url`."""

    def __init__(self) -> None:
        self.planned: dict[str, list[Fault]] = defaultdict(list)

    def error(self, method: str, word: str, times: int = 1) -> None:
        """`ok: false` with one of Slack's words, such as channel_not_found."""
        self.planned[method] += [Fault(word=word)] * times

    def limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """429 with Retry-After in seconds."""
        self.planned[method] += [Fault(status=429, word="ratelimited", retry_after=retry_after)] * times

    def crash(self, method: str, status: int = 500, times: int = 1, *, after_work: bool = False) -> None:
        self.planned[method] += [Fault(status=status, after_work=after_work)] * times

    def hang(self, method: str, seconds: float, times: int = 1, *, after_work: bool = False) -> None:
        """No answer for so long; then the usual one."""
        self.planned[method] += [Fault(seconds=seconds, after_work=after_work)] * times

    def drop(self, method: str, times: int = 1, *, after_work: bool = True) -> None:
        """The connection breaks; unless told otherwise, after the work was done."""
        self.planned[method] += [Fault(drop=True, after_work=after_work)] * times

    def clear(self) -> None:
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        return self.planned[method].pop(0) if self.planned[method] else None
