"""Pictures of the web workspace for the docs: the whole bot, driven in a browser as people would drive it."""

import asyncio
import logging
import re
import tempfile
from pathlib import Path
from typing import Literal

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from bot.logs import set_up_logs
from tests.browser import chromium
from tests.e2e.whole import running

PICTURES = Path(__file__).parent / "pictures"
DESK = (1240, 860)
PHONE = (390, 844)
SCHEME: Literal["light", "dark"] = "light"


async def main() -> None:
    """Take every picture."""
    set_up_logs("WARNING", "text")
    logging.getLogger().setLevel(logging.WARNING)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), web=True) as bot, chromium() as browser:
            await _workspace(browser, bot.url)
            await _phone(browser, bot.url)
            await _handoff(browser, bot.url)


async def _workspace(browser: Browser, url: str) -> None:
    """A follow-up with its echo, and the huddle; what waits in the direct messages is counted."""
    nina = await _seat(browser, url, "nina", DESK)
    await _type(nina, "/followup chase the wheelchair for K-08 by 9:15, asap, waiting for the supplier")
    await expect(_card(nina, "Saved as follow-up")).to_be_visible()
    await nina.get_by_role("button", name=re.compile("Next huddle")).click()
    huddle = _card(nina, "Add a line: reply to this post.")
    await expect(huddle).to_be_visible()
    await _shoot(nina, "workspace")
    await nina.context.close()


async def _phone(browser: Browser, url: str) -> None:
    """A reminder in the direct messages, and what came of it."""
    nina = await _seat(browser, url, "nina", PHONE, "@stitch")
    await nina.get_by_role("button", name="+1 h").click()
    await _card(nina, "45 min overdue").get_by_role("button", name="Done").tap()
    await expect(_card(nina, "What came of #1?")).to_be_visible()
    await _shoot(nina, "phone")
    await nina.context.close()


async def _handoff(browser: Browser, url: str) -> None:
    """The form of one patient."""
    nina = await _seat(browser, url, "nina", DESK, "discharge-planning")
    await _type(nina, "/handoff @lea K-17")
    form = nina.get_by_role("form", name="K-17 to Lea Brandt")
    await form.get_by_label("Watcher").check()
    await form.get_by_label("Patient summary").fill("day 2 after hip repair, MRI pending, daughter decides")
    await form.get_by_label("If … then …").fill("if the MRI is not back by 14:00, then call radiology")
    await _shoot(nina, "handoff")
    await nina.context.close()


async def _seat(browser: Browser, url: str, who: str, size: tuple[int, int], channel: str = "care-team") -> Page:
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2,
        reduced_motion="reduce",
        color_scheme=SCHEME,
        has_touch=size is PHONE,
        is_mobile=size is PHONE,
    )
    page = await context.new_page()
    await page.goto(f"{url}/?as={who}#{channel}")
    await expect(page.locator("#channel-name")).not_to_be_empty()
    return page


async def _type(page: Page, text: str) -> None:
    await page.get_by_role("combobox").fill(text)
    await page.get_by_role("combobox").press("Enter")


async def _say(url: str, who: str, text: str, channel: str = "care-team") -> None:
    async with httpx.AsyncClient(base_url=url) as http:
        said = {"as": who, "channel": channel, "text": text}
        (await http.post("/workspace/say", json=said)).raise_for_status()


def _card(page: Page, words: str) -> Locator:
    return page.locator(".card", has_text=words).last


async def _shoot(page: Page, name: str) -> None:
    await asyncio.sleep(0.3)  # the last message has arrived, its scrolling has not
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
