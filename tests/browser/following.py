"""From one page to the next: what is asked afterwards is asked of the next; and what happens before it is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Route


def follow(link: Locator) -> None:
    """Press a link or button, and wait until the page that it leads to is there.

    A click alone comes back while the page before still stands, or half a page: a picture would be of that one, and
    axe fails in it.
    """
    with link.page.expect_navigation():
        link.click()


@contextmanager
def answer_held_back(page: Page, address: str) -> Iterator[None]:
    """What is pressed inside is pressed before the answer from `address` is here.

    The browser tells of a request some time after the press that sent it: whoever lets go at once finds nothing to let
    go, and the request that comes then waits for ever.
    """
    held: list[Route] = []
    let_go = False

    def hold(route: Route) -> None:
        if let_go:
            route.continue_()
        else:
            held.append(route)

    page.route(address, hold)
    yield
    for _each in range(500):
        if held:
            break
        page.wait_for_timeout(20)
    let_go = True  # what comes from here on goes through
    for route in held:
        route.continue_()
