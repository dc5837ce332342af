"""The one next thing of a round, and where it stands among the six steps of a month. Pure: facts in, words out."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.models import Role
from centres.roles import HANDS_OVER, MAY_DECIDE, MAY_KEEP_GOODS
from config.formats import long_date, month_year, plain_date, quantity
from distributions.models import State

PHASES: tuple[Promise, ...] = (
    gettext_lazy("Plan"),
    gettext_lazy("Approval"),
    gettext_lazy("Preparation"),
    gettext_lazy("Distribution"),
    gettext_lazy("Closing"),
    gettext_lazy("Report"),
)
PLAN, APPROVAL, PREPARATION, HANDING_OVER, CLOSING, REPORT = range(1, 7)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about the next step. ``unsettled`` is whether goods at close are not all accounted for.

    ``short`` names what an approved round lacks in the store.
    ``wrong_day`` says what is wrong with the day of a round that is to be closed.

    ``second_person`` is what ``Round.may_be_approved_by`` says of the user. ``reached`` is the last step that was done
    before the round was cancelled, 0 for none. ``printed`` is whether its minutes or its list were printed since close:
    of what is done with a report no more is known.
    """

    state: str
    prepared_as: str
    date: datetime.date
    today: datetime.date
    roles: Collection[str]
    planned: int = 0
    served: int = 0
    missed: int = 0
    replaced: int = 0
    keeps_stock: bool = False
    short: str = ""
    second_person: bool = True
    open_reports: int = 0
    unsettled: bool = False
    wrong_day: str = ""
    note: str = ""
    reached: int = 0
    printed: bool = False

    @property
    def recorded(self) -> int:
        """Of how many families it is recorded whether they received."""
        return self.served + self.missed + self.replaced


@dataclass(frozen=True, slots=True)
class NextStep:
    """``view`` is the URL name of the round's page to go to, empty when somebody else must act: ``who`` then says who.

    ``post`` says that the button posts. ``blocked`` are sentences on what must be done before.
    """

    phase: int
    title: str
    sentence: str
    action: str = ""
    view: str = ""
    post: bool = False
    who: str = ""
    blocked: list[str] = field(default_factory=list)

    @property
    def mine(self) -> bool:
        """Whether the user can take this step."""
        return bool(self.view)


def next_step(facts: Facts) -> NextStep:
    """The one next step of a round in this state, for somebody with these roles."""
    return {
        State.DRAFT: _draft,
        State.SUBMITTED: _submitted,
        State.APPROVED: _approved,
        State.ISSUED: _issued,
        State.CLOSED: _closed,
        State.CANCELLED: _cancelled,
    }[State(facts.state)](facts)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps of a month: ``k`` is its place in the rail (done, now, next), ``tone`` that of its tag."""

    label: str
    k: str
    word: str
    tone: str


def steps(facts: Facts) -> list[Step]:
    """The six steps of a month, each with what is true of it."""
    now = next_step(facts).phase
    return [_step(facts, number, now) for number in range(PLAN, REPORT + 1)]


def _step(facts: Facts, number: int, now: int) -> Step:
    label = str(PHASES[number - 1])
    if facts.state == State.CANCELLED:
        if number <= facts.reached:
            return Step(label, "done", _("Done"), "ok")
        return Step(label, "next", _("Cancelled"), "")
    if number == REPORT and facts.printed:
        return Step(label, "done", _("Printed"), "ok")
    if number < now:
        return Step(label, "done", _("Done"), "ok")
    if number == now:
        return Step(label, "now", _("Now"), "now")
    if number == HANDING_OVER and facts.recorded:
        # At the door they did not wait until the goods were recorded.
        return Step(label, "next", _("Begun"), "info") if facts.planned else Step(label, "done", _("Done"), "ok")
    return Step(label, "next", _("Not begun"), "")


def prepare_words(name: str) -> str:
    """What the button says that opens a round to be prepared; without a name where the rule makes none soon."""
    return _("Prepare %(month)s") % {"month": name} if name else _("Prepare the next round")


def prepared_later(later: tuple[datetime.date, datetime.date] | None) -> str:
    """From when on the round of a month can be prepared; empty where the rule makes none within a year."""
    if later is None:
        return ""
    month, opens = later
    said = {"month": month_year(month), "date": plain_date(opens)}
    return _("The round of %(month)s can be prepared from %(date)s on.") % said


def _draft(facts: Facts) -> NextStep:
    title = _("Prepare the distribution of %(date)s") % {"date": long_date(facts.date)}
    if facts.note:
        sentence = _("Sent back: %(note)s") % {"note": facts.note}
    elif facts.planned:
        sentence = _("The proposal is filled in completely. Check it, submit it to the head, then print the papers.")
    else:
        sentence = _("No family could be proposed yet. Families that are declared eligible appear here.")
    if Role.COORDINATOR not in facts.roles:
        return NextStep(PLAN, title, sentence, who=_who(Role.COORDINATOR))
    return NextStep(PLAN, title, sentence, prepare_words(facts.prepared_as), "distributions:prepare", post=True)


def _submitted(facts: Facts) -> NextStep:
    title = _("Approve the distribution of %(date)s") % {"date": long_date(facts.date)}
    if Role.HEAD in facts.roles and facts.second_person:
        sentence = _("Read families, places and cost, then approve or send back.")
        return NextStep(APPROVAL, title, sentence, _("Read and decide"), "distributions:approval")
    title = _("The round waits for approval")
    if MAY_DECIDE.intersection(facts.roles):
        sentence = _("The head approves on the screen. Signed on paper? Then record that here.")
        return NextStep(
            APPROVAL,
            title,
            sentence,
            _("Record approval on paper"),
            "distributions:paper_approval",
            who=_who(Role.HEAD),
        )
    return NextStep(APPROVAL, title, _("The head decides about it."), who=_who(Role.HEAD))


def _approved(facts: Facts) -> NextStep:
    if facts.keeps_stock:
        title, action, view = _("Issue the goods"), _("Issue goods from stock"), "distributions:goods_from_stock"
        sentence = _("The form is filled in for all packages; check the quantities.")
    else:
        title, action = _("Record the goods from the canteen"), _("Straight from the canteen")
        view = "distributions:goods_from_canteen"
        sentence = _("The goods arrive on the day. The form is filled in for all packages; check the quantities.")
    if facts.short:
        title = _("The store lacks goods for %(date)s") % {"date": long_date(facts.date)}
        sentence = _("Missing: %(items)s. Record a delivery first, or issue what is there and the rest later.")
        sentence, action = sentence % {"items": facts.short}, _("Goods out")
    if begun := facts.recorded:
        # At the door they did not wait until the goods were recorded.
        title = _("Record the goods that were handed over")
        words = ngettext(
            "%(count)s family is recorded already, but no goods are. Without them the round can't be closed.",
            "%(count)s families are recorded already, but no goods are. Without them the round can't be closed.",
            begun,
        ) % {"count": quantity(begun)}
        sentence = f"{words} {sentence}" if facts.short else words
    if not MAY_KEEP_GOODS.isdisjoint(facts.roles):
        return NextStep(PREPARATION, title, sentence, action, view)
    return _without_goods(facts, NextStep(PREPARATION, title, sentence, who=_who(Role.STOREKEEPER)))


def _without_goods(facts: Facts, step: NextStep) -> NextStep:
    """For those who don't keep the goods: from its day on, who hands over needs not wait until they are recorded."""
    if HANDS_OVER.isdisjoint(facts.roles) or facts.today < facts.date or not facts.planned:
        return step
    sentence = _("The storekeeper has not recorded the goods yet. Record here meanwhile who received.")
    action = _("Open the hand-over page")
    return replace(step, title=_record(facts), sentence=sentence, action=action, view="distributions:handover")


