"""Every way in which one person would submit and approve a round is refused: by page, operation and database."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Centre, Membership, Role, StoredFile
from centres.pictures import clean_picture
from centres.private_files import store_bytes
from config.errors import Refused
from distributions.models import Extra, Round, State
from distributions.rounds.approval import approve_on_paper, approve_round, cancel_round, send_back, submit_round
from distributions.rounds.schedule import make_extra_round
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import NOW, SIGNS, TODAY, blora, november
from tests.factories import MembershipFactory, OfficialFactory, RecipientFactory, RoundFactory, UserFactory
from tests.pictures import signed_paper
from tests.read_page import words
from tests.seen import read
from tests.standing import stands
from tests.walls import changing_is_refused

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PAPER = "round_approved_on_a_signed_paper"


@stands
def people():
    return blora()


@stands
def round(people):
    return november(people)


@pytest.fixture
def submitted(people, round):
    return submit_round(round, by=people.coordinator, now=NOW)


def stored(people, kind=StoredFile.Kind.APPROVAL, content=b"paper"):
    return store_bytes(
        content, centre=people.centre, by=people.coordinator, kind=kind, media_type="image/jpeg", now=NOW
    )


def approving(by, **changes):
    """The columns of an approval."""
    return {"state": State.APPROVED, "approved_at": NOW, "approved_by": by} | changes


def on_paper(people, **changes):
    """The columns of an approval on paper, which the coordinator records."""
    given = {"paper_signed_on": TODAY, "paper_signer": "Hendro Prasetyo", "paper_photo": stored(people)}
    return approving(people.coordinator, **(given | changes))


def also_head(user, centre, **period):
    return MembershipFactory(user=user, centre=centre, role=Role.HEAD, **period)


# --- on paper


def test_a_day_and_a_name_without_the_signed_paper_approve_nothing(people, round):
    """What was found: submitted and approved by the same person, and nothing said so."""
    client = Client()
    client.force_login(people.coordinator)
    submit_round(round, by=people.coordinator, now=NOW)

    answer = client.post(
        reverse("distributions:paper_approval", args=[round.pk]),
        {
            "signed_on": TODAY.isoformat(),
            "signer": "Hendro Prasetyo",
            "seen": read(client, "paper_approval", round.pk),
        },
    )

    round.refresh_from_db()
    assert round.state == State.SUBMITTED
    assert "Lampirkan foto berkas yang ditandatangani" in answer.content.decode()


@pytest.mark.parametrize(
    "lacking",
    [
        {"paper_photo": None},
        {"paper_signer": " "},
        {"paper_signed_on": None},
        {"paper_signed_on": TODAY + datetime.timedelta(days=1)},
        {"paper_signed_on": datetime.date(2015, 11, 4)},
    ],
    ids=["no photo", "no signer", "no day", "tomorrow", "years back"],
)
def test_a_paper_that_is_not_whole_approves_nothing(people, submitted, lacking):
    changing_is_refused(PAPER, submitted, **on_paper(people, approved_by=people.head, **lacking))


def test_a_photo_of_something_else_is_no_signed_paper(people, submitted):
    other = stored(people, StoredFile.Kind.PHOTO, b"an outing")

    changing_is_refused(PAPER, submitted, **on_paper(people, paper_photo=other))


def test_a_paper_is_signed_by_who_was_head_on_that_day_and_recorded_by_another(people, round):
    """What was found: the coordinator wrote her own name below the approval; anybody could have stood there."""
    paper = {"signed_on": TODAY, "photo": signed_paper(), "by": people.coordinator, "now": NOW}
    own = OfficialFactory(centre=people.centre, function="head", name=f"{people.coordinator.full_name.upper()}, S.Sos.")
    linked = OfficialFactory(centre=people.centre, function="head", name="Siti", user=people.coordinator)
    later = OfficialFactory(centre=people.centre, function="head", name="Nanti", starts_on=TODAY + DAY)
    elsewhere = OfficialFactory(function="head", name="Kepala lain")
    for signer, said in (
        (people.coordinator.full_name, "bukan Kepala UPT pada"),
        (people.services.name, "bukan Kepala UPT pada"),
        (later.name, "bukan Kepala UPT pada"),
        (elsewhere.name, "bukan Kepala UPT pada"),
        (own.name, "perlu orang kedua"),
        (linked.name, "perlu orang kedua"),
    ):
        with pytest.raises(Refused, match=said) as refused:
            approve_on_paper(round, signer=signer, **paper)
        assert refused.value.field == "signer"
    submit_round(round, by=people.coordinator, now=NOW)
    for signer in (people.services.name, later.name, elsewhere.name, own.name, linked.name):
        changing_is_refused("round_paper_signed_by_its_head", round, **on_paper(people, paper_signer=signer))


def test_who_signed_records_the_paper_of_what_another_submitted(people, submitted):
    paper = {"signed_on": TODAY, "photo": signed_paper(), "now": NOW}
    OfficialFactory(centre=people.centre, function="head", name="Bambang", user=people.head)
    assert approve_on_paper(submitted, signer="Bambang", by=people.head, **paper).state == State.APPROVED


def test_in_a_centre_of_one_officer_who_signed_records_it(people, round):
    alone = MembershipFactory(centre=people.centre, role=Role.COORDINATOR).user
    OfficialFactory(centre=people.centre, function="head", name="Bambang", user=alone)
    also_head(alone, people.centre)
    Membership.objects.filter(user=people.head).update(ends_on=TODAY - DAY)
    paper = {"signed_on": TODAY, "signer": "Bambang", "photo": signed_paper(), "by": alone, "now": NOW}
    with pytest.raises(Refused, match="perlu orang kedua"):
        approve_on_paper(round, **paper)
    Centre.objects.filter(pk=people.centre.pk).update(single_officer=True)
    round.centre.refresh_from_db()
    assert approve_on_paper(round, **paper | {"photo": signed_paper()}).state == State.APPROVED


def test_the_head_reads_on_beranda_what_was_recorded_for_him_until_he_looks_at_the_paper(people, round):
    now = timezone.now()
    make = {
        "date": people.centre.local_date(now) + DAY * 3,
        "packages": 2,
        "extra": Extra.SPECIAL_DAY,
        "reason": "Hari Bhakti",
        "now": now,
    }
    extra = make_extra_round(people.programme, **make)
    paper = {"signed_on": people.centre.local_date(now), "signer": SIGNS, "photo": signed_paper()}
    approve_on_paper(extra, by=people.coordinator, now=now, **paper)
    head, home = Client(), reverse("distributions:home")
    head.force_login(people.head)
    said = f"{extra.name}: disetujui tertulis, ditandatangani {SIGNS}"
    page = words(head.get(home).content.decode())
    assert said in page
    assert f"menurut catatan {people.coordinator}" in page
    other = Client()
    other.force_login(people.coordinator)
    assert said not in words(other.get(home).content.decode())
    other.get(reverse("centres:file", args=[extra.paper_photo_id]))
    assert said in words(head.get(home).content.decode())
    head.get(reverse("centres:file", args=[extra.paper_photo_id]))
    assert said not in words(head.get(home).content.decode())


def test_the_paper_of_one_round_approves_no_other(people, round):
    approve_on_paper(
        round, signed_on=TODAY, signer="Hendro Prasetyo", photo=signed_paper(), by=people.coordinator, now=NOW
    )
    cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)
    december = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=datetime.date(2024, 12, 20))
    RecipientFactory(round=december, family=people.families[0])
    transition(december, State.SUBMITTED, by=people.coordinator, now=NOW)

    changing_is_refused(PAPER, december, **on_paper(people, paper_photo=round.paper_photo))
    with pytest.raises(Refused, match="foto berkas November 2024") as refused:
        approve_on_paper(
            december, signed_on=TODAY, signer="Hendro Prasetyo", photo=signed_paper(), by=people.coordinator, now=NOW
        )
    assert refused.value.field == "photo"


def test_a_picture_of_the_activity_is_not_taken_for_the_paper(people, round):
    with clean_picture(signed_paper()) as same:
        stored(people, StoredFile.Kind.PHOTO, same.read())

    with pytest.raises(Refused, match="Ambil foto berkas") as refused:
        approve_on_paper(
            round, signed_on=TODAY, signer="Hendro Prasetyo", photo=signed_paper(), by=people.coordinator, now=NOW
        )
    assert refused.value.field == "photo"


def test_who_neither_prepares_nor_decides_records_no_paper(people, submitted):
    changing_is_refused("round_approved_by_its_head", submitted, **on_paper(people, approved_by=people.officer))


def test_an_approval_on_paper_is_none_of_one_person(people, submitted):
    changing_is_refused("round_approved_alone_where_one_officer", submitted, **on_paper(people, approved_alone=True))
    Centre.objects.filter(pk=people.centre.pk).update(single_officer=True)
    Membership.objects.filter(user=people.head).update(ends_on=TODAY - datetime.timedelta(days=1))

    changing_is_refused("round_approved_alone_by_who_submitted", submitted, **on_paper(people, approved_alone=True))


# --- on the screen


def test_one_person_with_two_roles_is_still_one(people, submitted):
    also_head(people.coordinator, people.centre)

    changing_is_refused("round_approved_by_a_second_person", submitted, **approving(people.coordinator))
    with pytest.raises(Refused, match="Yang mengajukan periode tidak boleh menyetujuinya"):
        approve_round(submitted, by=people.coordinator, now=NOW)


def test_sending_back_and_submitting_again_makes_no_second_person(people, submitted):
    also_head(people.coordinator, people.centre)
    send_back(submitted, note="Sekali lagi", by=people.coordinator, now=NOW)
    submit_round(submitted, by=people.coordinator, now=NOW)

    with pytest.raises(Refused, match="Yang mengajukan periode tidak boleh menyetujuinya"):
        approve_round(submitted, by=people.coordinator, now=NOW)
    changing_is_refused("round_submission_stays", submitted, submitted_by=people.officer)


def approvers(people):
    """Who is not the head on that day, each in a way of their own."""
    acted, gone = UserFactory(), UserFactory()
    also_head(acted, people.centre, ends_on=TODAY - datetime.timedelta(days=1))
    also_head(gone, people.centre)
    gone.is_active = False
    gone.save()
    later, elsewhere = UserFactory(), UserFactory()
    also_head(later, people.centre, starts_on=TODAY + datetime.timedelta(days=1))
    also_head(elsewhere, RoundFactory().centre)
    superuser = UserFactory(is_superuser=True, is_staff=True)
    return {
        "officer": people.officer,
        "acting until yesterday": acted,
        "left the office": gone,
        "appointed for tomorrow": later,
        "head of another centre": elsewhere,
        "superuser": superuser,
    }


@pytest.mark.parametrize(
    "who",
    [
        "officer",
        "acting until yesterday",
        "left the office",
        "appointed for tomorrow",
        "head of another centre",
        "superuser",
    ],
)
def test_nobody_but_the_head_of_that_day_approves(people, submitted, who):
    somebody = approvers(people)[who]

    changing_is_refused("round_approved_by_its_head", submitted, **approving(somebody))
    with pytest.raises(Refused, match="Hanya Kepala"):
        approve_round(submitted, by=somebody, now=NOW)


def test_an_acting_head_approves_on_the_last_day(people, submitted):
    acting = UserFactory()
    also_head(acting, people.centre, ends_on=TODAY)

    assert approve_round(submitted, by=acting, now=NOW).approved_by == acting


# --- alone


def test_calling_it_a_single_officer_does_not_help_where_there_is_another_head(people, submitted):
    also_head(people.coordinator, people.centre)
    Centre.objects.filter(pk=people.centre.pk).update(single_officer=True)

    changing_is_refused(
        "round_approved_alone_where_one_officer", submitted, **approving(people.coordinator, approved_alone=True)
    )
    with pytest.raises(Refused, match="Yang mengajukan periode tidak boleh menyetujuinya"):
        approve_round(Round.objects.get(pk=submitted.pk), by=people.coordinator, now=NOW)


def test_what_two_persons_decided_is_not_called_alone(people, submitted):
    Membership.objects.filter(user=people.head).update(user=people.viewer)
    Centre.objects.filter(pk=people.centre.pk).update(single_officer=True)

    changing_is_refused(
        "round_approved_alone_by_who_submitted", submitted, **approving(people.viewer, approved_alone=True)
    )


def test_afterwards_it_is_not_said_to_have_been_otherwise(people, submitted):
    approve_round(submitted, by=people.head, now=NOW)

    for changes in ({"approved_alone": True}, {"paper_signed_on": TODAY}, {"submitted_by": people.officer}):
        changing_is_refused("round_frozen_once_approved", submitted, **changes)
    changing_is_refused("round_details_frozen_once_approved", submitted, paper_photo=stored(people))
