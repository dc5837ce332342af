"""Days that can't be: each bound from both sides, in the rule, the operations, the forms and the tables."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from aid.ledger import ReceivedLine, pay, receive
from aid.models import Issue, Lot, PackageVersion, Receipt
from aid.packages import new_version
from centres.accounts.roles import give_roles
from centres.models import Letterhead, Membership, Official
from config.days import (
    of_a_round,
    of_beginnings,
    of_births,
    of_ends,
    of_expiry,
    of_hand_overs,
    of_news,
    of_records,
    of_the_past,
    require_ended_after,
    require_round_date,
    require_signed,
)
from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit, undo
from distributions.models import Handover, HandoverReport, Publication, RoundChange
from distributions.rounds.approval import approve_on_paper, move_date
from distributions.rounds.planning import change_details
from distributions.rounds.transitions import transition
from families.eligibility import determine_initially, verify
from families.inmates import change_status
from families.models import Assessment, InitialDetermination, RegisterImport, RegisterImportRow
from families.need import Answers
from families.survey import assess
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen
from tests.factories import (
    EligibleFamilyFactory,
    FamilyFactory,
    InmateFactory,
    InmateListFactory,
    LetterheadFactory,
    MemberFactory,
    MembershipFactory,
    MovedDateFactory,
    OfficialFactory,
    PackageVersionFactory,
    PauseFactory,
    ProgrammeFactory,
    RecipientFactory,
    RoundFactory,
    UserFactory,
)
from tests.pictures import signed_paper
from tests.standing import stands
from tests.versions import save
from tests.walls import adding_is_refused, changing_is_refused, copied

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
TIME = datetime.time(8)
NOVEMBER = D(2024, 11, 1)
TOO_EARLY, TOO_LATE = D(1999, 12, 31), D(2101, 1, 1)


@stands
def month():
    return approved_month()


class TestRules:
    @pytest.mark.parametrize(
        ("bounds", "first", "last"),
        [
            (of_records(TODAY), D(2021, 11, 15), TODAY),
            (of_records(D(2024, 2, 29)), D(2021, 2, 28), D(2024, 2, 29)),
            (of_the_past(TODAY), D(2000, 1, 1), TODAY),
            (of_births(TODAY), D(1904, 11, 15), TODAY),
            (of_beginnings(TODAY), D(2000, 1, 1), D(2025, 11, 15)),
            (of_ends(), D(2000, 1, 1), D(2100, 12, 31)),
            (of_expiry(TODAY), TODAY, D(2034, 11, 15)),
            (of_a_round(NOVEMBER), D(2024, 10, 1), D(2024, 12, 31)),
            (of_a_round(D(2024, 12, 1)), D(2024, 11, 1), D(2025, 1, 31)),
            (of_a_round(D(2025, 1, 1)), D(2024, 12, 1), D(2025, 2, 28)),
            (of_hand_overs(NOVEMBER, TODAY), D(2024, 10, 1), TODAY),
            (of_hand_overs(NOVEMBER, D(2024, 9, 1)), D(2024, 10, 1), D(2024, 10, 1)),
            (of_news(TODAY, D(2024, 11, 20)), D(2024, 10, 16), D(2024, 11, 20)),
        ],
    )
    def test_the_day_itself_is_possible_and_the_next_is_not(self, bounds, first, last):
        for day in (first, last):
            bounds.require(day, field="day")
        for day in (first - DAY, last + DAY):
            with pytest.raises(Refused) as refused:
                bounds.require(day, field="day")
            assert (refused.value.field, str(refused.value)[-1]) == ("day", ".")

    def test_no_day_is_none_outside(self):
        of_records(TODAY).require(None, field="day")
        require_ended_after(TODAY, None, field="ends_on")

    def test_a_day_outside_is_told_the_bounds(self):
        with pytest.raises(Refused, match=r"Isi tanggal dari 15 November 2021 sampai 15 November 2024\."):
            of_records(TODAY).require(D(2015, 1, 1), field="day")
        with pytest.raises(Refused, match="Periode Desember 2024 berlangsung antara 1 November 2024 dan 31 Januari"):
            require_round_date(D(2020, 1, 15), D(2024, 12, 1))

    @pytest.mark.parametrize(
        ("signed_on", "planned_on", "possible"),
        [
            (TODAY, None, True),
            (TODAY + DAY, None, False),
            (TODAY - 60 * DAY, None, True),
            (TODAY - 61 * DAY, None, False),
            (D(2024, 11, 10), D(2024, 11, 10), True),
            (D(2024, 11, 9), D(2024, 11, 10), False),
        ],
    )
    def test_a_paper_is_signed_after_the_proposal_and_not_long_ago(self, signed_on, planned_on, possible):
        if possible:
            require_signed(signed_on, round_date=TODAY, planned_on=planned_on, today=TODAY)
        else:
            with pytest.raises(Refused) as refused:
                require_signed(signed_on, round_date=TODAY, planned_on=planned_on, today=TODAY)
            assert refused.value.field == "signed_on"

    def test_a_paper_is_not_signed_long_before_the_round(self):
        require_signed(TODAY, round_date=TODAY + 92 * DAY, planned_on=None, today=TODAY)
        with pytest.raises(Refused):
            require_signed(TODAY, round_date=TODAY + 93 * DAY, planned_on=None, today=TODAY)

    def test_an_end_is_not_before_its_beginning(self):
        require_ended_after(TODAY, TODAY, field="ends_on")
        with pytest.raises(Refused):
            require_ended_after(TODAY, TODAY - DAY, field="ends_on")


class TestRounds:
    @pytest.mark.parametrize("day", [D(2024, 9, 30), D(2025, 1, 1), D(2020, 1, 15)])
    def test_a_draft_stays_near_its_month(self, day):
        draft = RoundFactory()

        with pytest.raises(Refused) as refused:
            change_details(draft, date=day)
        assert refused.value.field == "date"
        changing_is_refused("round_date_near_its_month", draft, date=day)

    @pytest.mark.parametrize("day", [D(2024, 10, 1), D(2024, 12, 31)])
    def test_the_last_days_are_possible(self, day):
        draft = RoundFactory()

        change_details(draft, date=day)

        draft.refresh_from_db()
        assert draft.date == day

    def moved(self, month, day):
        return move_date(month.round, date=day, time=TIME, reason="Hujan", by=month.people.coordinator, now=NOW)

    def test_an_approved_one_stays_near_its_month(self, month):
        self.moved(month, D(2024, 12, 31))
        with pytest.raises(Refused) as refused:
            self.moved(month, D(2025, 1, 1))
        assert refused.value.field == "date"

    def test_one_that_has_begun_is_not_moved_beyond_its_first_hand_over(self, month):
        delivered(month, month.recipients[0])

        for day in (TODAY + DAY, D(2024, 12, 1)):
            with pytest.raises(Refused, match="Sudah ada paket yang diserahkan pada 15 November 2024"):
                self.moved(month, day)
        self.moved(month, TODAY - DAY)
        self.moved(month, TODAY)

    def test_the_table_holds_the_same(self, month):
        delivered(month, month.recipients[0])
        self.named_in_this_transaction(month)

        changing_is_refused("round_not_after_its_hand_overs", month.round, date=TODAY + DAY)

    def test_a_hand_over_that_was_taken_back_holds_nothing(self, month):
        delivered(month, month.recipients[0])
        undo(month.recipients[0], key=uuid4(), channel="page", reason="Salah", by=month.people.officer, now=NOW)

        self.moved(month, TODAY + DAY)

    def named_in_this_transaction(self, month):
        RoundChange.objects.create(
            centre=month.centre,
            round=month.round,
            what="date",
            old="2024-11-15T08:00",
            new="2024-11-16T08:00",
            reason="x",
            by=month.people.coordinator,
            at=NOW,
        )

    def test_the_page_says_it_by_the_field(self, client, month):
        draft = RoundFactory(centre=month.centre)
        client.force_login(month.people.coordinator)
        address = reverse("distributions:round_time", args=[draft.pk])

        answer = save(client, address, {"date": "2020-01-15", "time": "08:00"})

        assert "antara 1 Oktober 2024 dan 31 Desember 2024" in answer.context["form"].errors["date"][0]


class TestPapers:
    def signed(self, month, day, planned_at=None):
        draft = RoundFactory(centre=month.centre, planned_at=planned_at)
        paper = {"signed_on": day, "signer": "Hendro Prasetyo", "photo": signed_paper()}
        return approve_on_paper(draft, **paper, by=month.people.coordinator, now=NOW)

    @pytest.mark.parametrize("day", [D(2020, 1, 1), TODAY - 61 * DAY, TODAY + DAY])
    def test_one_signed_years_back_or_tomorrow_is_refused(self, month, day):
        with pytest.raises(Refused) as refused:
            self.signed(month, day)
        assert refused.value.field == "signed_on"

    def test_one_signed_before_the_proposal_was_made_is_refused(self, month):
        with pytest.raises(Refused, match="bukan tentang usulan ini") as refused:
            self.signed(month, TODAY - DAY, planned_at=NOW)
        assert refused.value.field == "signed_on"

    @pytest.mark.parametrize("day", [TODAY - 61 * DAY, TODAY + 2 * DAY])
    def test_the_table_holds_the_same(self, day):
        draft = RoundFactory()
        signed = {"approved_at": NOW, "paper_signed_on": day, "paper_signer": "Hendro Prasetyo"}

        changing_is_refused("round_paper_signed_for_this_proposal", copied_state(draft), **signed)

    def test_the_table_knows_when_the_proposal_was_made(self):
        draft = RoundFactory(planned_at=NOW)

        changing_is_refused(
            "round_paper_signed_for_this_proposal", draft, paper_signed_on=TODAY - DAY, paper_signer="Hendro Prasetyo"
        )


def copied_state(draft):
    """A round in whose state an approval is possible."""
    by = MembershipFactory(centre=draft.centre, role="coordinator").user
    transition(draft, "submitted", by=by, now=NOW)
    draft.approved_by = UserFactory()
    return draft


class TestOperations:
    def test_of_goods(self, month):
        who = {"by": month.people.storekeeper, "now": NOW}
        given = {"centre": month.centre, "supplier": month.canteen, "lines": [ReceivedLine(month.rice, 1)], **who}
        old = TODAY - datetime.timedelta(days=3 * 366)
        receipt = receive(**given, received_on=D(2021, 11, 15), terms="account")
        late = [ReceivedLine(month.rice, 1, expires_on=D(2034, 11, 16))]

        assert refusal(lambda: receive(**given, received_on=old, terms="gift")) == "received_on"
        assert refusal(lambda: receive(**given, received_on=TODAY + DAY, terms="gift")) == "received_on"
        assert refusal(lambda: receive(**{**given, "lines": late}, received_on=TODAY, terms="gift")) == "expires_on"
        assert refusal(lambda: pay(receipt, paid_on=old, now=NOW)) == "paid_on"
        assert refusal(lambda: pay(receipt, paid_on=TODAY + DAY, now=NOW)) == "paid_on"
        far = {"lines": {month.rice.pk: 1}, "now": NOW}
        package = month.round.programme.package
        assert refusal(lambda: new_version(package, starts_on=D(2025, 11, 16), **far)) == "starts_on"
        assert new_version(package, starts_on=D(2025, 11, 15), **far).pk

    def test_of_the_register(self, month):
        family, who = FamilyFactory(centre=month.centre), {"by": month.people.coordinator, "now": NOW}
        old = D(2021, 11, 14)

        assert refusal(lambda: assess(family, answers=Answers(), surveyed_on=old, **who)) == "surveyed_on"
        assert assess(family, answers=Answers(), surveyed_on=old + DAY, **who).pk
        decided = {"centre": month.centre, "basis": "SK 1", **who}
        assert refusal(lambda: determine_initially([family], decided_on=old, **decided)) == "decided_on"
        assert refusal(lambda: verify(family, basis="x", from_on=D(2025, 11, 16), **who)) == "from_on"
        ends = {"from_on": TODAY, "until": D(2101, 1, 1)}
        assert refusal(lambda: verify(family, basis="x", **ends, **who)) == "until"
        inmate = InmateFactory(centre=month.centre)
        assert refusal(lambda: change_status(inmate, status="released", on=D(1999, 12, 31), now=NOW)) == "on"
        assert refusal(lambda: change_status(inmate, status="released", on=TODAY + DAY, now=NOW)) == "on"

    def test_of_roles(self, month):
        person, who = UserFactory(), {"centre": month.centre, "by": month.people.admin, "now": NOW}

        assert refusal(lambda: give_roles(person, ["officer"], starts_on=TOO_EARLY, **who)) == "starts_on"
        assert refusal(lambda: give_roles(person, ["officer"], starts_on=D(2025, 11, 16), **who)) == "starts_on"
        ends = {"starts_on": TODAY, "ends_on": TOO_LATE}
        assert refusal(lambda: give_roles(person, ["officer"], **ends, **who)) == "ends_on"

    def test_of_a_page_whose_moment_is_years_away(self, month):
        said = Submission(
            key=uuid4(),
            kind=Kind.DELIVERED,
            channel="page",
            recorded_at=datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
            recipient_id=month.recipients[0].pk,
        )

        assert refusal(lambda: submit(month.round, said, by=month.people.officer, now=NOW)) == "recorded_at"


def refusal(act) -> str | None:
    """The field at which an operation refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.field


