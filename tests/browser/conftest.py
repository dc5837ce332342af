"""A real Chromium against a real server on a copy of the migrated database."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

pytest.importorskip("playwright", reason="Playwright is not installed; install requirements-dev.lock")
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

SCREENSHOTS = settings.BASE_DIR / "build" / "screenshots"
PHONE, OFFICE = (390, 844), (1366, 768)
# Milliseconds for something to be seen. Only a test that fails waits so long; a busy machine is no fault of a page.
PATIENCE = 60_000
# Without the windows of the others it needs a quarter less of the machine.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright runs an event loop in this thread; the tests use the ORM beside it, one at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """The program, where there is one on this machine."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip("There is no Chromium on this machine; to run the browser tests: apt-get install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Beside an event loop Django keeps other connections: those made before would stay open unseen, and a database
    # that somebody is connected to can't be copied.
    connections.close_all()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS + sandbox)
        yield browser
        browser.close()
        connections.close_all()  # and those made beside it stay open unseen afterwards


@pytest.fixture
def live(committed_db: None) -> Iterator[str]:
    """The address of a server for this test alone, on a database that it may change."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, live: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page of its own session; an error in a page's scripts or policy fails the test."""
    contexts, errors = [], []

    def open_page(
        size: tuple[int, int] = OFFICE,
        *,
        dark: bool = False,
        language: str = "id-ID",
        refusals: int | None = None,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            base_url=live,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale=language,
            timezone_id="Asia/Jakarta",
            has_touch=size == PHONE,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if is_error(said, refusals) else None)
        return page

    def is_error(said: ConsoleMessage, refusals: int | None) -> bool:
        # A test that takes the signal away is no error of the page, nor is a form that was sent before
        # or an answer with the status that it is about.
        wanted = ("ERR_INTERNET_DISCONNECTED", "409 (Conflict)", *([f"status of {refusals} "] if refusals else []))
        return said.type == "error" and not any(words in said.text for words in wanted)

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """A function that keeps a picture of a page in build/screenshots/, as it is seen; only of the story of a month.

    With SHOTS=all (``make shots``) of every page, as office PC and phone, light and dark: four take a second or two.
    """

    def nowhere(page: Page, name: str) -> None:
        pass

    def as_seen(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size or {"width": OFFICE[0], "height": OFFICE[1]}
        page.screenshot(path=_picture(name, size["width"], "light"), full_page=True)

    def everywhere(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width, height in (OFFICE, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=_picture(name, width, scheme), full_page=True)
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)

    if os.environ.get("SHOTS") == "all":
        return everywhere
    return as_seen if request.path.name == "test_month.py" else nowhere


def _picture(name: str, width: int, scheme: str) -> Path:
    return SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}-{scheme}.png"
