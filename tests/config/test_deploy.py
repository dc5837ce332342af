"""The units that a server's timers start: each calls commands that exist, and each timer has its service."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))


def test_each_timer_has_its_service_and_catches_up_after_the_machine_was_off():
    timers = sorted(DEPLOY.glob("*.timer"))
    assert [timer.stem for timer in timers] == [service.stem for service in SERVICES] != []
    assert all("Persistent=true" in timer.read_text() for timer in timers)


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_calls_commands_that_exist(service):
    called = re.findall(
        r"^ExecStart=/opt/peduli/\.venv/bin/python manage\.py (\w+)$", service.read_text(), re.MULTILINE
    )
    assert len(called) == service.read_text().count("ExecStart=") > 0
    assert set(called) <= set(get_commands())


def test_the_commands_of_the_timers_are_those_of_the_guide_to_operations():
    guide = (DEPLOY.parent / "docs" / "operations.md").read_text()
    for service in SERVICES:
        for command in re.findall(r"manage\.py (\w+)", service.read_text()):
            assert f"python manage.py {command} " in guide
