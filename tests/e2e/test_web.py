"""The whole bot in the web workspace, seen in a browser: what people do with the page, from word to outcome."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import chromium, complaints_of
from tests.e2e.whole import Whole, running

EVIL = "K-17 <img src=x onerror=alert(1)> <script>alert(2)</script> \u202egnp.exe in 2 hours"
SAID_BACK = (
    "K-17 is a watcher on day 2 after hip repair. I call the daughter about the lost MRI, I call radiology about"
    " the MRI, and if the MRI is not back by 14:00, then I call radiology"
)
WIDE = "ask about " + "K" * 300 + " and https://example.org/" + "a/" * 150 + " in 2 hours"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Whole]:
    async with running(tmp_path, web=True) as whole:
        yield whole


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


Sit = Callable[..., Awaitable["Seat"]]


@pytest.fixture
async def sit(browser: Browser, bot: Whole) -> AsyncIterator[Sit]:
    """Opens the page as somebody. Any complaint of the browser, such as one about the content security policy,
    and any dialog, fails the test."""
    seats: list[Seat] = []
    complaints: list[str] = []

    async def sit(who: str, width: int = 1280, height: int = 860) -> Seat:
        context = await browser.new_context(viewport={"width": width, "height": height})
        page = await context.new_page()
        seats.append(Seat(page))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        heard = complaints_of(page)
        await page.goto(f"{bot.url}/?as={who}")
        await expect(page.get_by_role("heading", name="# care-team", exact=True)).to_be_visible()
        await expect(page.locator("#offline")).to_be_hidden()
        seats[-1].complaints = heard
        return seats[-1]

    yield sit
    for seat in seats:
        complaints += seat.complaints
        await seat.page.context.close()
    assert [one for one in complaints if "status of 422" not in one] == []


class Seat:
    """Somebody at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []

    async def say(self, text: str) -> None:
        box = self.page.get_by_role("combobox")
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def enter(self, channel: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=channel).click()

    async def press(self, card: Locator, name: str) -> None:
        await card.get_by_role("button", name=name, exact=True).click()

    def card(self, words: str) -> Locator:
        """The last message in which these words stand in a card or form."""
        return self.page.locator(".card", has_text=words).last

    async def clock(self, name: str | re.Pattern[str]) -> None:
        clock = self.page.get_by_role("region", name="Clock of the demo")
        await clock.get_by_role("button", name=name).click()
        await expect(clock).not_to_have_attribute("aria-busy", "true")

    async def overflow(self) -> float:
        return float(await self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def test_a_followup_goes_from_a_doubt_to_an_outcome_and_back(sit: Sit) -> None:
    nina = await sit("nina")
    await nina.say("/followup call K-17's daughter about the consent in 50 minutes @maria")
    doubt = nina.card("I do not know “@maria” yet. Who is it for?")
    await expect(doubt).to_contain_text("Kept as a draft, #5.")
    place = doubt.locator("xpath=ancestor::li[1]")
    message = await place.get_attribute("id")
    await nina.press(doubt, "you")
    saved = nina.card("Saved as follow-up #5")
    await expect(saved).to_contain_text("Mon 23 Nov, 07:50 (America/Chicago) · you")
    assert await saved.locator("xpath=ancestor::li[1]").get_attribute("id") == message, "it stays where it was"

    await nina.clock("+1 h")
    dm = nina.page.get_by_role("navigation").get_by_role("button", name="Stitch")
    await expect(dm).to_contain_text("unread")
    await dm.click()
    reminder = nina.page.locator(".message", has_text=re.compile(r"Now due: #5")).locator(".card")
    await expect(reminder).to_contain_text("call K-17's daughter about the consent")
    below = await nina.page.locator(".message").count()
    await nina.press(reminder, "Done")
    asked = nina.card("What came of #5?")
    await nina.press(asked, "Reached")
    closed = nina.card("Reached: #5")
    await expect(nina.page.locator(".message")).to_have_count(below)
    await nina.press(closed, "Undo")
    await expect(nina.card("Undone: #5")).to_be_visible()
    await nina.say("/mine")
    await expect(nina.card("Yours (")).to_contain_text("call K-17's daughter about the consent")


async def test_a_handoff_is_filled_in_accepted_and_moves_its_items(sit: Sit) -> None:
    nina, lea = await sit("nina"), await sit("lea")
    await nina.say("/task call radiology about K-17's MRI at 2pm")
    await expect(nina.card("Saved as task #5")).to_be_visible()
    await nina.say("/handoff @lea K-17")
    form = nina.page.get_by_role("form", name="K-17 to Lea Brandt")
    await expect(form.get_by_label("stable", exact=True)).to_be_focused()
    await nina.press(form, "Save")
    await expect(form.get_by_text("Please fill this in.")).to_have_count(2)
    await form.get_by_label("Watcher").check()
    await form.get_by_label("Patient summary").fill("Day 2 after hip repair.\nMRI pending.")
    await form.get_by_label("If … then …").fill("if the MRI is not back by 14:00, then call radiology")
    await expect(form.get_by_label("#5 call radiology about K-17's MRI")).to_be_checked()
    await nina.press(form, "Save")
    draft = nina.card("to Lea Brandt, not sent yet")
    await expect(form).to_have_count(0)
    await nina.press(draft, "Send")
    await expect(nina.card("is on offer to Lea Brandt")).to_be_visible()

    await lea.enter("Stitch")
    offer = lea.card("Nina Alvarez hands over to you")
    await expect(offer).to_contain_text("if the MRI is not back by 14:00")
    await lea.press(offer, "Accept")
    form = lea.page.get_by_role("form", name="Accept handoff")
    await form.get_by_label("Say it back in your own words").fill(SAID_BACK)
    await lea.press(form, "Accept")
    await expect(lea.card("is yours now")).to_contain_text(f"You said back: “{SAID_BACK}”")
    await lea.say("/mine")
    await expect(lea.card("Yours (")).to_contain_text("call radiology about K-17's MRI")

    await nina.enter("Stitch")
    await expect(nina.card("Lea Brandt has accepted")).to_contain_text("I call radiology")
    await nina.say("/mine")
    await expect(nina.card("Yours")).not_to_contain_text("radiology")


async def test_the_huddle_comes_at_its_time_and_its_lines_are_pressed_without_losing_it(sit: Sit) -> None:
    nina, sam = await sit("nina"), await sit("sam")
    await sam.say("/team new pharmacy")
    await sam.say("/team pharmacy add @sam")
    await nina.say("/task check interactions for K-17 @pharmacy by 3pm")
    await nina.say("/huddle 7:30 weekdays")
    await expect(nina.card("Huddle here at 07:30, America/Chicago")).to_be_visible()
    await nina.clock(re.compile("Next huddle 07:30"))
    huddle = nina.card("Raised before and still open")
    await expect(huddle).to_contain_text("Mon 23 Nov, 07:30")
    await expect(huddle).to_contain_text("check interactions for K-17")
    before = await huddle.inner_text()

    post = sam.card("Raised before and still open")
    await post.get_by_role("button", name=re.compile("Claim: check interactions")).click()
    claimed = sam.card("#5 is yours")
    await expect(claimed.locator("xpath=ancestor::li[1]")).to_contain_text("Only visible to you")
    await nina.press(huddle, "Done: call K-17's daughter about the lost MRI"
                             " · Mon 23 Nov, 07:45 (America/Chicago) · Nina Alvarez · urgent")  # fmt: skip
    await nina.press(nina.card("What came of #1?"), "Reached")
    await expect(nina.card("Reached: #1")).to_be_visible()
    await huddle.get_by_role("button", name=re.compile("^#3: ")).click()
    await expect(nina.card("Task #3")).to_contain_text("review CT report of K-17")
    assert await huddle.inner_text() == before, "the post stays for the others"

    await nina.page.locator(".messages > .message", has=huddle).hover()
    await nina.page.get_by_role("button", name=re.compile("Reply to Stitch, 07:30")).last.click()
    await nina.say("order a walker for K-17 tomorrow 9am")
    thread = nina.page.locator(".messages > .message", has=huddle).locator(":scope > .thread")
    await thread.get_by_role("button", name="Save", exact=True).click()
    await expect(thread).to_contain_text("Saved: 1")


async def test_of_two_who_claim_at_once_one_is_first_and_the_other_reads_who(sit: Sit) -> None:
    omar, sam = await sit("omar"), await sit("sam")
    await sam.say("/team new pharmacy")
    await sam.say("/team pharmacy add @sam")
    await sam.say("/team pharmacy add @omar")
    await omar.say("/task check interactions for K-17 @pharmacy by 3pm")
    seats = (omar, sam)
    claims = [seat.card("has #5 for pharmacy").get_by_role("button", name="Claim") for seat in seats]
    pressed = [await claim.element_handle() for claim in claims]
    await asyncio.gather(*(button.evaluate("button => button.click()") for button in pressed if button))
    sorry = [seat.page.locator(".message.private", has_text="Ask them first.") for seat in seats]
    async with asyncio.timeout(5):
        while sum([await one.count() for one in sorry]) == 0:  # noqa: ASYNC110 - a page has no event for it
            await asyncio.sleep(0.05)
    first = 1 if await sorry[0].count() else 0
    await expect(seats[first].card("#5 is yours")).to_be_visible()
    await expect(sorry[1 - first]).to_contain_text(f"#5 is with {('Omar Haddad', 'Sam Okafor')[first]}.")
    await expect(sorry[first]).to_have_count(0)


async def test_everything_can_be_done_with_the_keyboard_alone(sit: Sit) -> None:
    nina = await sit("nina")
    keyboard = nina.page.keyboard
    await keyboard.press("/")
    await keyboard.type("fol")
    await keyboard.press("Tab")
    await keyboard.type("call K-17's daughter about the consent in 50 minutes")
    await keyboard.press("Enter")
    await expect(nina.card("Saved as follow-up #5")).to_be_visible()
    await keyboard.press("Shift+Tab")
    await expect(nina.page.get_by_role("button", name="Undo")).to_be_focused()
    await keyboard.press("Shift+Tab")
    await expect(nina.page.get_by_role("button", name="Edit")).to_be_focused()
    await keyboard.press("Enter")
    form = nina.page.get_by_role("form", name="Edit #5")
    await expect(form.get_by_label("What")).to_be_focused()
    await keyboard.press("End")
    await keyboard.type(" form")
    await form.get_by_label("When").focus()
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("ArrowDown")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(nina.card("Changed: #5")).to_contain_text("about the consent form")
    await keyboard.press("/")
    await expect(nina.page.get_by_role("combobox", name="Message #care-team")).to_be_focused()
    await keyboard.type("who")
    await expect(nina.page.get_by_role("combobox", name="Message #care-team")).to_have_value("/who")


async def test_on_a_phone_nothing_is_wider_than_the_screen(sit: Sit) -> None:
    nina = await sit("nina", width=390, height=844)
    for words in ("/followup " + WIDE, WIDE, "/huddle", "/help", "/help followup", "/handoff @lea"):
        await nina.say(words)
        assert await nina.overflow() <= 0, words
    await expect(nina.page.get_by_role("form")).to_be_visible()
    wide = await nina.page.evaluate(
        "[...document.querySelectorAll('.timeline *')].filter((e) => e.checkVisibility()"
        " && !e.closest('.unseen') && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML)"
    )
    assert wide == []
    small = await nina.page.evaluate(
        "[...document.querySelectorAll('.timeline button, .composer button')].filter((e) => e.checkVisibility()"
        " && e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)"
    )
    assert small == [], "too small for a finger"
    await nina.page.get_by_role("button", name="Open the sidebar").click()
    await nina.enter("Stitch")
    await expect(nina.page.get_by_role("heading", name="Stitch", exact=True)).to_be_visible()
    assert await nina.overflow() <= 0


async def test_what_people_type_is_shown_and_never_interpreted(sit: Sit, bot: Whole) -> None:
    nina, omar = await sit("nina"), await sit("omar")
    await nina.say(EVIL)
    await nina.say(f"/task {EVIL}")
    await nina.say("/huddle")
    huddle = omar.card("Huddle")
    await expect(huddle).to_contain_text("<img src=x onerror=alert(1)> <script>alert(2)</script> gnp.exe")
    await expect(omar.page.locator(".talk")).to_have_text(EVIL.replace("\u202e", ""))
    for seat in (nina, omar):
        assert await seat.page.locator(".messages :is(script, iframe, img:not(.avatar))").count() == 0
        assert "\u202e" not in await seat.page.inner_text("body")
    async with httpx.AsyncClient(base_url=bot.url) as http:
        policy = (await http.get("/")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
