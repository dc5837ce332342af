"""What the database refuses about inmates, families and their members."""

import datetime

import pytest
from django.utils import timezone

from centres.sealed_columns import BirthDate
from families.models import (
    Assessment,
    Eligibility,
    Erasure,
    Family,
    InitialDetermination,
    Inmate,
    Member,
    RegisterImport,
    RegisterImportRow,
)
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    InmateFactory,
    MemberFactory,
    UserFactory,
)
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, not_granted, run

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 11, 4, 3, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 4)


@stands
def family() -> Family:
    return FamilyFactory()


@pytest.fixture
def member(family) -> Member:
    return family.members.get()


def test_a_register_number_is_given_once():
    inmate = InmateFactory(register_number="B.I 4/2024")

    adding_is_refused("inmate_register_number_once", copied(inmate, name="Orang lain"))


def test_an_inmate_leaves_on_a_date():
    changing_is_refused("inmate_left_on_a_date", InmateFactory(), status=Inmate.Status.RELEASED)


def test_one_active_family_per_kk(family):
    twin = copied(family)

    adding_is_refused("family_active_once_per_kk", twin)


def test_another_centre_may_register_the_same_kk(family):
    assert FamilyFactory(kk=family.kk.reveal()).pk != family.pk


def test_a_merged_family_does_not_hold_its_kk(family):
    winner = FamilyFactory(centre=family.centre)
    Family.objects.filter(pk=family.pk).update(merged_into=winner)

    again = FamilyFactory(centre=family.centre, kk=family.kk.reveal())

    assert again.kk_digest == family.kk_digest


def test_a_kk_is_there_whole_or_not_at_all(family):
    adding_is_refused("family_kk_is_whole", copied(family, kk_digest=None))


def test_eligibility_has_an_actor_and_a_time(family):
    changing_is_refused("family_eligibility_has_actor_and_time", family, eligibility=Eligibility.REJECTED)


def test_an_eligible_family_has_a_date_and_a_basis():
    eligible = EligibleFamilyFactory()

    changing_is_refused("family_eligible_has_date_and_basis", eligible, eligibility_basis="")


def test_a_family_is_not_merged_into_itself(family):
    changing_is_refused("family_not_merged_into_itself", family, merged_into=family)


def test_a_family_is_not_merged_into_one_of_another_centre(family):
    changing_is_refused("families_family_merged_into_id_same_centre", family, merged_into=FamilyFactory())


def test_aid_before_peduli_is_named(family):
    changing_is_refused("family_aid_before_has_note", family, aid_before_on=TODAY)


def test_one_active_person_per_nik(member):
    twin = copied(member, is_contact=False)

    adding_is_refused("member_active_once_per_nik", twin)


def test_who_left_does_not_hold_the_nik(member):
    moved = MemberFactory(centre=member.centre, family=member.family, left_on=TODAY)

    again = MemberFactory(centre=member.centre, family=FamilyFactory(centre=member.centre), nik=moved.nik.reveal())

    moved.refresh_from_db()
    assert (moved.active, again.active) == (False, True)


def test_the_people_of_an_ended_family_do_not_hold_their_nik(family, member):
    Family.objects.filter(pk=family.pk).update(
        eligibility=Eligibility.ENDED, eligibility_at=NOW, eligibility_by=UserFactory()
    )

    member.refresh_from_db()
    assert member.active is False


def test_whether_a_person_counts_is_not_for_the_writer_to_say(member):
    """The trigger member_active_follows decides."""
    Member.objects.filter(pk=member.pk).update(active=False)

    member.refresh_from_db()
    assert member.active is True


def test_a_nik_is_there_whole_or_not_at_all(member):
    adding_is_refused("member_nik_is_whole", copied(member, nik_digest=None))


def test_a_phone_is_there_whole_or_not_at_all(member):
    adding_is_refused("member_phone_is_whole", copied(member, phone_digest=bytes(32)))


def test_one_contact_per_family(member):
    adding_is_refused(
        "member_one_contact_per_family",
        copied(member, nik_cipher=None, nik_digest=None, active=True),
    )


def test_the_contact_lives_there(member):
    changing_is_refused("member_contact_lives_there", member, left_on=TODAY)


def test_a_member_belongs_to_a_family_of_the_same_centre(family):
    member = MemberFactory(centre=family.centre, family=family)

    adding_is_refused(
        "families_member_family_id_same_centre",
        copied(member, family=FamilyFactory(), nik_cipher=None, nik_digest=None),
    )


def test_a_family_is_tied_to_an_inmate_once(family):
    adding_is_refused("family_inmate_once", copied(family.ties.get()))


