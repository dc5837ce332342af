"""A child that nobody waits for any more is ended; so is waiting for its turn."""

import fcntl

import psutil
import pytest
from django.conf import settings

from centres.child_process import ChildStopped, answer_of

KIND = "stopping"


@pytest.fixture
def sleeper(tmp_path):
    program = tmp_path / "sleeper.py"
    program.write_text("import time\ntime.sleep(60)")
    return str(program)


def test_a_child_ends_when_who_asked_wants_no_answer_any_more(sleeper):
    asked = []

    def stopped():
        asked.append(psutil.Process().children())
        return len(asked) == 2

    before = psutil.Process().children()
    with pytest.raises(ChildStopped):
        answer_of(sleeper, kind=KIND, seconds=50, stopped=stopped)
    assert len(asked[0]) == len(before) + 1
    assert psutil.Process().children() == before


def test_who_waits_for_a_turn_may_stop_waiting(sleeper, tmp_path):
    with (settings.DATA_DIR / f"{KIND}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ChildStopped):
            answer_of(sleeper, kind=KIND, seconds=50, stopped=lambda: True)


def test_who_may_stop_and_does_not_gets_the_answer(tmp_path):
    program = tmp_path / "answers.py"
    program.write_text("print('jawab')")
    with answer_of(str(program), kind=KIND, seconds=50, stopped=lambda: False) as answer:
        assert answer.read() == b"jawab\n"
