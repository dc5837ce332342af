"""Submitting, approving, sending back, the signature on paper, cancelling."""

import datetime
import io
from uuid import uuid4

import pytest
from PIL import Image

from centres.models import Centre, Letterhead, Membership, Official, Role, User
from centres.private_files import read_bytes
from config.errors import Refused
from distributions.handover.submissions import submit, undo
from distributions.models import Recipient, Round, RoundTransition, SignedPage, State
from distributions.papers.round_on_paper import read_round
from distributions.rounds.approval import approve_on_paper, approve_round, cancel_round, send_back, submit_round
from distributions.rounds.by_hand import remove_family
from distributions.rounds.checks import check
from distributions.rounds.planning import plan_round
from distributions.rounds.transitions import transition
from families.models import Eligibility, Family, Member
from tests.distributions.blora import NOW, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.months import report_missed
from tests.distributions.submissions import delivered
from tests.factories import LetterheadFactory, MembershipFactory, OfficialFactory, RecipientFactory, RoundFactory
from tests.pictures import scan, signed_paper
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def people():
    return blora(families=6)


@stands
def round(people):
    return november(people)


def approved(round: Round, people) -> Round:
    submit_round(round, by=people.coordinator, now=NOW)
    return approve_round(round, by=people.head, now=NOW)


def test_officials_who_were_set_up_after_the_proposal_stand_on_the_papers_before_and_after_approval(people, round):
    Round.objects.update(head_official=None, handing_official=None)
    round.refresh_from_db()
    names = (people.services.name, people.head_official.name)

    before = read_round(round.pk)
    approved(round, people)
    after = read_round(round.pk)

    assert (before.handing.name, before.head.name) == names
    assert (after.handing.name, after.head.name) == names


def test_a_round_is_submitted_and_approved_by_a_second_person_and_frozen(people, round):
    Member.objects.filter(family=people.families[0], is_contact=True).update(name="Rukmini Hidayah")
    approved(round, people)
    round.refresh_from_db()
    assert (round.state, round.approved_by, round.approved_alone) == (State.APPROVED, people.head, False)
    assert (round.head_name, round.head_title) == (people.head_official.name, "Kepala Rutan")
    assert (round.handing_name, round.letterhead.centre) == (people.services.name, people.centre)
    assert round.recipients.get(family=people.families[0]).contact_name == "Rukmini Hidayah"
    assert list(round.transitions.values_list("from_state", "to_state")) == [
        ("draft", "submitted"),
        ("submitted", "approved"),
    ]


def test_an_acting_head_appointed_since_the_round_was_made_is_named_as_a_warning(people, round):
    before = check(round).warnings
    OfficialFactory(
        centre=people.centre,
        function=Official.Function.HEAD,
        capacity=Official.Capacity.PLH,
        name="Andi Wijaya, S.H.",
        title="Kepala Rutan",
        starts_on=round.date,
        ends_on=round.date,
    )
    assert check(round).warnings == [
        *before,
        "Plh. Kepala Rutan pada 15 November 2024 adalah Andi Wijaya, S.H., tetapi berkas mencantumkan orang lain."
        " Ganti pejabatnya bila perlu.",
    ]


def test_who_submitted_cannot_approve(people, round):
    MembershipFactory(user=people.coordinator, centre=people.centre, role=Role.HEAD)
    submit_round(round, by=people.coordinator, now=NOW)
    with pytest.raises(Refused, match="Yang mengajukan periode tidak boleh menyetujuinya"):
        approve_round(round, by=people.coordinator, now=NOW)


@pytest.mark.parametrize(
    ("submitter", "single_officer", "may"), [(7, False, False), (7, True, True), (8, False, True), (None, False, True)]
)
def test_a_second_person_approves_or_the_only_officer(submitter, single_officer, may):
    round = Round(centre=Centre(single_officer=single_officer), submitted_by_id=submitter)
    assert round.may_be_approved_by(User(pk=7), on=D(2024, 11, 4)) == may


def test_in_a_centre_with_a_single_officer_it_is_said_that_one_person_did_both(people, round):
    people.centre.single_officer = True
    people.centre.save()
    Membership.objects.filter(user=people.head).update(user=people.coordinator)
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(Round.objects.get(pk=round.pk), by=people.coordinator, now=NOW)
    round.refresh_from_db()
    assert round.approved_alone is True


