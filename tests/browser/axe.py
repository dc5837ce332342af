"""axe-core on a page: WCAG 2.2, levels A and AA."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_COLOURS = ("color-contrast", "link-in-text-block")
OF_SIZE = (*OF_COLOURS, "target-size", "scrollable-region-focusable")
OFFICE, PHONE = (1366, 768), (390, 844)
NARROWEST = 320  # WCAG 1.4.10
Way = tuple[tuple[int, int], str, Collection[str]]
# How a page is looked at: size, theme, and the rules asked for. A theme changes colours alone; the size also what is
# shown, so that all rules are asked in both.
EVERY_WAY: tuple[Way, ...] = (
    (OFFICE, "light", RULES),
    (OFFICE, "dark", OF_COLOURS),
    (PHONE, "dark", RULES),
    (PHONE, "light", OF_COLOURS),
)
# Half of the work, for pages that share nearly all of their parts: by turns two opposite ways and the other two.
BY_TURNS: tuple[tuple[Way, ...], ...] = (
    ((OFFICE, "light", RULES), (PHONE, "dark", OF_SIZE)),
    ((OFFICE, "dark", OF_SIZE), (PHONE, "light", RULES)),
)


def violations(page: Page, rules: Collection[str] = RULES) -> list[str]:
    """What axe finds on the page as it stands, once all of it is there: rule, element and reason."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    kind = "tag" if rules == RULES else "rule"
    options = json.dumps({"runOnly": {"type": kind, "values": list(rules)}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
    return [f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def flaws(page: Page, ways: Iterable[Way] = EVERY_WAY) -> list[str]:
    """Violations, sideways scrolling on a narrow screen or with large letters, and lost roles."""
    found, before = [], page.viewport_size
    theme = "light"
    for (width, height), wanted, rules in ways:
        page.set_viewport_size({"width": width, "height": height})
        if wanted != theme:
            page.emulate_media(color_scheme=wanted)
            theme = wanted
        found += [f"{width} {theme} {text}" for text in violations(page, rules)]
    if theme != "light":
        page.emulate_media(color_scheme="light")
    found += wider_with_large_letters(page)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    found += [f"wider than the screen: {page.url}"] if page.evaluate(WIDER) else []
    found += [f"no role: {tag}" for tag in page.evaluate(WITHOUT_ROLE)]
    if before:
        page.set_viewport_size(before)
    return found


def wider_with_large_letters(page: Page) -> list[str]:
    """Sideways scrolling of a phone whose letters are set to 200 %, with what stands out (WCAG 1.4.4); broken words."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wider = page.evaluate(STANDS_OUT) if page.evaluate(WIDER) else []
    broken = page.evaluate(BROKEN_WORDS, LONGEST_WHOLE_WORD)
    page.evaluate("document.documentElement.style.fontSize = ''")
    found = [f"wider than the screen with letters of 200 %: {page.url}: {', '.join(wider)}"] if wider else []
    return found + ([f"broken with letters of 200 %: {page.url}: {', '.join(broken)}"] if broken else [])


# Words on more than one line: longer ones need more than a phone has, whatever stands around them.
LONGEST_WHOLE_WORD = 11
BROKEN_WORDS = """
longest => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const text = walker.currentNode, lines = document.createRange()
        lines.selectNodeContents(text)
        // On one line no word is broken, and nearly all texts are.
        if (lines.getClientRects().length < 2) continue
        const around = text.parentElement
        const { fontSize, clipPath } = getComputedStyle(around)
        if (!around.checkVisibility() || fontSize === "0px" || clipPath !== "none") continue
        if (around.closest(".sr, .cards thead, script, select, textarea")) continue
        for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
            if (word[0].length > longest) continue
            const range = document.createRange()
            range.setStart(text, word.index)
            range.setEnd(text, word.index + word[0].length)
            if (new Set([...range.getClientRects()].map(part => Math.round(part.top))).size > 1) found.push(word[0])
        }
    }
    return found.slice(0, 12)
}
"""
STANDS_OUT = """
[...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .filter(element => !element.closest(".scroll, .sr, [hidden]"))
    .map(element => element.outerHTML.slice(0, 90).replace(/\\s+/g, " ")).slice(0, 6).concat("…")
"""
WIDER = "document.documentElement.scrollWidth > innerWidth"
WITHOUT_ROLE = """
[...document.querySelectorAll("table.cards, .cards :is(thead, tbody, tfoot, tr, th, td)")]
    .filter(element => !element.role).map(element => element.outerHTML.slice(0, 80))
"""
