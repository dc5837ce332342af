"""Where a round stands and what became of its families: every page says the same word, and the word is true.

One round walks through its whole life; at each station all pages that name its state, its steps or a family of it are
read.
"""

import re
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from aid.models import Item
from distributions.handover.submissions import undo
from distributions.models import PaperKind, Recipient, State
from distributions.papers.printed import SAYS_THE_RESULT
from distributions.reports.recap import recap
from distributions.rounds.approval import approve_round, cancel_round, send_back, submit_round
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.next_step import PHASES
from distributions.rounds.standing import recipient_stands
from tests.client import Client
from tests.distributions import months
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import delivered, from_canteen, missed, report_missed
from tests.factories import SupplierFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db

DONE, CURRENT, LATER = "Selesai", "Sekarang", "Belum mulai"


@stands
def month() -> SimpleNamespace:
    """A draft of two families of Blora, with what ``tests.distributions.months`` needs to go on with it."""
    people = blora(families=2)
    items = {item.name: item for item in Item.objects.filter(centre=people.centre)}
    return SimpleNamespace(
        people=people,
        centre=people.centre,
        round=november(people),
        canteen=SupplierFactory(centre=people.centre),
        rice=items["Beras"],
        sugar=items["Gula pasir"],
    )


def families(month) -> list[Recipient]:
    return list(month.round.recipients.expected())


def submit(month):
    submit_round(month.round, by=month.people.coordinator, now=NOW)


def approve(month):
    submit(month)
    approve_round(month.round, by=month.people.head, now=NOW)


def issue(month):
    approve(month)
    from_canteen(month)


def record_the_first_in_part(month):
    issue(month)
    delivered(month, families(month)[0], rice="9", sugar="2")


def record_all(month):
    record_the_first_in_part(month)
    missed(month, families(month)[1])


def close(month):
    record_all(month)
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=months.NOW)
    close_round(month.round, by=month.people.coordinator, now=months.NOW)


def undo_the_second(month):
    record_all(month)
    undo(families(month)[1], key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=NOW)


def record_before_the_goods(month):
    approve(month)
    delivered(month, families(month)[0])


def record_all_before_the_goods(month):
    record_before_the_goods(month)
    delivered(month, families(month)[1])


def send_it_back(month):
    submit(month)
    send_back(month.round, note="Tambah satu desa", by=month.people.head, now=NOW)


def cancel(month):
    cancel_round(month.round, reason="Banjir", by=month.people.coordinator, now=NOW)


def cancel_after_approval(month):
    approve(month)
    cancel(month)


def print_the_minutes(month):
    close(month)
    answer = page(month.people.coordinator, "print_paper", month.round.pk, "bast", post=True)
    assert answer["Content-Type"] == "application/pdf"


def print_the_proposal(month):
    close(month)
    page(month.people.coordinator, "print_paper", month.round.pk, "usulan", post=True)


def print_before_closing(month):
    issue(month)
    page(month.people.coordinator, "print_paper", month.round.pk, "bast", post=True)


HALF, MISSED = "Diserahkan sebagian", "Belum diserahkan"
LIFE = [
    (lambda month: None, "Draf", [CURRENT, *[LATER] * 5], ("Diusulkan", "Diusulkan")),
    (submit, "Diajukan", [DONE, CURRENT, *[LATER] * 4], ("Diusulkan", "Diusulkan")),
    (send_it_back, "Draf", [CURRENT, *[LATER] * 5], ("Diusulkan", "Diusulkan")),
    (approve, "Disetujui", [DONE, DONE, CURRENT, *[LATER] * 3], ("Terjadwal", "Terjadwal")),
    (
        record_before_the_goods,
        "Sedang disalurkan",
        [DONE, DONE, CURRENT, "Sudah mulai", LATER, LATER],
        ("Diserahkan", "Terjadwal"),
    ),
    (
        record_all_before_the_goods,
        "Semua tercatat",
        [DONE, DONE, CURRENT, DONE, LATER, LATER],
        ("Diserahkan", "Diserahkan"),
    ),
    (issue, "Barang siap", [DONE, DONE, DONE, CURRENT, LATER, LATER], ("Belum tercatat", "Belum tercatat")),
    (
        print_before_closing,
        "Barang siap",
        [DONE, DONE, DONE, CURRENT, LATER, LATER],
        ("Belum tercatat", "Belum tercatat"),
    ),
    (
        record_the_first_in_part,
        "Sedang disalurkan",
        [DONE, DONE, DONE, CURRENT, LATER, LATER],
        (HALF, "Belum tercatat"),
    ),
    (record_all, "Semua tercatat", [DONE, DONE, DONE, DONE, CURRENT, LATER], (HALF, MISSED)),
    (undo_the_second, "Sedang disalurkan", [DONE, DONE, DONE, CURRENT, LATER, LATER], (HALF, "Belum tercatat")),
    (close, "Ditutup", [DONE, DONE, DONE, DONE, DONE, CURRENT], (HALF, MISSED)),
    (print_the_proposal, "Ditutup", [DONE, DONE, DONE, DONE, DONE, CURRENT], (HALF, MISSED)),
    (print_the_minutes, "Ditutup", [DONE, DONE, DONE, DONE, DONE, "Dicetak"], (HALF, MISSED)),
    (cancel, "Dibatalkan", ["Dibatalkan"] * 6, ("Dibatalkan", "Dibatalkan")),
    (cancel_after_approval, "Dibatalkan", [DONE, DONE, *["Dibatalkan"] * 4], ("Dibatalkan", "Dibatalkan")),
]


