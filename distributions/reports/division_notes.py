"""What has to be known of the figures of a recap: it stands beneath them on the page, on paper and in Excel."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import quantity
from distributions.reports.division import GOODS_ALONE, Part, Way
from distributions.reports.given import Given
from distributions.reports.recap import VALUES_ARE


def notes(given: Given, way: Way, total: Part, *, discreet: bool) -> list[str]:
    """The notes, each a sentence; ``discreet`` where districts of few packages stand together."""
    said = [] if way in GOODS_ALONE else _of_families(given, total)
    if given.incomplete:
        said.append(
            _counted(
                ngettext(
                    "%(count)s package was not complete: what was handed over of it counts.",
                    "%(count)s packages were not complete: what was handed over of them counts.",
                    given.incomplete,
                ),
                given.incomplete,
            )
        )
    if total.value is not None:
        said.append(str(VALUES_ARE))
    if given.unpriced:
        said.append(
            _counted(
                ngettext(
                    "Without the value of %(count)s round whose prices are not known.",
                    "Without the value of %(count)s rounds whose prices are not known.",
                    given.unpriced,
                ),
                given.unpriced,
            )
        )
    if discreet and way == Way.DISTRICT:
        said.append(_("Districts with fewer than five packages stand together."))
    return said


def _of_families(given: Given, total: Part) -> list[str]:
    said = []
    if given.families:
        text = ngettext(
            "%(count)s family received; one that received several times has as many packages.",
            "%(count)s different families received; one that received several times has as many packages.",
            given.families,
        )
        said.append(_counted(text, given.families))
    if total.unknown:
        text = ngettext(
            "Of %(count)s package it is not known how many persons live in the household.",
            "Of %(count)s packages it is not known how many persons live in the household.",
            total.unknown,
        )
        said.append(_counted(text, total.unknown))
    if given.corrections:
        text = ngettext(
            "%(count)s correction after close is counted in the packages; goods and value stay as handed over.",
            "%(count)s corrections after close are counted in the packages; goods and value stay as handed over.",
            given.corrections,
        )
        said.append(_counted(text, given.corrections))
    return said


def _counted(text: str, number: int) -> str:
    return text % {"count": quantity(number)}
