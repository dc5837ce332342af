"""axe-core on a page: WCAG 2.2, levels A and AA."""

import json
from collections.abc import Collection
from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
OF_COLOURS = ("color-contrast", "link-in-text-block")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SIZES = ((1366, 768), (390, 844))
NARROWEST = 320  # WCAG 1.4.10
PHONE_WIDTH = 390


def violations(page: Page, rules: Collection[str] = RULES, *, kind: str = "tag") -> list[str]:
    """What axe finds on the page as it stands: rule, element and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    options = json.dumps({"runOnly": {"type": kind, "values": list(rules)}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
    return [f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def flaws(page: Page) -> list[str]:
    """Violations in both sizes and themes, sideways scrolling on a narrow screen or with large letters, and lost roles.

    The theme changes colours alone, so that in the dark only what is said of colours is looked at again.
    """
    found = []
    before = page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} light {text}" for text in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{width} dark {text}" for text in violations(page, OF_COLOURS, kind="rule")]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    found += [f"wider than the screen: {page.url}"] if page.evaluate(WIDER) else []
    found += wider_with_large_letters(page)
    found += [f"no role: {tag}" for tag in page.evaluate(WITHOUT_ROLE)]
    if before:
        page.set_viewport_size(before)
    return found


def wider_with_large_letters(page: Page) -> list[str]:
    """Sideways scrolling of a phone whose letters are set to 200 %, with what stands out (WCAG 1.4.4); broken words."""
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
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
        const text = walker.currentNode
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