@pytest.mark.long
@pytest.mark.parametrize(("live", "word", "steps", "outcomes"), LIFE, ids=[row[0].__name__ for row in LIFE])
def test_every_page_says_the_same_of_a_round_at_each_station_of_its_life(month, live, word, steps, outcomes):
    live(month)
    round = month.round
    round.refresh_from_db()
    coordinator, head = month.people.coordinator, month.people.head

    assert tags(page(coordinator, "rounds")) == [word]
    assert tags(page(coordinator, "calendar", query="bulan=2024-11")) == [word]
    assert tags(page(coordinator, "close", round.pk))[0] == word
    if round.state == State.CANCELLED:
        assert tags(page(coordinator, "reports", query="tahun=2024")) == []
    else:
        assert tags(page(coordinator, "reports", query="tahun=2024")) == [word]
        assert [row.standing.word for row in recap([month.centre.pk], 2024)] == [word]
    if round.state != State.DRAFT:
        assert tags(page(coordinator, "prepare", round.pk))[0] == word
    if round.state != State.SUBMITTED:
        assert tags(page(head, "approval", round.pk))[0] == word

    bench = tags(page(coordinator, "round", round.pk))
    assert bench[:7] == [word, *steps]
    # The column is left out while all its rows say the same.
    assert bench[7:] == (list(outcomes) if len(set(outcomes)) > 1 else [])
    _families(month, outcomes)


def _families(month, outcomes) -> None:
    """Each family's own pages, and the officer's list."""
    round, officer = month.round, month.people.officer
    for recipient, outcome in zip(families(month), outcomes, strict=True):
        assert recipient_stands(recipient, round.state, partly=outcome == HALF).word == outcome
        if not round.is_cancelled:
            assert outcome in headings(page(officer, "family", recipient.family_id))
        if recipient.is_served or recipient.is_missed:
            assert tags(page(officer, "handover_recipient", round.pk, recipient.pk)) == [outcome]
    if round.is_frozen:
        assert tags(page(officer, "handover", round.pk)) == list(outcomes)


def test_the_office_is_led_to_print_until_a_paper_with_the_result_was_printed(month):
    print_the_proposal(month)
    assert "Cetak laporan dan BAST, lalu kirim ringkasannya." in shown(page(month.people.head, "round", month.round.pk))
    page(month.people.coordinator, "print_paper", month.round.pk, "daftar-tanda-terima", post=True)
    assert "sudah dicetak setelah periode ditutup" in shown(page(month.people.head, "round", month.round.pk))


def test_what_says_the_result_is_printed_under_those_names():
    assert set(SAYS_THE_RESULT) < set(PaperKind.values)
    assert len(PHASES) == 6


def test_a_cancelled_round_is_not_called_closed_on_the_pages_of_the_field(month):
    cancel_after_approval(month)
    for name in ("handover", "paper_entry"):
        said = shown(page(month.people.officer, name, month.round.pk))
        assert "Periode ini dibatalkan." in said
        assert "Periode ini sudah ditutup." not in said


def test_a_report_to_be_decided_stands_beside_what_is_recorded(month):
    record_the_first_in_part(month)
    report_missed(month.round, families(month)[0], by=month.people.officer)
    assert HALF in shown(page(month.people.coordinator, "open_reports", month.round.pk))


def page(user, name, *args, query="", post=False):
    client = Client()
    client.force_login(user)
    address = f"{reverse(f'distributions:{name}', args=args)}?{query}"
    answer = client.post(address) if post else client.get(address)
    assert answer.status_code == 200
    return answer


def shown(answer) -> str:
    return unescape(words(answer.content.decode()))


def tags(answer) -> list[str]:
    """The words of the tags of a page, in their order."""
    found = re.findall(r'<span class="tag"[^>]*>.*?</svg>(.*?)</span>', answer.content.decode(), re.S)
    return [unescape(word).strip() for word in found]


def headings(answer) -> list[str]:
    return [unescape(word).strip() for word in re.findall(r"<h3>(.*?)</h3>", answer.content.decode(), re.S)]
