"""A phone: a Chromium with a profile folder of its own, which is cut off, killed and started again."""

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS, PATIENCE, chromium
from tests.browser.test_every_page import session_of

PIN = "135790"
# What a browser says of a signal that is gone and of refusals, which is what these tests are about.
EXPECTED = re.compile(r"ERR_|status of|Failed to load resource|ServiceWorker")


class Phone:
    """``page`` is the one in front; what scripts say is wrong is in ``errors``."""

    def __init__(self, browser: Browser, live: str, folder: Path, size: tuple[int, int] = (360, 640)):
        self.browser, self.live, self.folder, self.size = browser, live, folder, size
        self.errors: list[str] = []
        self.start()

    def start(self) -> Page:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context = self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path=chromium(),
            args=FLAGS + sandbox,
            base_url=self.live,
            viewport={"width": self.size[0], "height": self.size[1]},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            has_touch=True,
        )
        self.page = self.context.pages[0]
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("dialog", lambda dialog: dialog.accept())
        return self.page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not EXPECTED.search(text):
            self.errors.append(text)

    def sign_in(self, user) -> None:
        self.context.add_cookies([{"name": "peduli_session", "value": session_of(user), "url": self.live}])

    def sign_out(self) -> None:
        self.context.clear_cookies(name="peduli_session")

    def offline(self, on: bool = True) -> None:
        self.context.set_offline(on)

    def slow(self, times: int) -> None:
        """As a processor that is so many times slower."""
        self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": times})

    def kill(self) -> None:
        """End the browser as a phone does that needs its memory: at once, without a word."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGKILL)
        with suppress(Exception):
            self.context.close()
        (self.folder / "SingletonLock").unlink(missing_ok=True)
        time.sleep(0.1)

    def memory(self) -> int:
        """The memory that the page's process shares with nobody, in bytes."""
        pages = [process for process in self._processes() if b"--type=renderer" in (process / "cmdline").read_bytes()]
        private = [re.findall(r"Private_\w+:\s+(\d+) kB", (page / "smaps_rollup").read_text()) for page in pages]
        return max(sum(map(int, numbers)) for numbers in private) * 1024

    def _processes(self) -> list[Path]:
        """Of this browser alone: the one that has its folder, and those that it started."""
        parents, own = {}, set()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                parents[process] = Path("/proc", (process / "stat").read_text().rpartition(")")[2].split()[1])
                if f"--user-data-dir={self.folder}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                    own.add(process)
        while more := {process for process, parent in parents.items() if parent in own} - own:
            own |= more
        return sorted(own)

    # what an officer does

    def take(self, round) -> None:
        """*Bawa ke lapangan*, and wait until the page opens without a signal."""
        self.page.goto(f"/lapangan/#bawa-{round.pk}")
        self.page.get_by_label("PIN", exact=True).fill(PIN)
        self.page.get_by_label("PIN sekali lagi").fill(PIN)
        self.page.get_by_role("button", name="Bawa", exact=True).click()
        expect(self.page.get_by_text("Periode sudah ada di HP ini")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def open(self, pin: str = PIN) -> None:
        self.page.goto("/lapangan/")
        self.unlock(pin)

    def unlock(self, pin: str = PIN) -> None:
        self.page.get_by_label("PIN", exact=True).fill(pin)
        self.page.get_by_role("button", name="Buka", exact=True).click()

    def record(self, name: str) -> None:
        """One family, whole."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.get_by_role("button", name="Diserahkan lengkap").click()
        expect(self.page.get_by_text(f"Tercatat di HP ini: {name}")).to_be_visible()
