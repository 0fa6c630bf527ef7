"""Every page in headless Chromium: dead links, errors, requests that leave the host, width, and axe-core's violations.

    uv run --group browser python benchmarks/browse.py [FILE] [--dossier NAME] [--shots FOLDER] [--store URL] [--most N]

FILE holds documents as `parley replay` takes them, one a line; without it the articles of `seeds/` are read. Every
link is followed from the start, up to `--most` pages; one page of each kind is looked at in light and dark, as wide as
a phone and as a desk, and kept as a picture in `--shots`. Exits with 1 where anything is wrong, and where there is no
browser: `--chromium` names one. axe-core (Deque, MPL-2.0) comes with the package axe-playwright-python.
"""

import argparse
import asyncio
import io
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import which
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, async_playwright

from bot.app import Setup, desk, opened, reader, set_up
from bot.cli.files import documents_in
from bot.demo import demonstrate
from bot.dossier import Dossier
from bot.replay import replay
from bot.store.database import Store
from bot.store.statements import statements
from bot.web.pages import page_routes
from bot.web.server import serving
from bot.web.site import site

WIDTHS = {"phone": (375, 812), "desk": (1440, 900)}
SCHEMES = ("light", "dark")
PICTURES = """Promise.all(Array.from(document.images, one => { one.loading = "eager"; return one.decode(); }))"""
"""Waits for all pictures, those too that are out of sight."""
SERIOUS = frozenset({"serious", "critical"})


@dataclass
class Findings:
    """What is wrong, by page."""

    wrong: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[str, list[str]] = field(default_factory=dict)
    """The pages that were loaded, by kind."""

    def add(self, path: str, what: str) -> None:
        """Note what is wrong on a page, once."""
        if what not in self.wrong[path]:
            self.wrong[path].append(what)


def kind_of(path: str) -> str:
    """Return the kind of a page: its second part, `home` and `state` for those that have none."""
    parts = urlsplit(path).path.strip("/").split("/")
    if "page=" in path or "party=" in path:
        return f"{parts[1] if len(parts) > 1 else 'state'}-chosen"
    return parts[1] if len(parts) > 1 else "state" if parts[0] else "home"


def watch(page: Page, base: str, findings: Findings) -> None:
    """Note errors and what leaves the host, whatever is loaded from now on."""
    where: Callable[[], str] = lambda: page.url.removeprefix(base)  # noqa: E731
    page.on("console", lambda one: findings.add(where(), f"console: {one.text}") if one.type != "debug" else None)
    page.on("pageerror", lambda one: findings.add(where(), f"error: {one}"))
    page.on("request", lambda one: None if one.url.startswith(base) else findings.add(where(), f"asks for {one.url}"))
    page.on("response", lambda one: bad(one, base, findings))


def bad(response: Response, base: str, findings: Findings) -> None:
    """Note an answer that is none."""
    if response.status >= 400:
        findings.add(response.url.removeprefix(base), f"answers {response.status}")


async def crawl(browser: Browser, base: str, findings: Findings, start: list[str], most: int) -> None:
    """Follow every link that stays on the host; what is no page is asked for and not shown."""
    page = await browser.new_page()
    watch(page, base, findings)
    todo, known = [*start], {*start}
    while todo and len(known) - len(todo) < most:
        path = todo.pop(0)
        if ".json" in path or ".atom" in path or ".png" in path or path.startswith("/static"):
            got = await page.request.get(base + path)
            if not got.ok:
                findings.add(path, f"answers {got.status}")
            continue
        await page.goto(base + path)
        findings.seen.setdefault(kind_of(path), []).append(path)
        links = await page.eval_on_selector_all("a[href], link[href]", "all => all.map(one => one.href)")
        here = [urldefrag(one)[0].removeprefix(base) for one in links if one.startswith(base)]
        fresh = [one for one in dict.fromkeys(here) if one not in known]
        known |= {*fresh}
        todo += fresh
    await page.close()
    print(f"{len(known)} addresses, {sum(map(len, findings.seen.values()))} pages shown, {len(todo)} not asked for")  # noqa: T201


