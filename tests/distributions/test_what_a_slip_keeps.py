"""What is kept of a hand-over, and which field is named when something is missing."""

from decimal import Decimal

import pytest

from centres.models import StoredFile
from centres.private_files import store_bytes
from config.errors import Refused
from distributions.handover.submissions import require_acceptable, submit, usual_giver
from distributions.models import HandoverReport, Recipient, Round
from distributions.rounds.planning import set_staff
from tests.distributions.submissions import NOW, approve, delivered, missed, two_families
from tests.factories import CentreFactory, ItemFactory, MemberFactory, OfficialFactory, RecipientFactory, RoundFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return two_families()


@pytest.fixture
def slip(month):
    """The hand-over to Kartini's family, said in some other way than usual."""

    def slip(**said):
        return submit(month.round, delivered(month.kartini, **said), by=month.people.officer, now=NOW).handover

    return slip


@pytest.fixture
def refused_field(month):
    """The field named in the refusal of such a submission, of which nothing is kept."""

    def refused_field(submission):
        with pytest.raises(Refused) as refusal:
            submit(month.round, submission, by=month.people.officer, now=NOW)
        assert not HandoverReport.objects.exists()
        return refusal.value.field

    return refused_field


def photo_of(centre, by) -> StoredFile:
    return store_bytes(b"foto", centre=centre, by=by, kind=StoredFile.Kind.PHOTO, media_type="image/jpeg", now=NOW)


def items(month) -> tuple[int, int]:
    rice, sugar = (line.item_id for line in month.round.lines.all())
    return rice, sugar


def test_a_slip_says_who_gave_what_to_whom_with_which_proof(month, slip):
    official = OfficialFactory(centre=month.people.centre)
    photo = photo_of(month.people.centre, month.people.officer)
    kept = slip(given_by_id=official.pk, proof="photo", proof_file_id=photo.pk)
    assert (kept.recipient, kept.centre, kept.report.round) == (month.kartini, month.people.centre, month.round)
    assert (kept.handed_at, kept.given_by, kept.recorded_by) == (NOW, official, month.people.officer)
    assert (kept.proof, kept.proof_file) == ("photo", photo)
    assert (kept.received_by, kept.proxy_relation) == ("contact", "")
    assert (kept.complete, kept.difference_reason, kept.voided_at) == (True, "", None)
    assert {line.centre for line in kept.lines.all()} == {month.people.centre}


def test_the_family_is_recorded_as_served_by_whom_and_when(month, slip):
    slip(proxy_name="Bu Lurah", proxy_relation="Tetangga")
    month.kartini.refresh_from_db()
    row = month.kartini
    assert (row.state, row.recorded_at, row.recorded_by) == (Recipient.State.SERVED, NOW, month.people.officer)
    # Of a proxy that was typed and not chosen nothing is kept.
    assert (row.received_by_name, row.handovers.get().proxy_relation) == ("", "")


def test_a_proxy_and_a_member_are_kept_by_name(month):
    son = MemberFactory(centre=month.people.centre, family=month.rukmini.family, name="Budi")
    by_proxy = delivered(month.kartini, received_by="proxy", proxy_name=" Bu Lurah ", proxy_relation=" Tetangga ")
    by_member = delivered(month.rukmini, received_by="member", member_id=son.pk, proxy_name="Bu Lurah")
    for submission in (by_proxy, by_member):
        submit(month.round, submission, by=month.people.officer, now=NOW)
    for recipient, name, relation in ((month.kartini, "Bu Lurah", "Tetangga"), (month.rukmini, "Budi", "")):
        recipient.refresh_from_db()
        assert (recipient.received_by_name, recipient.handovers.get().proxy_relation) == (name, relation)


def test_who_records_gives_when_they_went_along_and_else_the_official_who_hands_over(month):
    people = month.people
    round = RoundFactory(centre=people.centre)
    assert usual_giver(round, people.officer) is None
    services, officer = (OfficialFactory(centre=people.centre, user=user) for user in (None, people.officer))
    Round.objects.filter(pk=round.pk).update(handing_official=services)
    assert usual_giver(round, people.officer) == services.pk
    set_staff(round, [officer, OfficialFactory(centre=people.centre)])
    assert usual_giver(round, people.officer) == officer.pk
    assert usual_giver(round, people.operator) == services.pk


