"""Two entries of one family become one by a pointer, which answers for both, and can be taken away again."""

import datetime

import pytest
from django.utils import timezone

from config.errors import ChangedMeanwhile, Refused
from families.eligibility import end
from families.inmates import change_status
from families.merging import keep_apart, look_again, merge, pair_now, separate
from families.models import DuplicateDecision, Family, Inmate, Member
from families.search import find
from tests.factories import (
    EligibleFamilyFactory,
    FamilyFactory,
    FamilyInmateFactory,
    InmateFactory,
    UserFactory,
)
from tests.walls import adding_is_refused, changing_is_refused, copied, not_granted, run

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 11, 4, 3, 0, tzinfo=datetime.UTC)
D = datetime.date
Verdict = DuplicateDecision.Verdict


@pytest.fixture
def stays(centre):
    return EligibleFamilyFactory(centre=centre, household__contact="Kartini Nurjanah", aid_before_on=D(2023, 5, 1),
                                 aid_before_note="BLT")  # fmt: skip


@pytest.fixture
def goes(centre):
    inmate = InmateFactory(centre=centre, name="Zainal Abidin")
    return FamilyFactory(centre=centre, household__contact="Kartini N.", household__inmate=inmate)


def by():
    return {"by": UserFactory(), "now": NOW}


def fresh(family):
    return Family.objects.get(pk=family.pk)


def verdicts():
    return list(DuplicateDecision.objects.order_by("pk").values_list("first", "second", "verdict", "note"))


def test_one_entry_stands_for_both_and_leaves_the_register(stays, goes):
    merge(goes, into=stays, note=" sama, \n KK lama ", **by())
    assert fresh(goes).merged_into_id == stays.pk
    assert list(Family.objects.active().filter(centre=stays.centre)) == [stays]
    assert verdicts() == [(stays.pk, goes.pk, "merged", "sama, KK lama")]


def test_the_number_of_who_went_is_free_again(stays, goes):
    nik, kk = goes.members.get().nik.reveal(), goes.kk.reveal()
    merge(goes, into=stays, **by())
    again = FamilyFactory(centre=stays.centre, kk=kk)
    member = again.members.get()
    member.nik = nik
    member.save()
    assert not goes.members.get().active


@pytest.mark.parametrize(
    ("own", "others", "last"),
    [(None, None, None), (D(2024, 1, 1), None, D(2024, 1, 1)), (None, D(2024, 2, 1), D(2024, 2, 1)),
     (D(2024, 1, 1), D(2024, 2, 1), D(2024, 2, 1)), (D(2024, 3, 1), D(2024, 2, 1), D(2024, 3, 1))],
)  # fmt: skip
def test_the_last_aid_is_that_of_both_and_undoing_gives_it_back(centre, own, others, last):
    stays, goes = (
        FamilyFactory(centre=centre, aid_before_on=own, aid_before_note="Bansos"),
        FamilyFactory(centre=centre),
    )
    Family.objects.filter(pk=goes.pk).update(aid_before_on=others, aid_before_note="Bansos")
    merge(goes, into=stays, **by())
    assert fresh(stays).last_aid_on == last
    separate(goes, **by())
    assert (fresh(stays).last_aid_on, fresh(goes).last_aid_on) == (own, others)


# Kept by merged_aid_reaches_the_family.
# Kept by the trigger "merged_aid_reaches_the_family".
def test_what_a_merged_entry_receives_later_counts_and_is_taken_back(stays, goes):
    merge(goes, into=stays, **by())
    Family.objects.filter(pk=goes.pk).update(aid_before_on=D(2024, 10, 1), aid_before_note="Bansos")
    assert fresh(stays).last_aid_on == D(2024, 10, 1)
    Family.objects.filter(pk=goes.pk).update(aid_before_on=None)
    assert fresh(stays).last_aid_on == D(2023, 5, 1)


# Kept by family_aid_of_merged_follows and family_begins_without_merged_aid.
# Kept by the triggers "family_aid_of_merged_follows" and "family_begins_without_merged_aid".
def test_nobody_writes_the_aid_of_merged_entries(stays, goes):
    merge(goes, into=stays, **by())
    Family.objects.filter(pk=stays.pk).update(aid_of_merged_on=D(2024, 10, 1))
    run("UPDATE families_family SET aid_of_merged_on = '2024-10-01' WHERE id = %s", [stays.pk])
    assert fresh(stays).aid_of_merged_on is None
    made = FamilyFactory(centre=stays.centre, aid_of_merged_on=D(2024, 10, 1))
    assert fresh(made).aid_of_merged_on is None


def test_words_and_numbers_of_both_find_the_one_that_stayed_until_it_is_undone(stays, goes):
    centre, kk = stays.centre, goes.kk.reveal()
    assert [list(find(centre, text)) for text in ("Nurjanah", kk)] == [[stays], [goes]]
    merge(goes, into=stays, **by())
    assert [list(find(centre, text)) for text in ("Kartini N.", "Nurjanah", "Zainal", kk)] == [[stays]] * 4
    separate(goes, **by())
    assert list(find(centre, kk)) == [goes]
    assert list(find(centre, "Zainal")) == [goes]


