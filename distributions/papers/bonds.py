"""To what papers are bound, so that nobody makes one of a round by writing its rows: by keys that no row holds.

What a version says is sealed for its place among those of its round, and opens under no other occasion, moment or name.
A printed paper has a keyed digest of all that its row says; its numbers stand in what its version says.
"""

import datetime
import hmac

from centres.encryption import blind_index
from distributions.models import Paper, PaperVersion

FIELD = "paper"


def bond_of(version: PaperVersion) -> str:
    """For which version its content is sealed. No two versions replace the same one, so it needs no number."""
    place = f"papers of round {version.round_id} after {version.replaces_id}"
    why = f"{version.occasion} {version.change_id or version.correction_id}"
    return f"centre {version.centre_id} {place} {why} by {version.by_id} at {_utc(version.at)}"


def digest_of(paper: Paper) -> bytes:
    """The keyed digest (32 bytes) of what the row of a printed paper says."""
    place = f"centre {paper.centre_id} round {paper.round_id} version {paper.version_id} {paper.kind} {paper.token}"
    made = f"by {paper.made_by_id} at {_utc(paper.made_at)}"
    return blind_index(FIELD, f"{place} {paper.sha256} {paper.sheets} {made}")


def is_genuine(paper: Paper) -> bool:
    """Whether Peduli printed this paper; somebody else may have written its row."""
    return hmac.compare_digest(bytes(paper.keyed_digest), digest_of(paper))


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()