def test_who_went_along_stands_on_the_slip(month):
    people = month.people
    officer = OfficialFactory(centre=people.centre, user=people.officer)
    recipient = RecipientFactory(round__centre=people.centre)
    round = recipient.round
    set_staff(round, [officer])
    approve(round, people)
    assert submit(round, delivered(recipient), by=people.officer, now=NOW).handover.given_by == officer


def test_a_quantity_may_be_as_small_as_it_is_written_and_what_is_zero_is_not_kept(month, slip):
    rice, sugar = items(month)
    kept = slip(quantities={rice: Decimal("0.001"), sugar: Decimal(0)}, difference_reason="Habis")
    assert list(kept.lines.values_list("item", "quantity")) == [(rice, Decimal("0.001"))]


def test_a_package_with_something_more_is_not_the_package(month, slip):
    rice, sugar = items(month)
    oil = ItemFactory(centre=month.people.centre, name="Minyak").pk
    quantities = {rice: Decimal(10), sugar: Decimal(2), oil: Decimal(1)}
    kept = slip(quantities=quantities, difference_reason="Tambahan")
    assert (kept.complete, kept.difference_reason) == (False, "Tambahan")


def test_a_package_with_nothing_of_something_else_is_the_package(month, slip):
    rice, sugar = items(month)
    oil = ItemFactory(centre=month.people.centre, name="Minyak").pk
    kept = slip(quantities={rice: Decimal(10), sugar: Decimal(2), oil: Decimal(0)})
    assert (kept.complete, kept.lines.count()) == (True, 2)


@pytest.mark.parametrize("amounts", [(0, 0), (-1, 0), (5, -1), ("0.001", "-0.001")])
def test_a_package_holds_something_and_nothing_below_zero(month, refused_field, amounts):
    quantities = dict(zip(items(month), map(Decimal, amounts), strict=True))
    assert refused_field(delivered(month.kartini, quantities=quantities, difference_reason="x")) == "quantities"


def test_what_is_handed_over_stands_in_the_list_of_items_of_the_centre(month, refused_field):
    foreign = ItemFactory(centre=CentreFactory()).pk
    submission = delivered(month.kartini, quantities={foreign: Decimal(1)}, difference_reason="x")
    assert refused_field(submission) == "quantities"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"received_by": "proxy", "proxy_name": " ", "proxy_relation": "Tetangga"}, "proxy_name"),
        ({"received_by": "proxy", "proxy_name": "Bu Lurah", "proxy_relation": " "}, "proxy_relation"),
        ({"received_by": "member"}, "member"),
        ({"given_by_id": 0x7FFFFFFF}, "given_by"),
        ({"proof": "photo"}, "proof"),
        ({"proof": "photo", "proof_file_id": 0x7FFFFFFF}, "proof"),
        ({"proof": "paper", "proof_file_id": 0x7FFFFFFF}, "proof"),
        ({"kind": "missed"}, "missed_reason"),
        ({"kind": "missed", "missed_reason": "other", "missed_note": " "}, "missed_note"),
    ],
)
def test_what_is_missing_is_named_by_its_field(month, refused_field, said, field):
    assert refused_field(delivered(month.kartini, **said)) == field


def test_the_photo_of_another_centre_is_no_proof(month, refused_field):
    centre = CentreFactory()
    photo = photo_of(centre, month.people.outsider)
    assert refused_field(delivered(month.kartini, proof="photo", proof_file_id=photo.pk)) == "proof"


def test_a_miss_is_kept_with_who_wrote_it_down_and_needs_a_note_only_for_another_reason(month):
    submit(month.round, missed(month.kartini, "not_found"), by=month.people.officer, now=NOW)
    month.kartini.refresh_from_db()
    row = month.kartini
    assert (row.state, row.recorded_at, row.recorded_by) == (Recipient.State.MISSED, NOW, month.people.officer)
    assert (row.missed_reason, row.missed_note, row.received_by_name) == ("not_found", "", "")


def test_what_would_be_refused_is_refused_before_its_photo_is_stored(month):
    with pytest.raises(Refused) as refusal:
        require_acceptable(month.round, delivered(month.kartini, received_by="member"), now=NOW)
    assert refusal.value.field == "member"
    require_acceptable(month.round, delivered(month.kartini), now=NOW)
    # What waits for the coordinator is taken in, and so is its photo.
    require_acceptable(month.round, delivered(month.reserve, received_by="member"), now=NOW)
    assert not HandoverReport.objects.exists()


def test_before_approval_no_photo_is_stored(month):
    draft = RecipientFactory()
    with pytest.raises(Refused, match="belum disetujui"):
        require_acceptable(draft.round, delivered(draft), now=NOW)
