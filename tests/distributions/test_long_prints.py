"""A print that takes longer than a page may: made apart, with true progress, for who asked for it alone."""

import datetime
import errno
import os
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from centres import paper_engine
from centres.models import AccessLog
from centres.private_files import path_of
from config.errors import Refused
from distributions.models import Paper, PaperKind, PrintJob
from distributions.papers import jobs, kept
from distributions.papers.jobs import ask_for_print, bytes_of_print, cancel_print, is_long, make_print, sweep_prints
from tests import factories, paper_files
from tests.client import Client
from tests.distributions.months import approved_month
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
TWO = [PaperKind.PROPOSAL, PaperKind.BAST]
ALL = [kind.value for kind in PaperKind if kind != PaperKind.REPORT]
HOUR = datetime.timedelta(hours=1)


@stands
def month():
    return approved_month()


@pytest.fixture(autouse=True)
def _everything_is_long(monkeypatch):
    monkeypatch.setattr(jobs, "LONG", 0)


def link_of(token):
    return f"https://peduli.example/berkas/{token}/"


def asked(month, kinds=TWO, *, by=None, now=None, archive=True):
    return ask_for_print(
        month.round,
        kinds,
        archive=archive,
        link_of=link_of,
        by=by or month.people.coordinator,
        now=now or timezone.now(),
    )


def made(month, *args, **options):
    job = asked(month, *args, **options)
    make_print(job.pk, link_of=link_of)
    job.refresh_from_db()
    return job


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def page(person, job, name="long_print"):
    client, address = browser(person), reverse(f"distributions:{name}", args=[job.token])
    return client.get(address) if name == "long_print" else client.post(address)


def test_what_is_long_goes_by_families_and_by_papers(month, monkeypatch):
    monkeypatch.setattr(jobs, "LONG", 6)
    assert month.round.recipients.count() == 3
    assert not is_long(month.round, TWO)
    assert is_long(month.round, [*TWO, PaperKind.LABELS])
    assert is_long(month.round, [PaperKind.SIGNING_FILE]), "which holds three lists"


@pytest.mark.parametrize(
    ("name", "more", "kinds"),
    [
        ("print_paper", ["usulan"], ["usulan"]),
        ("print_chosen", [], [k.value for k in PaperKind if k != "laporan-kegiatan"]),
    ],
)
def test_a_long_print_leads_to_its_page_and_is_logged_only_when_it_is_fetched(month, name, more, kinds):
    client = browser(month.people.coordinator)
    answer = client.post(reverse(f"distributions:{name}", args=[month.round.pk, *more]))
    job = PrintJob.objects.get()
    assert answer.url == reverse("distributions:long_print", args=[job.token])
    assert (job.kinds, job.archive, job.state) == (kinds, name == "print_chosen", "making")
    assert not AccessLog.objects.filter(action="print").exists()
    make_print(job.pk, link_of=link_of)
    for _again in range(2):
        fetched = client.post(reverse("distributions:fetch_print", args=[job.token]))
        assert fetched.status_code == 200
        assert fetched["Cache-Control"] == "private, no-store"
    lines = AccessLog.objects.filter(action="print", subject_id=month.round.pk).order_by("pk")
    assert [line.detail for line in lines] == kinds * 2


def test_what_is_made_is_what_is_kept_and_comes_once_more(month):
    job = made(month, [PaperKind.BAST], archive=False)
    name, content = bytes_of_print(job, now=timezone.now())
    assert name == "bast-2024-11.pdf"
    assert content == kept.bytes_of(Paper.objects.get(kind="bast"))
    again = made(month, [PaperKind.BAST], archive=False)
    assert (again.pk != job.pk, bytes_of_print(again, now=timezone.now())[1]) == (True, content)


def test_an_archive_has_each_paper_by_its_name(month):
    name, content = bytes_of_print(made(month), now=timezone.now())
    assert name == "berkas-2024-11.zip"
    with ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["usulan-2024-11.pdf", "bast-2024-11.pdf"]
        assert "BERITA ACARA" in paper_files.page_texts(archive.read("bast-2024-11.pdf"))[0]


def test_of_a_draft_no_paper_is_kept(month):
    draft = factories.RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    factories.RecipientFactory(round=draft)
    month.round = draft
    _name, content = bytes_of_print(made(month, [PaperKind.PROPOSAL], archive=False), now=timezone.now())
    assert "DRAF" in paper_files.page_texts(content)[0]
    assert not Paper.objects.exists()