async def look(browser: Browser, base: str, findings: Findings, shots: Path | None) -> None:
    """Look at one page of each kind, the longest of the first few, in each width and scheme."""
    for name, (width, height) in WIDTHS.items():
        for scheme in SCHEMES:
            page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            watch(page, base, findings)
            for kind, paths in findings.seen.items():
                path = paths[-1] if kind == "digest" else paths[0]
                await page.goto(base + path)
                await page.evaluate(PICTURES)
                wide = await page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    findings.add(path, f"is {wide} px wide on a {name} of {width} px")
                await violations(page, path, f"{name}, {scheme}", findings)
                if shots is not None:
                    await page.screenshot(path=shots / f"{kind}-{name}-{scheme}.png", full_page=True)
            await page.close()


async def violations(page: Page, path: str, how: str, findings: Findings) -> None:
    """Note what axe-core holds to be serious or critical."""
    found = await Axe().run(page)
    for one in found.response["violations"]:
        if one["impact"] in SERIOUS:
            first = one["nodes"][0]["html"][:160]
            findings.add(path, f"axe, {how}: {one['id']} ({one['impact']}), {len(one['nodes'])} ×, {first}")


@asynccontextmanager
async def served(given: argparse.Namespace) -> AsyncIterator[tuple[str, str, date]]:
    """Serve the pages on what was read, as of then; yields their base, the dossier's name and the day."""
    setup = set_up()
    about = setup.dossier(given.dossier)
    with tempfile.TemporaryDirectory() as folder, opened(given.store or f"sqlite:///{folder}/browse.db") as store:
        if not given.store:
            await asyncio.to_thread(stock, setup, about, store, given.file)
        now = latest(store, about) + timedelta(hours=12)
        routes = page_routes(
            lambda _, at: desk(setup, about, store, now=at), {about.id: about.title}, store, clock=lambda: now
        )
        async with serving(site(routes), host="127.0.0.1", port=given.port) as port:
            yield f"http://127.0.0.1:{port}", about.id, now.date()


def latest(store: Store, about: Dossier) -> datetime:
    """Return when the newest statement was published."""
    with store.read() as conn:
        return max(one.published for one in statements(conn, about.id) if one.published is not None)


def stock(setup: Setup, about: Dossier, store: Store, file: Path | None) -> None:
    """Read the documents into the store."""
    if file is None:
        asyncio.run(demonstrate(setup, store, io.StringIO()))
        return
    replay(
        documents_in(file), store=store, dossier=about, settings=setup.settings, reader=reader(setup, about),
        desk=lambda now: desk(setup, about, store, now=now),
    )  # fmt: skip


async def browse(given: argparse.Namespace) -> int:
    """Go through all pages, and print what is wrong; returns how much that is."""
    findings = Findings()
    if given.shots is not None:
        given.shots.mkdir(parents=True, exist_ok=True)
    async with served(given) as (base, name, today), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=given.chromium)
        chosen = f"/{name}?party=russia&stance=support" if name == "ukraine" else f"/{name}?stance=support"
        start = ["/", f"/{name}", chosen, f"/{name}/as-of/{today - timedelta(days=1)}", f"/{name}/shifts?since=all"]
        await crawl(browser, base, findings, start, given.most)
        await look(browser, base, findings, given.shots)
        await browser.close()
        if given.port:
            print(f"serving at {base}")  # noqa: T201
            await asyncio.Event().wait()
    for path, what in sorted(findings.wrong.items()):
        for one in what:
            print(f"{path}: {one}")  # noqa: T201
    print({kind: len(paths) for kind, paths in findings.seen.items()})  # noqa: T201
    return sum(map(len, findings.wrong.values()))


def main() -> None:
    """Browse, and exit with 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--dossier")
    parser.add_argument("--store", help="the address of a store that holds something already, in place of FILE")
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--most", type=int, default=2000)
    parser.add_argument("--port", type=int, default=0, help="keep serving there afterwards, to be looked at")
    parser.add_argument("--chromium", default=which("chromium") or which("google-chrome"))
    given = parser.parse_args()
    if not given.chromium:
        sys.exit("no Chromium is installed; name one with --chromium PATH")
    sys.exit(1 if asyncio.run(browse(given)) else 0)


if __name__ == "__main__":
    main()
