"""What the states of a round have in common, as pages and operations ask for it."""

import pytest

from distributions.models import BEFORE_APPROVAL, FINISHED, FROZEN, RUNNING, Recipient, Round, State
from distributions.rounds.transitions import CANCELLABLE


def test_a_round_is_before_approval_or_running_or_finished():
    assert sorted([*BEFORE_APPROVAL, *RUNNING, *FINISHED]) == sorted(State)


@pytest.mark.parametrize(
    ("state", "running", "frozen", "finished", "cancellable"),
    [
        ("draft", False, False, False, True),
        ("submitted", False, False, False, True),
        ("approved", True, True, False, True),
        ("issued", True, True, False, False),
        ("closed", False, True, True, False),
        ("cancelled", False, False, True, False),
    ],
)
def test_what_each_state_means(state, running, frozen, finished, cancellable):
    round = Round(state=state)

    assert (round.is_running, round.is_frozen, round.is_finished) == (running, frozen, finished)
    assert (state in RUNNING, state in FROZEN, state in FINISHED) == (running, frozen, finished)
    assert (state in CANCELLABLE) == cancellable


@pytest.mark.parametrize("state", State)
def test_templates_ask_for_a_state_by_its_name(state):
    round = Round(state=state)
    said = {name for name in ("draft", "issued", "closed", "cancelled") if getattr(round, f"is_{name}")}
    assert said == {state} - {"submitted", "approved"}


@pytest.mark.parametrize("state", Recipient.State)
def test_of_a_family_too(state):
    recipient = Recipient(state=state)
    said = {name for name in ("planned", "served", "missed") if getattr(recipient, f"is_{name}")}
    assert said == {state} - {"reserve"}