def test_what_is_kept_on_the_disk_is_sealed_for_its_print(month):
    job, other = made(month), made(month)
    folder = jobs._folder()
    assert b"%PDF" not in (folder / job.token).read_bytes()
    assert (folder / job.token).stat().st_mode & 0o777 == 0o600
    (folder / job.token).write_bytes((folder / other.token).read_bytes())
    with pytest.raises(Refused, match="tidak disimpan lagi"):
        bytes_of_print(job, now=timezone.now())


def test_the_page_says_which_paper_of_how_many_is_being_made_and_asks_again_by_itself(month):
    job = asked(month)
    PrintJob.objects.update(done=1)
    answer = page(month.people.coordinator, job)
    said = words(answer.content.decode())
    assert "Berkas 2 dari 2: Berita Acara Serah Terima (BAST)" in said
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in answer.content.decode()
    part = browser(month.people.coordinator).get(answer.request["PATH_INFO"], headers={"HX-Request": "true"})
    assert words(part.content.decode()).startswith("Berkas 2 dari 2")
    make_print(job.pk, link_of=link_of)
    over = browser(month.people.coordinator).get(answer.request["PATH_INFO"], headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"
    assert "Unduh sebagai ZIP" in words(page(month.people.coordinator, job).content.decode())


def test_nobody_else_finds_it(month):
    job = made(month)
    other_centre = factories.CentreFactory()
    factories.MembershipFactory(user=month.people.coordinator, centre=other_centre, role="head")
    for name in ("long_print", "fetch_print", "cancel_print"):
        for other in (month.people.head, month.people.officer, month.people.outsider):
            assert page(other, job, name).status_code == 404
        away = browser(month.people.coordinator)
        away.post(reverse("centres:switch"), {"centre": other_centre.code})
        address = reverse(f"distributions:{name}", args=[job.token])
        assert (away.get(address) if name == "long_print" else away.post(address)).status_code == 404
    assert page(month.people.viewer, job).status_code == 403


def test_a_cancelled_print_makes_nothing(month):
    job = asked(month)
    assert page(month.people.coordinator, job, "cancel_print").status_code == 302
    make_print(job.pk, link_of=link_of)
    job.refresh_from_db()
    assert (job.state, job.done, Paper.objects.count()) == ("cancelled", 0, 0)
    said = words(page(month.people.coordinator, job).content.decode())
    assert "Pencetakan dibatalkan" in said
    assert "Cetak lagi" in said


def test_a_print_that_is_cancelled_between_two_papers_stops_there(month):
    job = asked(month)

    def cancelling(token):
        cancel_print(job, now=timezone.now())
        return link_of(token)

    make_print(job.pk, link_of=cancelling)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not Paper.objects.filter(kind="bast").exists()
    assert not (jobs._folder() / job.token).exists()


def test_what_is_ready_is_not_cancelled_any_more(month):
    job = made(month)
    page(month.people.coordinator, job, "cancel_print")
    job.refresh_from_db()
    assert job.state == "ready"


def test_the_same_press_twice_makes_one_print_and_another_one_has_to_wait(month):
    client = browser(month.people.coordinator)
    first, second = (
        client.post(reverse("distributions:print_paper", args=[month.round.pk, "usulan"])) for _ in range(2)
    )
    assert first.url == second.url
    other = client.post(reverse("distributions:print_paper", args=[month.round.pk, "bast"]), follow=True)
    assert "Cetakan Anda yang ini masih dibuat." in words(other.content.decode())
    assert PrintJob.objects.count() == 1
    assert asked(month, by=month.people.head).pk != PrintJob.objects.first().pk, "everybody for themselves"


def test_a_print_that_ends_while_another_is_asked_for_stands_in_nobodys_way(month, monkeypatch):
    first = asked(month)
    making = PrintJob.objects.making

    def ended_meanwhile():
        PrintJob.objects.filter(pk=first.pk).update(state="ready", done=len(first.kinds), ended_at=timezone.now())
        return making()

    # After the wall refused the second, and before it is asked which one stood in its way.
    monkeypatch.setattr(jobs, "sweep_prints", lambda **_now: None)
    monkeypatch.setattr(jobs.PrintJob.objects, "making", ended_meanwhile)
    second = asked(month)
    assert (second.pk != first.pk, second.state) == (True, "making")


def test_a_print_whose_process_ended_is_said_to_have_stopped_and_stands_in_nobodys_way(month):
    job = asked(month, now=timezone.now() - datetime.timedelta(minutes=1))
    said = words(page(month.people.coordinator, job).content.decode())
    assert "Peduli atau basis datanya dimulai ulang, sehingga pencetakan terhenti." in said
    assert "Cetak lagi" in said
    again = asked(month)
    job.refresh_from_db()
    assert (job.state, job.failure, again.state) == ("failed", "stopped", "making")


def test_a_print_is_being_made_as_long_as_somebody_holds_its_lock(month):
    job = asked(month, now=timezone.now() - HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK_CLASS, job.pk])
        assert jobs.is_made(job, now=timezone.now())
        assert asked(month).pk == job.pk
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [jobs.LOCK_CLASS, job.pk])
    assert not jobs.is_made(job, now=timezone.now())