def _record(facts: Facts) -> str:
    return ngettext(
        "Record the hand-over: %(count)s family is left",
        "Record the hand-over: %(count)s families are left",
        facts.planned,
    ) % {"count": quantity(facts.planned)}


def _issued(facts: Facts) -> NextStep:
    if not facts.planned:
        return _to_close(facts)
    if facts.today < facts.date:
        title = _("Hand over on %(date)s") % {"date": long_date(facts.date)}
        sentence = _(
            "The goods are recorded. Print the papers before, and open the hand-over page on your phone that day."
        )
    else:
        title = _record(facts)
        sentence = _("On a phone at the door, or afterwards from the signed paper list.")
    if HANDS_OVER.isdisjoint(facts.roles):
        return NextStep(HANDING_OVER, title, sentence, who=_who(Role.OFFICER))
    return NextStep(HANDING_OVER, title, sentence, _("Open the hand-over page"), "distributions:handover")


def _to_close(facts: Facts) -> NextStep:
    blocked = []
    if facts.open_reports:
        blocked.append(
            ngettext(
                "%(count)s report from the field is to be decided.",
                "%(count)s reports from the field are to be decided.",
                facts.open_reports,
            )
            % {"count": quantity(facts.open_reports)}
        )
    if facts.unsettled:
        blocked.append(_("Say where the goods went that were not handed over."))
    if facts.wrong_day:
        blocked.append(facts.wrong_day)
    title = _("Close the round")
    sentence = _("All families are recorded: %(served)s received, %(missed)s did not.") % {
        "served": quantity(facts.served),
        "missed": quantity(facts.missed),
    }
    if Role.COORDINATOR not in facts.roles:
        return NextStep(CLOSING, title, sentence, who=_who(Role.COORDINATOR), blocked=blocked)
    return NextStep(CLOSING, title, sentence, _("Close the round"), "distributions:close", blocked=blocked)


def _closed(facts: Facts) -> NextStep:
    title = _("The round is closed")
    sentence = _("Print the report and the minutes, and send the summary.")
    if facts.printed:
        sentence = _("The minutes or the receipt list were printed after closing. Both can be printed again.")
    return NextStep(REPORT, title, sentence, _("Open the report"), "distributions:report")


def _cancelled(facts: Facts) -> NextStep:
    return NextStep(PLAN, _("This round was cancelled"), facts.note)


def _who(role: Role) -> str:
    return str(role.label)
