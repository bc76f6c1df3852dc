"""The page of the web workspace in a real browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.adapters.web.conftest import PEOPLE, Served
from tests.adapters.web.demo_bot import echo
from tests.browser import chromium, complaints_of


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def page(browser: Browser, chat: Served) -> AsyncIterator[Page]:
    """The page as Nina sees it; anything that the browser complains about fails the test."""
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    complaints = complaints_of(page)
    await page.goto(f"{chat.url}/?as=nina")
    await expect(page.get_by_role("heading", name="# care-team", exact=True)).to_be_visible()
    yield page
    await page.close()
    assert [one for one in complaints if "Failed to load resource" not in one] == []


async def test_a_command_is_completed_sent_and_its_card_pressed_with_the_keyboard(
    page: Page, chat: Served
) -> None:
    await page.keyboard.press("/")
    box = page.get_by_role("combobox")
    await expect(box).to_be_focused()
    await expect(page.get_by_role("option")).to_have_count(4)
    await page.keyboard.type("h")
    await expect(page.get_by_role("option")).to_have_count(3)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/huddle ")
    await page.keyboard.press("Enter")
    card = page.locator(".card", has_text="Overdue")
    await expect(card).to_be_visible()
    await card.get_by_role("button", name="Claim: Call daughter").press("Enter")
    note = page.locator(".message.private", has_text="claim t12")
    await expect(note).to_contain_text("Only visible to you")
    await note.get_by_role("button", name="Dismiss").click()
    await expect(note).to_have_count(0)


async def test_a_form_shows_its_errors_at_the_field_and_closes_when_it_is_right(page: Page, chat: Served) -> None:
    await page.get_by_role("combobox").fill("/handoff @lea")
    await page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Hand off to Lea Brandt")
    await form.get_by_role("button", name="Send handoff").click()
    summary = form.get_by_label("Patient summary")
    await expect(summary).to_be_focused()
    await expect(summary).to_have_attribute("aria-invalid", "true")
    await expect(form).to_contain_text("Please fill this in.")
    await summary.fill("wrong")
    await form.get_by_role("button", name="Send handoff").click()
    await expect(form).to_contain_text("Say how the patient is.")
    await expect(summary).to_have_value("wrong")
    await summary.fill("Stable after surgery")
    await form.get_by_label("unstable").check()
    await form.get_by_label("Reconcile warfarin").uncheck()
    await form.get_by_role("button", name="Send handoff").click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".card", has_text="The handoff is on its way")).to_be_visible()
    answer = chat.bot.heard[-1]
    assert getattr(answer, "values", None) == {
        "severity": "unstable",
        "summary": "Stable after surgery",
        "actions": ("12",),
        "if": "",
        "when": "At 18:45",
    }


async def test_what_others_say_arrives_live_and_unread_elsewhere(page: Page, chat: Served) -> None:
    await expect(page.locator("#offline")).to_be_hidden()
    await chat.say("omar", "care-team", "The <b>daughter</b> rang @nina <img src=x onerror=alert(1)>")
    message = page.locator(".message", has_text="daughter")
    await expect(message.locator(".talk")).to_have_text(
        "The <b>daughter</b> rang @nina <img src=x onerror=alert(1)>"
    )
    await expect(message.locator(".mention.me")).to_have_text("@nina")
    await chat.say("omar", "discharge-planning", "K-21 goes home today")
    room = page.get_by_role("button", name="discharge-planning")
    await expect(room).to_contain_text("1")
    await room.click()
    await expect(page.locator(".message", has_text="goes home")).to_be_visible()
    await expect(room).not_to_contain_text("1")
    await chat.web.send(await chat.web.direct("demo", "nina"), echo(""), "k")
    await expect(page.get_by_role("button", name="Stitch 1 unread")).to_be_visible()


async def test_a_reply_stands_in_the_thread_and_the_bot_answers_there(page: Page, chat: Served) -> None:
    await chat.say("omar", "care-team", "/huddle")
    huddle = page.locator(".messages > .message.from-bot")
    await huddle.hover()
    await huddle.get_by_role("button", name="Reply to Stitch").click()
    await page.keyboard.type("Oxygen is confirmed")
    await page.keyboard.press("Enter")
    await expect(huddle.locator(".thread > .message")).to_have_count(2)
    await expect(huddle.locator(":scope > .thread")).to_contain_text("You said: Oxygen is confirmed")


async def test_one_can_be_somebody_else_and_sees_what_they_see(page: Page, chat: Served) -> None:
    await chat.say("nina", "care-team", "/followup call")
    await expect(page.locator(".message.private")).to_have_count(2)
    for person in PEOPLE:
        await expect(page.get_by_role("radio", name=person.name)).to_be_attached()
    await page.get_by_text("Omar Haddad").click()
    await expect(page.locator(".message")).to_have_count(0)
    await chat.say("nina", "care-team", "hello")
    await expect(page.locator(".message .who time")).to_have_text("09:12")


async def test_the_clock_is_moved_with_its_buttons(page: Page, chat: Served) -> None:
    clock = page.get_by_role("region", name="Clock of the demo")
    await expect(clock).to_contain_text("08:12")
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock).to_contain_text("09:12")
    await clock.get_by_role("button", name="Tomorrow 07:00").click()
    await expect(clock).to_contain_text("Tue 24 Nov, 07:00")
    await clock.get_by_role("button", name="Next huddle 07:30").click()
    await expect(clock).to_contain_text("07:30")


async def test_what_was_refused_stands_in_the_box_again(page: Page, chat: Served) -> None:
    chat.bot.failures = 99
    await page.get_by_role("combobox").fill("@stitch do not lose this")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("tried again")
    await expect(page.get_by_role("combobox")).to_have_value("@stitch do not lose this")


async def test_on_a_phone_the_sidebar_is_a_drawer(page: Page, chat: Served) -> None:
    await page.set_viewport_size({"width": 390, "height": 780})
    room = page.get_by_role("button", name="discharge-planning")
    await expect(room).to_be_hidden()
    await page.get_by_role("button", name="Open the sidebar").click()
    await expect(room).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(room).to_be_hidden()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
