"""From one page to the next: what is asked afterwards is asked of the next."""

from playwright.sync_api import Locator


def follow(link: Locator) -> None:
    """Press a link or button, and wait until the page that it leads to is there.

    A click alone comes back while the page before still stands, or half a page: a picture would be of that one, and
    axe fails in it.
    """
    with link.page.expect_navigation():
        link.click()
