"""``manage.py start_centre``: the same as *Mulai*, on the console."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from centres.models import Centre, Region, User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
OPTIONS = {"name": "Rutan Kelas IIB Blora", "regency": "33.16", "username": "siti", "full_name": "Siti Aminah"}


@pytest.fixture(autouse=True)
def _nobody_to_ask(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("PEDULI_PASSWORD", raising=False)


def run(**options):
    out = io.StringIO()
    call_command("start_centre", stdout=out, **(OPTIONS | options))
    return out.getvalue()


def test_options_and_a_password_from_the_environment_make_the_centre(monkeypatch):
    monkeypatch.setenv("PEDULI_PASSWORD", PASSWORD)
    said = run(code="blora", place="Blora")
    assert Centre.objects.get().code == "blora"
    assert User.objects.get().check_password(PASSWORD)
    assert "siti administers it" in said
    assert "second person" in said


def test_a_link_for_the_first_sign_in_is_printed_instead_of_asking_a_password(client):
    said = run(link=True)
    link = re.search(r"/akun/sandi-baru/\S+", said)[0]
    assert not User.objects.get().has_usable_password()
    page = client.get(link, follow=True)
    assert page.context["validlink"] is True
    client.post(page.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert User.objects.get().check_password(PASSWORD)


def test_without_somebody_to_ask_it_says_what_is_missing():
    with pytest.raises(CommandError, match="PEDULI_PASSWORD"):
        run()
    with pytest.raises(CommandError, match="--name"):
        run(name="")
    assert not Centre.objects.exists()


def test_a_weak_password_and_an_unknown_regency_are_refused(monkeypatch):
    monkeypatch.setenv("PEDULI_PASSWORD", "pendek")
    with pytest.raises(CommandError, match="12"):
        run()
    with pytest.raises(CommandError, match=r"33\.99"):
        run(regency="33.99")
    assert not User.objects.exists()


def test_regions_that_are_not_loaded_are_said_to_be_missing(monkeypatch):
    monkeypatch.setenv("PEDULI_PASSWORD", PASSWORD)
    monkeypatch.setattr(Region.objects, "exists", lambda: False)
    with pytest.raises(CommandError, match=r"^The regions are not loaded yet: run manage\.py load_regions first\.$"):
        run(regency="33.99")


def test_questions_are_asked_when_there_is_somebody(monkeypatch):
    answers = iter(["Rutan Kelas IIB Blora", "33.16", "siti", "Siti Aminah"])
    passwords = iter(["pendek", PASSWORD, "lain", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    monkeypatch.setattr("centres.management.commands.start_centre.getpass", lambda _question: next(passwords))
    call_command("start_centre", stdout=io.StringIO())
    assert Centre.objects.get().name == "Rutan Kelas IIB Blora"
    assert User.objects.get().check_password(PASSWORD)
