"""Screening: what may identify somebody is found as care teams type it; what identifies nobody is not."""

import json
import random
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.language.screening import Kind, known_of, screen, stands_for

IDENTIFYING = (
    ("call Rosa Marquez's daughter at 3", Kind.name, "Rosa Marquez"),
    ("rosa marquez needs a ride", Kind.name, "rosa marquez"),
    ("la hija de Guadalupe Hernández llamó", Kind.name, "Guadalupe Hernández"),
    ("spoke w/ Mr. Okonkwo re: walker", Kind.name, "Okonkwo"),
    ("MRN 4471023 scanned", Kind.record, "MRN 4471023"),
    ("m.r.n.: 44 71 02 3", Kind.record, "44 71 02 3"),
    ("número de expediente 88123", Kind.record, "88123"),
    ("MRN ４４７１０２３", Kind.record, "４４７１０２３"),
    ("DOB 3/14/1952", Kind.date, "3/14/1952"),
    ("born March 14, 1952", Kind.date, "March 14, 1952"),
    ("nacida el 14 de marzo de 1952", Kind.date, "14 de marzo de 1952"),
    ("call her back at (312) 555-0199", Kind.phone, "(312) 555-0199"),
    ("tel. 55 1234 5678", Kind.phone, "55 1234 5678"),
    ("fax to 312.555.0147", Kind.phone, "312.555.0147"),
    ("lives at 1420 W Maple Street Apt 4B", Kind.address, "1420 W Maple Street Apt 4B"),
    ("vive en calle Morelos 214", Kind.address, "calle Morelos 214"),
    ("transfer to St. Vincent's tomorrow", Kind.place, "St. Vincent's"),
    ("moved here from Albuquerque", Kind.place, "Albuquerque"),
    ("email rosa.m@example.com", Kind.email, "rosa.m@example.com"),
    ("SSN 123-45-6789", Kind.ssn, "123-45-6789"),
    ("CURP MAHR520314MDFRRS09", Kind.ssn, "MAHR520314MDFRRS09"),
    ("Medicare ID 1EG4-TE5-MK73", Kind.account, "1EG4-TE5-MK73"),
    ("póliza 99-20134", Kind.account, "99-20134"),
    ("license plate 7ABC123", Kind.vehicle, "7ABC123"),
    ("pacemaker serial PM-88213", Kind.device, "PM-88213"),
    ("see https://portal.example.org/p/991", Kind.url, "https://portal.example.org/p/991"),
    ("logged in from 10.20.30.41", Kind.ip, "10.20.30.41"),
    ("94-year-old, lives alone", Kind.age, "94-year-old"),
    ("paciente de 97 años", Kind.age, "97 años"),
    ("bracelet X-9921-77", Kind.account, "X-9921-77"),
)

HARMLESS = """
recheck BP 120/80 and HR 72 before rounds
two visitors max, NPO after midnight
give lasix 40 mg IV, then strict I/O
check the foley and the hoyer lift
Babinski negative, Crohn's disease stable
2 of 3 units in, K 3.2 at 0600
PT eval, OT eval, then SNF bed search
72 year old, post-op day 2, pain 4/10
q4h neuro checks, bed 12, room 1430
!K-17 waits for the MRI
revisar la herida todos los días
pedir la silla de ruedas para mañana
avisar a la familia antes de las 3
presión 130/85, dolor 3 de 10
""".strip().splitlines()


@pytest.mark.parametrize(("text", "kind", "what"), IDENTIFYING)
def test_each_class_is_found_as_it_is_typed(text: str, kind: Kind, what: str) -> None:
    start = text.index(what)
    covered = {at for hit in screen(text) for at in range(hit.start, hit.end)}
    letters = {start + at for at, one in enumerate(what) if one.isalnum()}
    assert letters <= covered
    assert kind in {hit.kind for hit in screen(text) if hit.start < start + len(what) and hit.end > start}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    assert [text[hit.start : hit.end] for hit in screen(text)] == []


def test_what_the_workspace_knows_is_always_found_however_it_is_typed() -> None:
    known = known_of({"Will Park, MRN 447102": "K-17", "Grace": "K-18"})
    for text, alias in (
        ("ask will park", "K-17"),
        ("ask WILL-PARK about it", "K-17"),
        ("bed for Willpark", "K-17"),
        ("44 71 02 is back", "K-17"),
        ("447-102", "K-17"),
        ("Ｗｉｌｌ Pаrk", "K-17"),  # wide letters, and a Cyrillic а
        ("tell grace", "K-18"),
    ):
        [(_, found)] = stands_for(text, known)
        assert found == alias, text
    assert stands_for("the parking will be full", known) == ()


def test_any_text_is_screened_in_order_and_in_time() -> None:
    dice = random.Random(7)
    letters = "aK1 .-/@#:\n'é٣́\u202e\ud83dßЖ中"
    for _ in range(300):
        text = "".join(dice.choice(letters) for _ in range(dice.randrange(60)))
        hits = screen(text)
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
        assert all(one.end <= other.start for one, other in pairwise(hits))
    long = "1-2 " * 6_000 + "call Rosa Marquez"
    assert long[screen(long)[-1].start :] == "Rosa Marquez"


def test_a_script_gets_a_line_for_a_line() -> None:
    lines = ['{"id": 7, "text": "SSN 123-45-6789"}', "[]", '{"text": "thanks"}']
    told = CliRunner().invoke(app, ["screen"], input="\n".join(lines))
    assert [json.loads(line) for line in told.output.splitlines()] == [
        {"id": 7, "spans": [{"start": 0, "end": 15, "type": "ssn"}]},
        {"error": "ValueError: a JSON object with a text is needed"},
        {"spans": []},
    ]