def test_an_inmate_of_another_centre_cannot_be_referred_to(family):
    adding_is_refused("families_familyinmate_inmate_id_same_centre", copied(family.ties.get(), inmate=InmateFactory()))


@pytest.mark.parametrize("table", ["families_family", "families_member", "families_inmate"])
def test_people_are_not_deleted(table):
    with not_granted():
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "emptied",
    [{"name": ""}, {"nik_cipher": None, "nik_digest": None}, dict.fromkeys(BirthDate.columns)],
    ids=["name", "nik", "birth date"],
)
def test_only_an_erasure_empties_a_person(member, emptied):
    changing_is_refused("member_personal_columns_stay", member, **emptied)


def test_only_an_erasure_empties_a_kk(family):
    changing_is_refused("family_personal_columns_stay", family, kk_cipher=None, kk_digest=None)


def test_an_erasure_of_another_family_empties_nothing(family, member):
    erased(FamilyFactory(centre=family.centre))

    changing_is_refused("member_personal_columns_stay", member, name="")


def test_an_erasure_written_in_the_same_transaction_empties_the_person(family, member):
    erased(family)

    Member.objects.filter(pk=member.pk).update(name="", nik_cipher=None, nik_digest=None)

    member.refresh_from_db()
    assert (member.name, member.nik_digest) == ("", None)


def test_a_temporary_table_does_not_stand_in_for_an_erasure(temporary_tables_allowed, family, member):
    run("CREATE TEMP TABLE families_erasure (family_id_erased bigint, transaction bigint)")
    run("INSERT INTO pg_temp.families_erasure VALUES (%s, txid_current())", [family.pk])

    changing_is_refused("member_personal_columns_stay", member, name="")


def test_the_switch_of_the_history_switches_no_wall(family, member):
    run("SET LOCAL pgtrigger.ignore = '{families_member:member_personal_columns_stay}'")

    changing_is_refused("member_personal_columns_stay", member, name="")


def test_an_assessment_has_a_score_up_to_100(family):
    adding_is_refused("assessment_score_up_to_100", assessment(family, score=101))


def test_a_decile_is_between_1_and_10(family):
    adding_is_refused("assessment_decile_1_to_10", assessment(family, decile=11))


def test_an_initial_determination_has_a_basis(family):
    adding_is_refused(
        "initial_determination_has_basis",
        InitialDetermination(
            centre=family.centre, decided_on=TODAY, basis="", decided_by=UserFactory(), recorded_at=NOW
        ),
    )


def test_an_import_is_confirmed_by_somebody():
    uploaded = register_import()

    changing_is_refused("register_import_confirmed_by_somebody", uploaded, confirmed_at=NOW)


def test_a_row_of_an_import_is_there_once_and_changed_by_somebody():
    uploaded = register_import()
    row = RegisterImportRow.objects.create(
        centre=uploaded.centre, register_import=uploaded, sheet_row=8, status="valid"
    )

    adding_is_refused("register_import_row_once", copied(row))
    changing_is_refused("register_import_row_changed_by_somebody", row, changed_at=NOW)
    changing_is_refused("register_import_row_changed_by_somebody", row, changed_by=uploaded.uploaded_by)


def test_a_row_is_saved_in_a_family_and_put_aside_on_a_day(family):
    uploaded = register_import()
    row = RegisterImportRow.objects.create(
        centre=uploaded.centre, register_import=uploaded, sheet_row=8, status="valid"
    )

    changing_is_refused("register_import_row_is_saved_in_a_family", row, status="saved")
    changing_is_refused("register_import_row_is_saved_in_a_family", row, family=family)
    changing_is_refused("register_import_row_is_put_aside_on_a_day", row, status="parked")
    changing_is_refused("register_import_row_is_put_aside_on_a_day", row, parked_on=TODAY)


def erased(family: Family) -> Erasure:
    return Erasure.objects.create(
        centre=family.centre, family_id_erased=family.pk, ground="Permintaan", erased_by=UserFactory(), erased_at=NOW
    )


def assessment(family: Family, **changes) -> Assessment:
    values = {"surveyed_on": TODAY, "score": 50, "criteria_version": "2024-1", "recorded_at": NOW}
    return Assessment(centre=family.centre, family=family, surveyed_by=UserFactory(), **(values | changes))


def register_import() -> RegisterImport:
    return RegisterImport.objects.create(
        centre=CentreFactory(),
        file_name="daftar.xlsx",
        file_digest=bytes(32),
        as_of=TODAY,
        uploaded_by=UserFactory(),
        uploaded_at=timezone.now(),
    )
