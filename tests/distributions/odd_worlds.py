"""Centres made by chance in which nothing is usual, and the days that go by in them while nothing happens."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from dateutil.relativedelta import relativedelta
from django.db import transaction

from centres.models import Region
from config.errors import Refused
from distributions.models import BEFORE_APPROVAL, Extra, Recipient, Round, State
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.dates import occurrences
from distributions.rounds.due import do_what_is_due
from distributions.rounds.outdated import is_to_be_made_anew
from distributions.rounds.planning import change_details, plan_round
from distributions.rounds.schedule import make_extra_round
from distributions.rounds.transitions import transition
from families.eligibility import end, propose_again, resume, suspend, verify
from families.models import Eligibility, Family
from tests.distributions.recorded import recorded
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    MovedDateFactory,
    PauseFactory,
    ProgrammeFactory,
    cast,
    surveyed,
)

D = datetime.date
DAY = datetime.timedelta(days=1)
BEGIN, TODAY = D(2024, 8, 1), D(2024, 11, 4)
# Nothing is recorded of a day to come.
LAST = D(2026, 11, 1)


class OddWorld:
    """A centre with its past until TODAY, and with whatever stands open or is settled for the time after it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.day, self.second = BEGIN, 0
        # Of each round how many days before its own it is approved; None where nobody does.
        self.approvals: dict[int, int | None] = {}
        self.people = cast(CentreFactory())
        self._build()
        self.let_days_go_by(TODAY, misses=self.random.choice((0, 0.2, 0.5)))
        # That nobody approves a round is something that happens: to none that is still ahead.
        self.approvals = {pk: days for pk, days in self.approvals.items() if days is not None}
        self._settle()

    def now(self) -> datetime.datetime:
        """A moment of the day, each after the last."""
        self.second += 1
        begin = datetime.datetime.combine(self.day, datetime.time(8), self.people.centre.zone)
        return begin + datetime.timedelta(seconds=self.second)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def rounds(self, *states: str) -> "list[Round]":
        """Those of today and later, by day."""
        rounds = Round.objects.filter(centre=self.people.centre, date__gte=self.day, state__in=states)
        return list(rounds.select_related("programme", "centre").order_by("date", "pk"))

    def let_days_go_by(self, until: datetime.date, *, misses: float | None = None) -> None:
        """Without ``misses`` nothing happens: each round is approved in time, and everybody receives."""
        while self.day < until:
            rounds = self.rounds(*BEFORE_APPROVAL, State.APPROVED)
            for round in rounds:
                self.approvals.setdefault(round.pk, self._approval(happens=misses is not None))
            ahead = [round.date - DAY * (self.approvals[round.pk] or 0) for round in rounds]
            first = self.day.replace(day=1) + relativedelta(months=1)
            days = [*ahead, *(round.date for round in rounds), first, until]
            self.day, self.second = min(day for day in days if day > self.day), 0
            if self.day in (first, until):
                self._timer()
            for round in rounds:
                self._on_its_days(round, misses)

    def _build(self) -> None:
        random, centre = self.random, self.people.centre
        every = random.choice((5, 9, 30))
        villages = list(Region.objects.filter(level=Region.Level.VILLAGE).order_by("code")[::every][:12])
        by_day = {"rule": "day", "day": random.choice((1, 15, 28, 31)), "nth": None, "weekday": None}
        self.programme = ProgrammeFactory(
            centre=centre,
            packages_per_round=random.randint(1, 6),
            stops_per_round=random.randint(1, 4),
            family_rest_months=random.choice((0, 0, 1, 1, 2, 5)),
            village_rest_rounds=random.choice((0, 0, 1, 2, 3)),
            every_months=random.choice((1, 1, 1, 2, 3)),
            starts_on=random.choice((D(2024, 1, 1), D(2024, 7, 1), D(2024, 9, 10))),
            ends_on=D(2025, 6, 20) if self.chance(0.1) else None,
            **(by_day if self.chance(0.4) else {}),
        )
        for _family in range(random.randint(6, 16)):
            received = {"aid_before_on": D(2024, random.randint(1, 6), 10), "aid_before_note": "Baznas"}
            family = EligibleFamilyFactory(
                centre=centre,
                village=random.choice(villages),
                registered_on=D(2024, 1, 1) + DAY * random.choice((0, 0, 10, 20, 100)),
                eligibility_at=datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC),
                eligible_until=D(2025, random.randint(4, 11), 15) if self.chance(0.15) else None,
                **(received if self.chance(0.2) else {}),
            )
            if self.chance(0.4):
                surveyed(family, D(2024, 6, 20), score=random.choice((5, 25, 45, 65)))

    def _approval(self, *, happens: bool) -> int | None:
        if happens and self.chance(0.06):
            return None
        return self.random.choice((0, 2, 7))

    def _timer(self) -> None:
        """Each month; whose eligibility runs out soon is assessed anew, as turns are said."""
        soon = Family.objects.filter(centre=self.people.centre, eligible_until__lt=self.day + DAY * 75)
        for family in soon.filter(eligibility=Eligibility.ELIGIBLE).order_by("pk"):
            verify(family, basis="Penilaian ulang", from_on=self.day, by=self.people.coordinator, now=self.now())
        do_what_is_due(self.people.centre, today=self.day, now=self.now())

    def _on_its_days(self, round: Round, misses: float | None) -> None:
        round.refresh_from_db()
        before = self.approvals[round.pk]
        if (
            before is not None
            and round.state in BEFORE_APPROVAL
            and round.date - DAY * before <= self.day <= round.date
        ):
            if misses is not None and self.chance(0.12):
                transition(round, State.CANCELLED, by=self.people.coordinator, now=self.now(), note="Banjir")
            else:
                self.approve(round)
        if round.state == State.APPROVED and round.date == self.day:
            self._record(round, misses)

    def approve(self, round: Round) -> None:
        """As the pages do: what is outdated is made anew first, and a family that may not receive any more replaced."""
        by, head = self.people.coordinator, self.people.head
        with refusals_are_fine():
            if round.state == State.DRAFT and is_to_be_made_anew(round, today=self.day):
                plan_round(round, now=self.now(), today=self.day)
            if round.state == State.DRAFT:
                submit_round(round, by=by, now=self.now())
            approve_round(round, by=head, now=self.now())
        round.refresh_from_db()

    def _record(self, round: Round, misses: float | None) -> None:
        for recipient in round.recipients.planned().select_related("round__centre").order_by("pk"):
            missed = misses is not None and self.chance(misses)
            state = Recipient.State.MISSED if missed else Recipient.State.SERVED
            reason = self.random.choice(("not_home", "not_home", "refused"))
            recorded(recipient, state, at=self.now(), by=self.people.officer, reason=reason)

    def _settle(self) -> None:
        """What is known today of the time to come."""
        random, coordinator = self.random, self.people.coordinator
        if self.chance(0.3):
            begin = TODAY + DAY * random.randint(0, 150)
            end_on = begin + DAY * random.choice((10, 40, 100))
            PauseFactory(programme=self.programme, starts_on=begin, ends_on=end_on)
        for occurrence in occurrences(self.programme, D(2025, 1, 1), D(2025, 8, 1)):
            if self.chance(0.15):
                moved = occurrence + DAY * random.choice((-20, -10, -1, 1, 8, 20))
                MovedDateFactory(programme=self.programme, occurrence_on=occurrence, date=moved)
        for family in Family.objects.filter(centre=self.people.centre).order_by("pk"):
            self._leaves_and_comes_back(family)
        self._timer()
        for _extra in range(random.choice((0, 0, 1, 2))):
            day = random.choice([round.date for round in self.rounds(*BEFORE_APPROVAL)] or [TODAY + 9 * DAY])
            extra = {"packages": random.randint(1, 4), "extra": random.choice([*Extra]), "reason": "Banjir"}
            with refusals_are_fine():
                date = max(TODAY, day + DAY * random.choice((0, 0, -7, 3)))
                made = make_extra_round(self.programme, date=date, now=self.now(), **extra)
                if self.chance(0.3):
                    self.approve(made)
        for draft in self.rounds(State.DRAFT):
            self._change(draft)
            if self.chance(0.08):
                transition(draft, State.CANCELLED, by=coordinator, now=self.now(), note="Banjir")
            elif self.chance(0.15):
                self.approve(draft)
        self._timer()

    def _leaves_and_comes_back(self, family: Family) -> None:
        said = {"by": self.people.coordinator, "now": self.now()}
        if self.chance(0.06):
            suspend(family, reason="Pindah", **said)
            if self.chance(0.5):
                resume(family, reason="Kembali", **said)
        elif self.chance(0.06):
            end(family, reason="Bebas", **said)
            family = propose_again(family, reason="Ditahan lagi", **said)
            verify(family, basis="Penilaian", from_on=TODAY + DAY * self.random.choice((0, 20, 60)), **said)

    def _change(self, draft: Round) -> None:
        random, said = self.random, {"by": self.people.coordinator, "now": self.now(), "reason": "Sakit"}
        there = list(draft.recipients.planned().order_by("pk"))
        out = Family.objects.eligible(at=draft.date).filter(centre=self.people.centre).order_by("pk")
        others = list(out.exclude(recipients__round=draft))
        with refusals_are_fine():
            # Of nobody a round can't be approved, and its day would go by: something that happens.
            if len(there) > 1 and self.chance(0.2):
                remove_family(random.choice(there), **said)
            elif there and others and self.chance(0.2):
                swap_family(random.choice(there), random.choice(others), **said)
            elif others and self.chance(0.2):
                change_details(draft, packages=draft.packages + 1)
                add_family(draft, random.choice(others), reason="Sakit")


@contextmanager
def refusals_are_fine() -> Iterator[None]:
    """What is refused is not done: a world made by chance asks for much."""
    try:
        with transaction.atomic():
            yield
    except Refused:
        pass