def failed(month, job, sentence):
    job.refresh_from_db()
    said = words(page(month.people.coordinator, job).content.decode())
    assert sentence in said
    assert "Cetak lagi" in said
    return job.state, job.failure


def test_a_paper_that_comes_to_the_limits_says_so_and_what_to_do(month, monkeypatch, tmp_path):
    maker = tmp_path / "maker.py"
    maker.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(paper_engine, "MAKER", str(maker))
    job = made(month)
    assert failed(month, job, "Cetak berkasnya satu per satu.") == ("failed", "too_long")


def test_a_full_disk_is_named_and_no_half_file_is_left(month, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    job = made(month)
    monkeypatch.undo()
    assert failed(month, job, "Disk server penuh.") == ("failed", "disk_full")
    assert list(jobs._folder().glob(f"*{job.token}*")) == []


def test_a_fault_is_logged_by_its_place_and_not_by_its_words(month, caplog):
    job = asked(month)

    def broken(_token):
        raise ValueError("Siti Aminah")

    make_print(job.pk, link_of=broken)
    assert failed(month, job, "Terjadi kesalahan saat berkas dibuat.") == ("failed", "fault")
    assert "ValueError at" in caplog.text
    assert "Siti" not in caplog.text


def test_what_is_refused_is_said_as_the_paper_alone_would_say_it(month):
    made(month)
    path_of(Paper.objects.get(kind="bast").sha256).unlink()
    job = made(month)
    assert failed(month, job, "File berkas ini sudah tidak disimpan") == ("failed", "refused")
    assert job.done == 1


def test_a_paper_that_there_is_not_yet_is_refused_at_once(month):
    with pytest.raises(Refused, match="Belum ada"):
        asked(month, [PaperKind.REPORT])
    client = browser(month.people.coordinator)
    answer = client.post(reverse("distributions:print_paper", args=[month.round.pk, "laporan-kegiatan"]))
    assert answer.url == reverse("distributions:round", args=[month.round.pk])
    assert not PrintJob.objects.exists()


def test_what_was_made_is_kept_for_an_hour_and_told_for_a_day(month):
    job = made(month)
    assert bytes_of_print(job, now=job.ended_at + HOUR * 0.9)
    with pytest.raises(Refused, match="tidak disimpan lagi"):
        bytes_of_print(job, now=job.ended_at + HOUR)
    path = jobs._folder() / job.token
    sweep_prints(now=job.ended_at + HOUR * 0.9)
    assert path.exists()
    sweep_prints(now=job.ended_at + HOUR * 1.1)
    assert not path.exists()
    assert PrintJob.objects.filter(pk=job.pk).exists()
    sweep_prints(now=job.ended_at + HOUR * 25)
    assert not PrintJob.objects.filter(pk=job.pk).exists()


def test_the_page_of_a_print_that_is_not_kept_any_more_says_so(month):
    job = asked(month, now=timezone.now() - HOUR * 3)
    make_print(job.pk, link_of=link_of, clock=lambda: timezone.now() - HOUR * 2)
    job.refresh_from_db()
    said = words(page(month.people.coordinator, job).content.decode())
    assert "Cetakan ini tidak disimpan lagi" in said
    assert page(month.people.coordinator, job, "fetch_print").status_code == 302
    assert not AccessLog.objects.filter(action="print").exists()


def test_the_night_forgets_what_nobody_fetched(month):
    job = made(month)
    path = jobs._folder() / job.token
    old = (timezone.now() - HOUR * 2).timestamp()
    os.utime(path, (old, old))
    call_command("run_due", stdout=StringIO())
    assert not path.exists()


def test_the_rounds_page_leads_back_to_what_one_asked_for(month):
    job = made(month)
    address = reverse("distributions:round", args=[month.round.pk])
    link = reverse("distributions:long_print", args=[job.token])
    assert link in browser(month.people.coordinator).get(address).content.decode()
    assert link not in browser(month.people.head).get(address).content.decode()