class TestForms:
    """Forms that save without an operation, and those whose operation refuses: the sentence stands at the field."""

    @pytest.fixture
    def ask(self, client, month):
        def post(address, /, *args, by, **typed):
            client.force_login(getattr(month.people, by))
            return client.post(reverse(address, args=args), typed).context["form"].errors

        return post

    def test_of_letterheads_and_officials(self, ask, month):
        far = (timezone.localdate() + datetime.timedelta(days=367)).isoformat()
        official = OfficialFactory(centre=month.centre)
        for day in ("1999-12-31", far):
            assert ask("centres:new_letterhead", by="admin", starts_on=day)["starts_on"]
            assert ask("centres:official", official.pk, by="admin", starts_on=day)["starts_on"]
        assert ask("centres:official", official.pk, by="admin", starts_on="2024-01-01", ends_on="2101-01-01")["ends_on"]

    def test_of_programmes(self, ask, month):
        programme = ProgrammeFactory(centre=month.centre)
        far = (timezone.localdate() + datetime.timedelta(days=367)).isoformat()
        for day in ("1999-12-31", far):
            assert ask("distributions:programme", programme.pk, by="coordinator", starts_on=day)["starts_on"]

    def test_of_inmates(self, ask, month):
        inmate = InmateFactory(centre=month.centre)
        for day in ("1999-12-31", "2101-01-01"):
            typed = {"name": "Teguh", "expected_release_on": day}
            assert ask("families:inmate_change", inmate.pk, by="operator", **typed)["expected_release_on"]

    def test_of_news(self, ask, month):
        address = "distributions:add_publication"
        for moment in ("2024-10-15T23:59", "2090-01-01T08:00", "2020-01-01T08:00"):
            errors = ask(address, month.round.pk, by="humas", outlet="Blora Pos", published_at=moment)
            assert errors["published_at"][0].endswith(".")

    def test_of_the_paper_list(self, client, month):
        client.force_login(month.people.officer)
        address = reverse("distributions:paper_entry", args=[month.round.pk])
        for day in ("2024-09-30", "2090-01-01"):
            answer = client.post(address, {"key": str(uuid4()), "handed_on": day})
            assert answer.context["head"].errors["handed_on"]


