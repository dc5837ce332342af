"""What a coordinator can decide about one family: under which address, asked how, and done by which operation."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from families import eligibility
from families.models import Eligibility, Family

# The word in the address: the operation, what the page asks, and the button.
ACTS: dict[str, tuple[Callable[..., Family], Promise, Promise]] = {
    "verifikasi": (eligibility.verify, gettext_lazy("Find this family eligible"), gettext_lazy("Eligible")),
    "tolak": (eligibility.reject, gettext_lazy("Find this family not eligible"), gettext_lazy("Not eligible")),
    "tangguhkan": (eligibility.suspend, gettext_lazy("Suspend this family"), gettext_lazy("Suspend")),
    "lanjutkan": (eligibility.resume, gettext_lazy("Let this family receive again"), gettext_lazy("Resume")),
    "akhiri": (eligibility.end, gettext_lazy("Take this family out of the register"), gettext_lazy("End")),
    "usulkan": (eligibility.propose_again, gettext_lazy("Propose this family again"), gettext_lazy("Propose again")),
}


def acts_for(family: Family) -> tuple[str, ...]:
    """What the coordinator can decide now, by the words of ``ACTS``, the likely one first."""
    if family.merged_into_id:
        return ()
    return {
        Eligibility.PROPOSED: ("verifikasi", "tolak", "akhiri"),
        Eligibility.ELIGIBLE: ("verifikasi", "tangguhkan", "tolak", "akhiri"),
        Eligibility.SUSPENDED: ("lanjutkan", "akhiri"),
        Eligibility.REJECTED: ("verifikasi", "usulkan", "akhiri"),
        Eligibility.ENDED: ("usulkan",),
    }[Eligibility(family.eligibility)]