def test_a_family_whose_merged_entry_has_an_inmate_here_may_receive(centre):
    gone, held = InmateFactory(centre=centre), InmateFactory(centre=centre)
    stays = EligibleFamilyFactory(centre=centre, household__inmate=gone)
    goes = FamilyFactory(centre=centre, household__inmate=held)
    change_status(gone, status=Inmate.Status.RELEASED, on=D(2024, 10, 1), now=NOW)
    assert not fresh(stays).inmate_held
    merge(goes, into=stays, **by())
    assert fresh(stays).inmate_held
    change_status(held, status=Inmate.Status.RELEASED, on=D(2024, 10, 1), now=NOW)
    assert not fresh(stays).inmate_held
    change_status(held, status=Inmate.Status.HELD, on=D(2024, 10, 2), now=NOW)
    assert fresh(stays).inmate_held
    separate(goes, **by())
    assert (fresh(stays).inmate_held, fresh(goes).inmate_held) == (False, True)


def test_what_stands_for_others_does_not_go_and_nothing_goes_into_what_went(centre):
    a, b, c = (FamilyFactory(centre=centre) for _each in range(3))
    merge(a, into=b, **by())
    with pytest.raises(Refused, match="Entri lain sudah digabung ke entri yang akan dilepas"):
        merge(b, into=c, **by())
    for goes, into in ((c, a), (a, c)):
        with pytest.raises(Refused, match="sementara itu sudah digabung"):
            merge(goes, into=into, **by())
    with pytest.raises(Refused, match="sudah satu entri"):
        merge(c, into=c, **by())
    merge(c, into=b, **by())
    assert verdicts()[-1][2] == "merged"


def test_the_database_keeps_merges_one_step_deep(centre):
    a, b, c = (FamilyFactory(centre=centre) for _each in range(3))
    merge(a, into=b, **by())
    changing_is_refused("family_is_merged_once", fresh(b), merged_into=c)
    changing_is_refused("family_is_merged_once", fresh(c), merged_into=a)


def test_nothing_goes_into_an_entry_that_left_the_register_but_one_that_left_may_go(stays, goes):
    end(goes, reason="Pindah", **by())
    with pytest.raises(Refused, match="sudah keluar dari daftar"):
        merge(stays, into=goes, **by())
    merge(goes, into=stays, **by())
    separate(goes, **by())
    assert fresh(goes).eligibility == "ended"


def test_a_family_of_another_centre_is_not_there(stays):
    with pytest.raises(KeyError):
        merge(FamilyFactory(), into=stays, **by())


def test_who_looked_at_an_older_page_is_asked_to_look_again(stays, goes):
    seen = pair_now(goes, stays)
    end(goes, reason="Pindah", **by())
    with pytest.raises(ChangedMeanwhile):
        merge(goes, into=stays, seen=seen, **by())


@pytest.mark.parametrize("act", ["merge", "keep_apart"])
@pytest.mark.parametrize("changed", ["nothing", "name", "hamlet", "inmate"])
def test_a_pair_is_decided_about_as_it_was_shown(stays, goes, act, changed):
    seen = pair_now(goes, stays)
    if changed == "name":
        Member.objects.filter(family=goes).update(name="Sri Rahayu")
    elif changed == "hamlet":
        Family.objects.filter(pk=stays.pk).update(hamlet="Ngrapah")
    elif changed == "inmate":
        FamilyInmateFactory(centre=goes.centre, family=goes, inmate=InmateFactory(centre=goes.centre))

    def decide():
        if act == "merge":
            return merge(goes, into=stays, seen=seen, **by())
        return keep_apart(goes, stays, seen=seen, **by())

    if changed == "nothing":
        assert decide()
    else:
        with pytest.raises(ChangedMeanwhile):
            decide()


def test_undoing_is_refused_once_a_number_stands_elsewhere(stays, goes):
    kk = goes.kk.reveal()
    merge(goes, into=stays, **by())
    FamilyFactory(centre=stays.centre, kk=kk)
    with pytest.raises(Refused, match="kini sudah terdaftar di keluarga lain"):
        separate(goes, **by())
    assert fresh(goes).merged_into_id == stays.pk
    with pytest.raises(Refused, match="tidak digabung"):
        separate(stays, **by())
    assert [verdict for *_pair, verdict, _note in verdicts()] == ["merged"]


def test_who_is_not_the_same_is_remembered_and_may_be_looked_at_again(stays, goes):
    keep_apart(goes, stays, note="beda KK", **by())
    with pytest.raises(Refused, match="sudah diputuskan"):
        keep_apart(stays, goes, **by())
    look_again(stays, goes, **by())
    with pytest.raises(Refused, match="sudah diputuskan"):
        look_again(stays, goes, **by())
    assert [row[2:] for row in verdicts()] == [("different", "beda KK"), ("open", "")]
    latest = DuplicateDecision.objects.last_of_each_pair()
    assert [(one.first_id, one.second_id, one.verdict) for one in latest] == [(stays.pk, goes.pk, Verdict.OPEN)]


def test_a_pair_that_is_merged_is_not_kept_apart(stays, goes):
    merge(goes, into=stays, **by())
    with pytest.raises(Refused, match="sudah diputuskan"):
        keep_apart(goes, stays, **by())


def test_decisions_are_only_added_to_in_order_and_of_one_centre(stays, goes):
    decision = keep_apart(goes, stays, **by())
    with not_granted():
        DuplicateDecision.objects.update(verdict=Verdict.OPEN)
    with not_granted():
        DuplicateDecision.objects.all()._raw_delete("default")
    adding_is_refused("duplicate_decision_pair_in_order", copied(decision, first=goes, second=stays))
    stranger = FamilyFactory()
    adding_is_refused("families_duplicatedecision_second_id_same_centre", copied(decision, second=stranger))


def test_the_history_says_who_merged(stays, goes):
    merge(goes, into=stays, **by())
    assert goes.events.order_by("-pgh_id").first().merged_into_id == stays.pk
    assert timezone.is_aware(DuplicateDecision.objects.get().decided_at)
