"""Simulated hours in a hospital, in which everything breaks on the way; and bugs that must not get through."""

import gc

import pytest

from tests.simulation.planted import caught
from tests.simulation.run import simulate

SEEDS = range(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_hours_in_which_everything_breaks_keep_every_promise(
    seed: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    ran = simulate(seed, 0.25)
    assert ran.failure is None, str(ran)
    gc.collect()
    assert (capsys.readouterr().err, caplog.text) == ("", ""), "no connection is left for the garbage collector"


@pytest.mark.parametrize(
    ("bug", "promise"),
    [
        ("marked before it is sent", "never marked as sent by hope"),
        ("ok is said before it is stored", "durable before acknowledged"),
    ],
)
def test_a_planted_bug_is_caught(bug: str, promise: str) -> None:
    found = caught(bug, range(20), 0.5)
    assert found is not None
    assert (found[1].failure or "").startswith(promise)


def test_a_seed_gives_the_same_log_each_time() -> None:
    first, again, other = simulate(3, 0.02), simulate(3, 0.02), simulate(0, 0.02)
    assert first.digest == again.digest
    assert first.digest != other.digest