def delivery(month) -> Receipt:
    from_canteen(month)
    return Receipt.objects.get()


WHEN = datetime.datetime(1999, 12, 31, tzinfo=datetime.UTC)


def test_no_table_holds_a_day_outside_our_time(month):
    """Through the ORM and by SQL, for every table that a person dates."""
    family, by = EligibleFamilyFactory(centre=month.centre), UserFactory()
    receipt, version = delivery(month), PackageVersionFactory(centre=month.centre)
    staged = RegisterImport.objects.create(
        centre=month.centre, file_name="x", file_digest=bytes(32), as_of=TODAY, uploaded_by=by, uploaded_at=NOW
    )
    programme = ProgrammeFactory(centre=month.centre)
    late = MovedDateFactory(occurrence_on=D(2100, 12, 17), date=D(2100, 12, 16))
    for wall, row, column, day in (
        ("letterhead_days_in_our_time", LetterheadFactory(centre=month.centre), "starts_on", TOO_EARLY),
        ("official_days_in_our_time", OfficialFactory(centre=month.centre), "ends_on", TOO_LATE),
        ("membership_days_in_our_time", Membership.objects.first(), "ends_on", TOO_LATE),
        ("family_days_in_our_time", family, "registered_on", TOO_EARLY),
        ("family_days_in_our_time", family, "eligible_until", TOO_LATE),
        ("member_days_in_our_time", MemberFactory(family=family, centre=family.centre), "left_on", TOO_EARLY),
        ("inmate_days_in_our_time", InmateFactory(), "expected_release_on", TOO_LATE),
        ("inmate_days_in_our_time", InmateFactory(), "held_on", TOO_LATE),
        ("inmate_days_in_our_time", InmateFactory(), "unlisted_on", TOO_LATE),
        ("register_import_days_in_our_time", staged, "as_of", TOO_EARLY),
        (
            "register_import_row_days_in_our_time",
            RegisterImportRow.objects.create(
                centre=month.centre, register_import=staged, sheet_row=8, status="parked", parked_on=TODAY
            ),
            "parked_on",
            TOO_EARLY,
        ),
        ("package_version_days_in_our_time", version, "starts_on", TOO_LATE),
        ("programme_days_in_our_time", programme, "ends_on", TOO_LATE),
        ("pause_days_in_our_time", PauseFactory(), "ends_on", TOO_LATE),
        ("moveddate_days_in_our_time", late, "date", TOO_LATE),
        ("round_days_in_our_time", RoundFactory(), "occurrence_on", TOO_EARLY),
        ("recipient_days_in_our_time", RecipientFactory(), "release_on", TOO_LATE),
        ("recipient_days_in_our_time", RecipientFactory(), "unlisted_on", TOO_LATE),
    ):
        changing_is_refused(wall, row, **{column: day})
    survey = Assessment(
        centre=month.centre, family=family, surveyed_on=TOO_EARLY, score=1, criteria_version="x", surveyed_by=by
    )
    survey.recorded_at = NOW
    # What is said of a lot never changes.
    adding_is_refused("lot_days_in_our_time", copied(Lot.objects.first(), expires_on=TOO_LATE, on_hand=0))
    adding_is_refused("assessment_days_in_our_time", survey)
    decided = InitialDetermination(centre=month.centre, decided_on=TOO_LATE, basis="x", decided_by=by, recorded_at=NOW)
    adding_is_refused("initial_determination_days_in_our_time", decided)
    adding_is_refused("inmate_list_days_in_our_time", copied(InmateListFactory(), listed_on=TOO_LATE))
    adding_is_refused("receipt_days_in_our_time", copied(receipt, received_on=TOO_EARLY))
    adding_is_refused("issue_days_in_our_time", copied(Issue.objects.get(), issued_on=TOO_EARLY))
    adding_is_refused("movement_days_in_our_time", copied(Lot.objects.first().movements.first(), happened_on=TOO_LATE))
    news = Publication(centre=month.centre, round=month.round, outlet="x", published_at=WHEN)
    adding_is_refused("publication_moments_in_our_time", news)
    delivered(month, month.recipients[0])
    report = HandoverReport.objects.get()
    adding_is_refused("handover_report_moments_in_our_time", copied(report, key=uuid4(), recorded_at=WHEN))
    again = copied(Handover.objects.get(), recipient=month.recipients[1], handed_at=WHEN)
    adding_is_refused("handover_moments_in_our_time", again)


def test_the_first_and_the_last_day_of_our_time_are_held(month):
    Letterhead.objects.filter(pk=LetterheadFactory().pk).update(starts_on=D(2000, 1, 1))
    Official.objects.filter(pk=OfficialFactory().pk).update(ends_on=D(2100, 12, 31))
    PackageVersion.objects.filter(pk=PackageVersionFactory().pk).update(starts_on=D(2100, 12, 31))
