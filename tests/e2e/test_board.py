"""The board in a real browser: a link from the web workspace, a press, the list, and out again."""

from pathlib import Path

import httpx

from tests.browser import chromium, complaints_of
from tests.e2e.whole import free_port, running


async def test_a_browser_signs_in_by_a_link_reads_and_signs_out(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with running(tmp_path, port, web=True, public_url=url), httpx.AsyncClient(base_url=url) as client:

        async def say(text: str) -> None:
            said = {"as": "nina", "channel": "@stitch", "text": text}
            assert (await client.post("/workspace/say", json=said)).status_code == 200

        await say("/task call radiology about the MRI !K-17 at 11pm, urgent")
        await say("/followup check transport for K-21 tomorrow 5pm")
        await say("/board")
        link = ""
        while not link:
            got = await client.get("/workspace/messages", params={"as": "nina", "channel": "@stitch"})
            lines = [line for one in got.json()["messages"] if one["card"] for line in one["card"]["lines"]]
            link = next((span["url"] for line in lines for span in line["spans"] if "url" in span), "")
        async with chromium() as browser:
            page = await browser.new_page(viewport={"width": 900, "height": 600})
            complaints = complaints_of(page)
            await page.goto(link)
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_role("heading", name="Your open items (").wait_for()
            assert page.url == f"{url}/board"
            assert await page.get_by_role("cell", name="call radiology about the MRI").is_visible()
            [cookie] = await page.context.cookies()
            assert cookie["name"] == "stitch" and cookie["httpOnly"] and cookie["sameSite"] == "Strict"
            await page.get_by_role("link", name="Refresh").click()
            await page.get_by_role("button", name="Sign out").click()
            await page.get_by_role("heading", name="You are signed out").wait_for()
            assert await page.context.cookies() == []
            assert complaints == []
