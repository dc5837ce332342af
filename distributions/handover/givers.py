"""Who may be said to have handed over."""

from centres.models import Official
from distributions.models import Round


def givers(round: Round) -> list[Official]:
    """Who may have handed over: the round's staff, then the official who signs."""
    staff = [link.official for link in round.staff_links.select_related("official")]
    if round.handing_official and round.handing_official not in staff:
        staff.append(round.handing_official)
    return staff
