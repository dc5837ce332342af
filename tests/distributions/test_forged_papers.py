"""A paper is what Peduli printed: nobody makes one by writing its row and its file, or of what another version said."""

import datetime
import secrets

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.models import Letterhead
from centres.private_files import store_bytes
from config.errors import Refused
from distributions.models import PaperKind, PaperNumber, PaperVersion
from distributions.papers import kept
from distributions.papers.versions import bundle_in
from tests.distributions.kept_papers import a_version, closed, move, printed, version_in_force
from tests.distributions.months import NOW, approved_month
from tests.standing import stands
from tests.walls import adding_is_refused, copied

pytestmark = pytest.mark.django_db
FALSE = b"%PDF-1.7 Beras 900 kg"


@stands
def month():
    return approved_month()


def forged(month, content=FALSE):
    """A paper of the last version whose row says the SHA-256 of its file, as SQL would write both."""
    file = store_bytes(
        content, centre=month.centre, by=month.people.head, kind="paper", media_type="application/pdf", now=NOW
    )
    genuine, _text = printed(month, PaperKind.BAST)
    paper = copied(genuine, kind="usulan", token=secrets.token_urlsafe(16), file=file, sha256=file.sha256)
    paper.save()
    return paper


def test_a_paper_that_peduli_did_not_print_is_said_to_be_none(client, month):
    paper = forged(month)
    with pytest.raises(Refused, match="tidak dicetak oleh Peduli"):
        kept.bytes_of(paper)
    assert kept.recognised([FALSE]) is None
    client.force_login(month.people.coordinator)
    record = client.get(reverse("distributions:paper", args=[paper.token])).content.decode()
    assert "tidak dicetak oleh Peduli" in record
    assert "Cetak seperti semula" not in record
    again = client.post(reverse("distributions:reprint", args=[paper.token]), follow=True)
    assert "tidak dicetak oleh Peduli" in again.content.decode()
    sent = SimpleUploadedFile("bast.pdf", FALSE, "application/pdf")
    assert "Bukan berkas" in client.post(reverse("distributions:verify_paper"), {"file": sent}).content.decode()


@pytest.mark.parametrize(
    "other",
    [{"sheets": 9}, {"made_at": NOW - datetime.timedelta(days=1)}, {"made_by": "head"}, {}],
    ids=["sheets", "moment", "who", "version"],
)
def test_what_the_row_of_a_paper_says_of_it_can_not_be_written_otherwise(month, other):
    genuine, _text = printed(month, PaperKind.BAST)
    move(month)
    people = {"made_by": month.people.head} if "made_by" in other else {}
    false = copied(genuine, **(other | people), token=secrets.token_urlsafe(16), version=PaperVersion.objects.last())
    false.save()
    with pytest.raises(Refused, match="tidak dicetak oleh Peduli"):
        kept.bytes_of(false)
    assert kept.recognised([kept.bytes_of(genuine)]) == genuine


def test_while_the_round_runs_the_paper_is_printed_all_the_same(month):
    false = forged(month)
    month.round.refresh_from_db()
    again, _text = printed(month, PaperKind.PROPOSAL)
    assert (again.version.occasion, again.version.replaces) == ("recorded", false.version)
    assert kept.bytes_of(again).startswith(b"%PDF")
    assert printed(month, PaperKind.PROPOSAL)[0] == again


def test_after_close_it_is_said_and_printed_by_no_one(month):
    closed(month)
    forged(month)
    month.round.refresh_from_db()
    with pytest.raises(Refused, match="tidak dicetak oleh Peduli"):
        printed(month, PaperKind.PROPOSAL)


def test_what_was_approved_does_not_open_as_what_was_changed_afterwards(month):
    """The same round's words of another occasion, moment or name are no version."""
    (approved,) = PaperVersion.objects.filter(round=month.round)
    move(month)
    before = bundle_in(PaperVersion.objects.filter(round=month.round).last())
    false = a_version(month, content=approved.content, change=None)
    false.save()
    with pytest.raises(Refused, match="tidak dapat dibuka"):
        bundle_in(false)
    month.round.refresh_from_db()
    version = version_in_force(month.round, by=month.people.coordinator, now=NOW)
    assert (version.replaces, bundle_in(version)) == (false, before)


def test_the_numbers_on_the_record_are_those_that_were_printed(client, month):
    paper, _text = printed(month, PaperKind.PROPOSAL)
    Letterhead.objects.filter(centre=month.centre).update(proposal_number="W-{urut}")
    false = {"kind": "usulan", "part": 1, "year": 2024, "sequence": 1, "text": "W-13-PALSU"}
    PaperNumber.objects.create(centre=month.centre, round=month.round, **false)
    client.force_login(month.people.coordinator)
    assert "PALSU" not in client.get(reverse("distributions:paper", args=[paper.token])).content.decode()


def test_a_paper_has_a_keyed_digest(month):
    paper, _text = printed(month, PaperKind.BAST)
    false = copied(paper, kind="usulan", token=secrets.token_urlsafe(16), keyed_digest=b"satu")
    adding_is_refused("paper_has_its_keyed_digest", false)
