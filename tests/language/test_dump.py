"""A paste becomes pieces that stand where they say they stand."""

from bot.language.dump import read_dump, split
from tests.language.setting import NOW, PEOPLE, ZONE

PASTE = """From: charge nurse
Bed 4:
- call K-17's son by 3pm
- PT eval tomorrow; fax the auth
1) Omar to book the van Friday
[ ] restock the cart. Thanks all!

lunch was great
"""


def test_a_list_becomes_its_items_with_their_places_and_headings() -> None:
    pieces = split(PASTE)
    assert [piece.text for piece in pieces] == [
        "call K-17's son by 3pm",
        "PT eval tomorrow",
        "fax the auth",
        "Omar to book the van Friday",
        "restock the cart.",
        "Thanks all!",
        "lunch was great",
    ]
    assert all(PASTE[piece.start : piece.end] == piece.text for piece in pieces)
    assert pieces[0].heading == "Bed 4"


def test_only_what_asks_for_something_is_proposed() -> None:
    items = read_dump(PASTE, NOW, ZONE, PEOPLE)
    assert [item.piece.text for item in items if not item.proposed] == ["Thanks all!", "lunch was great"]


def test_a_forwarded_thread_keeps_who_said_what() -> None:
    thread = "Nina: please call the lab\nOmar: I will at 3\nNina: and page ortho"
    assert [(piece.speaker, piece.text) for piece in split(thread)] == [
        ("Nina", "please call the lab"),
        ("Omar", "I will at 3"),
        ("Nina", "and page ortho"),
    ]