def test_approval_checks_again_who_may_receive(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    Family.objects.filter(pk=people.families[0].pk).update(eligibility=Eligibility.SUSPENDED)
    with pytest.raises(Refused, match="Keluarga 0 tidak boleh menerima pada 15 November 2024"):
        approve_round(round, by=people.head, now=NOW)
    round.refresh_from_db()
    assert round.state == State.SUBMITTED


def test_approval_refuses_a_person_who_waits_in_another_approved_round(people, round):
    nik = Member.objects.get(family=people.families[0], is_contact=True)
    other = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    recipient = RecipientFactory(round=other, family=people.families[5], nik_digest=nik.nik_digest)
    Recipient.objects.filter(pk=recipient.pk).update(nik_digest=nik.nik_digest)
    transition(other, State.SUBMITTED, by=people.coordinator, now=NOW.replace(month=10))
    transition(other, State.APPROVED, by=people.head, now=NOW.replace(month=10))
    plan_round(round, now=NOW)
    with pytest.raises(Refused, match="Keluarga 0 juga ada dalam periode Oktober 2024"):
        submit_round(round, by=people.coordinator, now=NOW)


def test_a_round_without_families_is_not_submitted(people, round):
    for recipient in round.recipients.all():
        remove_family(recipient, reason="Pindah", by=people.coordinator, now=NOW)
    with pytest.raises(Refused, match="Belum ada keluarga"):
        submit_round(round, by=people.coordinator, now=NOW)


def test_fewer_families_than_packages_are_approved_with_as_many_packages(people, round):
    remove_family(round.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW)
    approved(round, people)
    round.refresh_from_db()
    assert round.packages == 3


def test_sending_back_needs_a_note_and_makes_it_a_draft_again(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    with pytest.raises(Refused) as refused:
        send_back(round, note=" ", by=people.head, now=NOW)
    assert refused.value.field == "note"
    send_back(round, note="Tambahkan satu desa", by=people.head, now=NOW)
    round.refresh_from_db()
    assert (round.state, round.submitted_at, round.submitted_by) == (State.DRAFT, None, None)
    assert RoundTransition.objects.latest("id").note == "Tambahkan satu desa"
    submit_round(round, by=people.coordinator, now=NOW)


def test_a_second_press_approves_nothing_twice(people, round):
    approved(round, people)
    with pytest.raises(Refused, match="sekarang"):
        approve_round(round, by=people.head, now=NOW)
    assert round.transitions.count() == 2


def test_the_signature_on_paper_is_recorded_by_whoever_has_the_paper(people, round):
    approve_on_paper(
        round, signed_on=D(2024, 11, 4), signer="Hendro Prasetyo", photo=signed_paper(), by=people.coordinator, now=NOW
    )
    round.refresh_from_db()
    assert (round.state, round.paper_signed_on, round.paper_signer) == ("approved", D(2024, 11, 4), "Hendro Prasetyo")
    assert round.paper_photo.kind == "approval"
    assert round.approved_by == people.coordinator


def test_a_signed_paper_may_be_a_pdf_whose_last_page_is_the_one_with_the_signatures(people, round):
    given = {"signed_on": D(2024, 11, 4), "signer": "Hendro Prasetyo", "by": people.coordinator, "now": NOW}
    with pytest.raises(Refused) as refused:
        approve_on_paper(round, photo=io.BytesIO(b"%PDF-1.7 rusak"), **given)
    assert (refused.value.field, SignedPage.objects.count()) == ("photo", 0)
    approve_on_paper(round, photo=scan(3), **given)
    round.refresh_from_db()
    assert (round.state, round.paper_photo.kind, round.paper_photo.media_type) == ("approved", "approval", "image/jpeg")
    pages = list(SignedPage.objects.order_by("number"))
    assert [(page.kind, page.number, page.file.kind) for page in pages] == [
        ("usulan", 1, "scan"),
        ("usulan", 2, "scan"),
    ]
    shades = [Image.open(io.BytesIO(read_bytes(file))).getpixel((9, 9))[0] for file in
              (*(page.file for page in pages), round.paper_photo)]  # fmt: skip
    assert [shade // 10 for shade in shades] == [0, 2, 4], "in the order of the file"


@pytest.mark.parametrize(
    ("signed_on", "signer", "field"),
    [
        (D(2024, 11, 5), "Hendro Prasetyo", "signed_on"),
        (D(2023, 11, 4), "Hendro Prasetyo", "signed_on"),
        (D(2024, 11, 4), " ", "signer"),
    ],
)
def test_a_paper_signed_tomorrow_or_last_year_or_by_nobody_is_refused(people, round, signed_on, signer, field):
    with pytest.raises(Refused) as refused:
        approve_on_paper(
            round, signed_on=signed_on, signer=signer, photo=signed_paper(), by=people.coordinator, now=NOW
        )
    assert refused.value.field == field
    round.refresh_from_db()
    assert round.state == State.DRAFT


def test_a_submitted_round_that_is_approved_on_paper_keeps_who_submitted_it(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    later = NOW + datetime.timedelta(hours=1)
    approve_on_paper(
        round, signed_on=D(2024, 11, 4), signer=" Hendro Prasetyo ", photo=signed_paper(), by=people.head, now=later
    )
    round.refresh_from_db()
    assert (round.submitted_by, round.submitted_at) == (people.coordinator, NOW)
    assert (round.approved_by, round.approved_at) == (people.head, later)
    assert (round.paper_signer, round.approved_alone) == ("Hendro Prasetyo", False)
    assert (round.head_name, round.packages) == (people.head_official.name, 4)


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True)])
def test_an_acting_head_approves_until_the_last_day(people, round, days, may):
    today = people.centre.local_date(NOW)
    acting = MembershipFactory(centre=people.centre, role=Role.HEAD, ends_on=today + datetime.timedelta(days=days)).user
    submit_round(round, by=people.coordinator, now=NOW)
    if may:
        assert approve_round(round, by=acting, now=NOW).approved_by == acting
        return
    with pytest.raises(Refused, match="Hanya Kepala"):
        approve_round(round, by=acting, now=NOW)


def test_a_paper_is_signed_on_a_day_of_the_centre(people, round):
    midnight = datetime.datetime(2024, 11, 4, 17, tzinfo=datetime.UTC)
    given = {"signed_on": D(2024, 11, 5), "signer": "Hendro Prasetyo", "by": people.coordinator}
    with pytest.raises(Refused):
        approve_on_paper(round, photo=signed_paper(), now=midnight - datetime.timedelta(seconds=1), **given)
    approve_on_paper(round, photo=signed_paper(), now=midnight, **given)


def test_an_approved_round_is_not_approved_again_on_paper(people, round):
    approved(round, people)
    with pytest.raises(Refused, match="sekarang"):
        approve_on_paper(
            round,
            signed_on=D(2024, 11, 4),
            signer="Hendro Prasetyo",
            photo=signed_paper(),
            by=people.coordinator,
            now=NOW,
        )


def test_who_signs_is_kept_with_number_and_title_and_nobody_is_nothing(people, round):
    Round.objects.filter(pk=round.pk).update(handing_official=None)
    Official.objects.filter(pk=people.services.pk).update(ends_on=D(2024, 11, 14))
    approved(Round.objects.get(pk=round.pk), people)
    round.refresh_from_db()
    head = people.head_official
    assert (round.head_name, round.head_nip, round.head_title) == (head.name, head.nip, head.signing_title)
    assert (round.handing_name, round.handing_nip, round.handing_title) == ("", "", "")


def test_a_letterhead_of_another_centre_is_not_ours(people, round):
    ours = Letterhead.objects.get(centre=people.centre)
    LetterheadFactory(starts_on=D(2024, 11, 1))
    approved(round, people)
    round.refresh_from_db()
    assert round.letterhead == ours


def test_all_that_speaks_against_a_round_is_said_at_once(people, round):
    first, second = (recipient.family_id for recipient in round.recipients.all()[:2])
    Family.objects.filter(pk__in=(first, second)).update(eligibility=Eligibility.SUSPENDED)
    with pytest.raises(Refused, match=r"^Keluarga 0 tidak .+ kelayakannya\. Keluarga 1 tidak"):
        submit_round(round, by=people.coordinator, now=NOW)


def test_the_letterhead_in_force_on_the_day_is_kept(people, round):
    LetterheadFactory(centre=people.centre, starts_on=D(2024, 11, 16))
    before = LetterheadFactory(centre=people.centre, starts_on=D(2024, 11, 1))
    approved(round, people)
    round.refresh_from_db()
    assert round.letterhead == before


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_round_is_cancelled_until_its_goods_are_issued(people, round, state):
    if state != "draft":
        submit_round(round, by=people.coordinator, now=NOW)
    if state == "approved":
        approve_round(round, by=people.head, now=NOW)
    cancel_round(round, reason=" Banjir ", by=people.coordinator, now=NOW)
    assert (round.state, round.cancelled_by, round.cancelled_at, round.cancelled_reason) == (
        State.CANCELLED,
        people.coordinator,
        NOW,
        "Banjir",
    )


def test_a_round_whose_goods_are_issued_is_not_cancelled(people, round):
    called_issued(approved(round, people), by=people.storekeeper, now=NOW)
    with pytest.raises(Refused, match="sekarang"):
        cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)


def test_a_round_in_which_a_family_received_is_not_cancelled(people, round):
    approved(round, people)
    first, second = round.recipients.planned()[:2]
    report_missed(round, first, by=people.officer)
    report = submit(round, delivered(second, recorded_at=NOW), by=people.officer, now=NOW)
    with pytest.raises(Refused, match="Sudah ada keluarga yang menerima"):
        cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)
    undo(report.recipient, key=uuid4(), channel="page", reason="Salah", by=people.officer, now=NOW)
    cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)


def test_a_cancelled_round_keeps_its_month_and_says_why(people, round):
    with pytest.raises(Refused):
        cancel_round(round, reason="", by=people.coordinator, now=NOW)
    cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)
    round.refresh_from_db()
    assert (round.state, round.cancelled_reason) == (State.CANCELLED, "Banjir")
    with pytest.raises(Refused):
        submit_round(round, by=people.coordinator, now=NOW)
