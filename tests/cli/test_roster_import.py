"""`stitch roster import`: what a file would change is shown, bad lines are named, it is all of it or nothing."""

import asyncio
import itertools
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.database import Database, open_database
from bot.store.keys import new_entry, parsed
from tests.conversations.chat import Chat

KEY = new_entry()
DAY = (datetime.now(UTC) + timedelta(days=7)).date()
NEXT = DAY + timedelta(days=1)


class Ward:
    """A ward on a file, spoken to and imported into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.url = f"sqlite:///{folder / 'stitch.db'}"

    def say(self, *lines: tuple[str, str]) -> str:
        """What the bot answered last."""
        return asyncio.run(self._said(lines))

    async def _said(self, lines: tuple[tuple[str, str], ...]) -> str:
        database: Database = open_database(self.url, parsed(KEY))
        chat = await Chat(database).open()
        chat.clock.at, chat.numbers = datetime.now(UTC), self.numbers
        said = [await chat.say(who, text) for who, text in lines]
        self.told = {who: [one.text for one in chat.dms(who)] for who in ("Lea", "Omar")}
        await database.close()
        return said[-1].text if said and said[-1] else ""

    def take_in(self, text: str, *options: str, name: str = "nights.csv", team: str = "nights") -> Result:
        (self.folder / name).write_text(text)
        arguments = ["roster", "import", str(self.folder / name), "--team", team, *options]
        return CliRunner().invoke(app, arguments, env={"DATABASE_URL": self.url, "STITCH_KEY": KEY})


@pytest.fixture
def ward(tmp_path: Path, migrated_file: Path) -> Ward:
    shutil.copy(migrated_file, tmp_path / "stitch.db")
    made = Ward(tmp_path)
    made.say(*((who, "/help") for who in ("Nina", "Omar", "Lea", "Sam")), ("Nina", "/team new nights"))
    return made


def test_a_csv_is_shown_then_imported_then_changed_by_the_next(ward: Ward) -> None:
    first = f"Date;Start;End;Name;Shift\n{DAY};19:00;07:00;Lea Brandt;\n{NEXT};7pm;7am;@omar;late\n"
    dry = ward.take_in(first, "--dry-run")
    assert (dry.exit_code, dry.output.splitlines()[1:]) == (0, [
        f"+ {DAY:%a} {DAY} 19:00-07:00  Lea Brandt",
        f"+ {NEXT:%a} {NEXT} 19:00-07:00  Omar Haddad  late",
        "= 0 as before",
        "Will be in the team: Omar Haddad, Lea Brandt",
        "Nothing has changed yet. To import it: the same without --dry-run",
    ])  # fmt: skip
    assert "no shifts" in ward.say(("Nina", "/oncall nights"))
    assert ward.take_in(first).output.splitlines()[-1] == "Imported."
    assert "nights · Lea Brandt" in ward.say(("Nina", f"/oncall nights {DAY} 23:00"))
    assert ward.told["Lea"][-1].splitlines()[0] == "The roster of nights was imported. Your shifts now:"
    second = f"who,date,start,end\nLea,{DAY},19:00,07:00\nSam,{NEXT},19:00,07:00\n"
    assert ward.take_in(second).output.splitlines()[1:] == [
        f"+ {NEXT:%a} {NEXT} 19:00-07:00  Sam Okafor",
        f"- {NEXT:%a} {NEXT} 19:00-07:00  Omar Haddad  late",
        "= 1 as before",
        "Will be in the team: Sam Okafor",
        "Imported.",
    ]  # fmt: skip
    assert ward.take_in(second).output.splitlines()[-1] == "Nothing has changed."


def test_bad_lines_are_named_with_the_reason_and_nothing_is_imported(ward: Ward) -> None:
    refused = ward.take_in(
        "who,date,start,end\n"
        f"Lea,{DAY},19:00,07:00\n"
        f"Maria,{DAY},19:00,07:00\n"
        "Lea,11/12/2030,19:00,07:00\n"
        f"Omar,{DAY},evening,07:00\n"
        "Omar,2030-02-30,19:00,07:00\n"
        f'"Omar\nHaddad",{NEXT},19:00\n'
    )
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        "nights.csv, line 3: nobody here is called “Maria”. Whoever is on has to have written to the bot once",
        "nights.csv, line 4: “11/12/2030” may be two days. Write it as 2030-11-12",
        "nights.csv, line 5: “evening” and “07:00” are no times of day, such as 19:00 and 07:00",
        "nights.csv, line 6: there is no 2030-02-30",
        "nights.csv, line 8: “19:00” and “” are no times of day, such as 19:00 and 07:00",
        "Nothing was imported: 5 of its lines cannot be used.",
    ]
    assert "no shifts" in ward.say(("Nina", "/oncall nights"))
    for text, why in {
        "name;date\n": "nights.csv: there is no column start, end. The first line names the columns, "
        "for example: who,date,start,end,shift",
        "": "nights.csv: the file is empty. The first line names the columns, "
        "for example: who,date,start,end,shift",
    }.items():
        assert ward.take_in(text).output.splitlines() == [why]
    nowhere = ward.take_in("who,date,start,end\n", team="days")
    assert nowhere.output == "nights.csv: there is no team days, only: nights. In the chat: /team new days\n"


CALENDAR = f"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//ward//rota//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID=America/Chicago:{DAY:%Y%m%d}T190000
DTEND;TZID=America/Chicago:{NEXT:%Y%m%d}T070000
RRULE:FREQ=DAILY;COUNT=3
EXDATE;TZID=America/Chicago:{NEXT:%Y%m%d}T190000
SUMMARY:Nights: Lea Brandt
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:{NEXT:%Y%m%d}T190000
DURATION:PT12H
SUMMARY:Omar and Sam (late)
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_imported_with_what_repeats_and_what_is_left_out(ward: Ward) -> None:
    last = DAY + timedelta(days=2)
    taken = ward.take_in(CALENDAR, name="rota.ics")
    assert taken.output.splitlines()[1:-1] == [
        f"+ {DAY:%a} {DAY} 19:00-07:00  Lea Brandt",
        f"+ {NEXT:%a} {NEXT} 19:00-07:00  Omar Haddad  late",
        f"+ {NEXT:%a} {NEXT} 19:00-07:00  Sam Okafor  late",
        f"+ {last:%a} {last} 19:00-07:00  Lea Brandt",
        "= 0 as before",
        "Will be in the team: Omar Haddad, Lea Brandt, Sam Okafor",
    ]
    assert "nights · late · Omar Haddad, Sam Okafor" in ward.say(("Nina", f"/oncall nights {NEXT} 23:00"))
    gone = CALENDAR.replace("COUNT=3", "COUNT=2")
    assert f"- {last:%a} {last} 19:00-07:00  Lea Brandt" in ward.take_in(gone, name="rota.ics").output
    broken = CALENDAR.replace("RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=SOMETIMES")
    refused = ward.take_in(broken, name="rota.ics")
    assert refused.output.splitlines()[0].startswith("rota.ics, line 4: ")
    assert refused.output.splitlines()[-1] == "Nothing was imported: 1 of its lines cannot be used."
    often = ward.take_in(CALENDAR.replace("FREQ=DAILY", "FREQ=SECONDLY"), name="rota.ics")
    assert often.output.splitlines()[0] == "rota.ics, line 4: it comes back every few minutes"
    garbage = ward.take_in("BEGIN:VCALENDAR\nhello\n", name="rota.ics")
    assert (garbage.exit_code, garbage.output.startswith("rota.ics: this is no calendar")) == (1, True)


def test_what_was_swapped_by_hand_stays_through_the_next_import(ward: Ward) -> None:
    text = f"who,date,start,end\nLea,{DAY},19:00,07:00\nOmar,{NEXT},19:00,07:00\n"
    ward.take_in(text)
    ward.say(("Lea", f"/shift nights {DAY} @sam"))
    again = ward.take_in(text)
    assert again.output.splitlines()[-1] == "Nothing has changed."
    assert "nights · Sam Okafor" in ward.say(("Nina", f"/oncall nights {DAY} 23:00"))
