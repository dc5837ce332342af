"""*Koreksi*: what the head sets right about a closed round stands beside it, on every page and paper, and counts."""

import datetime
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from aid.models import Lot
from config.errors import Refused
from distributions.models import Correction, Recipient, Round
from distributions.overview.family_story import story, trails
from distributions.papers import pdf as papers
from distributions.papers.round_on_paper import read_round
from distributions.reports.recap import recap
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rotation.candidates import candidates
from distributions.rounds.approval import cancel_round
from distributions.rounds.closing import close_round, correct_closed_round, settle_all
from distributions.rounds.outdated import is_outdated
from families.models import Family
from tests.client import Client
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, missed
from tests.factories import RecipientFactory, RoundFactory
from tests.paper_files import page_texts
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in, save
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db
D = datetime.date
RECEIVED, NOT_RECEIVED = Correction.Result.RECEIVED, Correction.Result.NOT_RECEIVED
LATER = NOW + datetime.timedelta(days=3)


@stands
def month():
    """Closed: the first family received, the second was not at home."""
    month = approved_month()
    from_canteen(month)
    month.served, month.missed = month.recipients
    delivered(month, month.served)
    missed(month, month.missed)
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    return month


def correct(month, recipient=None, *, result="", text="Diterima istri", reason="Laporan RT", now=LATER):
    return correct_closed_round(
        month.round, recipient=recipient, result=result, text=text, reason=reason, by=month.people.head, now=now
    )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(user, name, *args) -> str:
    return unescape(words(signed_in(user).get(reverse(f"distributions:{name}", args=args)).content.decode()))


def address(month, recipient) -> str:
    return f"{reverse('distributions:correct', args=[month.round.pk])}?keluarga={recipient.pk}"


# --- it is reached by clicking


def test_the_head_finds_it_at_each_family_wherever_it_stands(month):
    head, one = signed_in(month.people.head), month.missed
    for name, args in (
        ("round", [month.round.pk]),
        ("handover_recipient", [month.round.pk, one.pk]),
        ("family", [one.family_id]),
    ):
        html = head.get(reverse(f"distributions:{name}", args=args)).content.decode()
        assert f'href="{address(month, one)}"' in html
    form = head.get(address(month, one)).context["form"]
    assert form["recipient"].value() == one.pk
    assert "Hanya Kepala UPT yang mencatat koreksi." not in told(month.people.head, "round", month.round.pk)
    assert "Hanya Kepala UPT yang mencatat koreksi." not in told(month.people.head, "family", one.family_id)


@pytest.mark.parametrize("role", ["coordinator", "officer", "operator"])
def test_others_read_who_may_and_find_no_link_to_a_closed_door(month, role):
    user = getattr(month.people, role)
    assert "Hanya Kepala UPT yang mencatat koreksi." in told(user, "round", month.round.pk)
    assert "hanya Kepala UPT yang mencatat koreksi" in told(user, "handover_recipient", month.round.pk, month.missed.pk)
    assert "Hanya Kepala UPT yang mencatat koreksi." in told(user, "family", month.missed.family_id)
    for name, args in (
        ("round", [month.round.pk]),
        ("handover_recipient", [month.round.pk, month.missed.pk]),
        ("family", [month.missed.family_id]),
    ):
        html = signed_in(user).get(reverse(f"distributions:{name}", args=args)).content.decode()
        assert reverse("distributions:correct", args=[month.round.pk]) not in html
    assert signed_in(user).get(address(month, month.missed)).status_code == 403


def test_before_close_nothing_leads_there_and_the_page_says_what_to_do_instead():
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0])
    head = signed_in(month.people.head)
    assert (
        address(month, month.recipients[0])
        not in head.get(reverse("distributions:round", args=[month.round.pk])).content.decode()
    )
    page = told(month.people.head, "correct", month.round.pk)
    assert "mengurungkan catatannya, lalu mencatat ulang" in page
    assert "Catat koreksi" not in page
    head.post(reverse("distributions:correct", args=[month.round.pk]), {"text": "x", "reason": "y"})
    assert Correction.objects.count() == 0


def test_of_a_draft_and_a_cancelled_round_there_is_nothing_to_correct():
    month = approved_month()
    draft = RoundFactory(centre=month.centre)
    assert "Periode ini belum disetujui" in told(month.people.head, "correct", draft.pk)
    cancel_round(month.round, reason="Banjir", by=month.people.coordinator, now=NOW)
    assert "Periode ini dibatalkan" in told(month.people.head, "correct", month.round.pk)


def test_the_head_corrects_on_the_page_and_reads_it_on_the_round(month):
    said = {"recipient": month.missed.pk, "result": RECEIVED, "text": "Diterima istri", "reason": "Laporan RT"}
    answer = save(signed_in(month.people.head), address(month, month.missed), said, follow=True)
    assert answer.redirect_chain == [(reverse("distributions:round", args=[month.round.pk]), 302)]
    assert "Dikoreksi: menerima" in words(answer.content.decode())


def test_a_family_that_nobody_has_is_not_preselected(month):
    head = signed_in(month.people.head)
    for key in ("x", "-1", "9" * 30, ""):
        answer = head.get(f"{reverse('distributions:correct', args=[month.round.pk])}?keluarga={key}")
        assert (answer.status_code, answer.context["form"]["recipient"].value()) == (200, None)


# --- it shows


def test_it_stands_beside_what_was_recorded_wherever_the_family_stands(month):
    correct(month, month.missed, result=RECEIVED)
    people, pk = month.people, month.round.pk
    for page in (
        told(people.coordinator, "round", pk),
        told(people.officer, "handover", pk),
        told(people.officer, "handover_recipient", pk, month.missed.pk),
        told(people.officer, "family", month.missed.family_id),
    ):
        assert "Belum diserahkan" in page
        assert "Dikoreksi: menerima" in page
        assert "Diterima istri" in page
    for page in (told(people.coordinator, "close", pk), told(people.coordinator, "report", pk)):
        assert "Dikoreksi: menerima" in page
    assert month.missed.contact_name not in told(people.coordinator, "report", pk)
    assert "Dikoreksi" not in told(people.officer, "family", month.served.family_id)


def test_the_story_tells_it_on_its_day_and_the_trail_follows(month):
    family = month.missed.family
    correct(month, month.missed, result=RECEIVED)
    entry = next(entry for entry in story(family, zone=month.centre.zone) if entry.icon == "edit")
    assert (entry.title, entry.on, entry.who) == ("Dikoreksi: menerima", D(2024, 11, 18), "Head")
    assert entry.text == "Diterima istri. Laporan RT."
    assert trails([family], today=TODAY)[family.pk][-1] == (D(2024, 11, 1), "done")
    correct(month, month.served, result=NOT_RECEIVED)
    other = month.served.family
    assert trails([other], today=TODAY)[other.pk][-1] == (D(2024, 11, 1), "missed")


def test_the_only_family_of_a_round_shows_its_correction_too(month):
    correct(month, text="Hanya catatan umum")
    assert "Hanya catatan umum" in told(month.people.coordinator, "round", month.round.pk)


def test_the_list_of_rounds_says_how_many_corrections_came(month):
    listed = lambda: words(signed_in(month.people.officer).get("/periode/").content.decode())  # noqa: E731
    assert "koreksi" not in listed()
    correct(month, month.missed, result=RECEIVED)
    assert "2 1 koreksi" in listed()


def test_the_figures_of_families_count_it_goods_and_value_stay_and_it_is_said_how_many_came(month):
    stock = dict(Lot.objects.values_list("pk", "on_hand"))
    before = results(month.round)
    correct(month, month.missed, result=RECEIVED)
    correct(month, month.served, text="Nama penerima salah tulis")
    after = results(month.round)
    assert (after.items, after.value) == (before.items, before.value)
    assert (before.corrections, after.corrections) == (0, 2)
    (row,) = recap([month.centre.pk], 2024)
    assert (row.served, row.planned, row.missed, row.corrected) == (2, 2, 0, "2 koreksi")
    assert "2 koreksi" in unescape(
        words(signed_in(month.people.coordinator).get("/laporan/?tahun=2024").content.decode())
    )
    assert (after.served, after.missed, after.as_closed, after.other_corrections) == (2, 0, 1, 1)
    assert "Koreksi setelah ditutup: 1 keluarga ternyata menerima dan 1 hal lain, lihat" in summary_text(
        month.round, after
    )
    assert "Koreksi" not in summary_text(month.round, before)
    assert dict(Lot.objects.values_list("pk", "on_hand")) == stock


def test_the_papers_count_and_append_the_correction_and_say_what_they_said_of_the_family(month):
    def printed(paper) -> str:
        return " ".join(" ".join(page_texts(paper(month.round))).split())

    minutes, receipts = printed(papers.bast), printed(papers.receipt_list)
    assert "Koreksi" not in minutes + receipts
    assert "Belum diserahkan kepada 1 (satu) keluarga" in minutes
    assert all(f"{month.centre.place}, 15 November 2024" in said for said in (minutes, receipts))
    correct(month, month.missed, result=RECEIVED)
    correct(month, text="Tanggal pada spanduk keliru")
    minutes, receipts = printed(papers.bast), printed(papers.receipt_list)
    assert "Belum diserahkan kepada" not in minutes
    assert "Belum diserahkan: Tidak di rumah; dikoreksi: menerima" in receipts
    for said in (minutes, receipts):
        assert f"18 November 2024: {month.missed.contact_name}, menerima. Diterima istri (Laporan RT)." in said
        assert "18 November 2024: Tanggal pada spanduk keliru (Laporan RT)." in said
        assert f"{month.centre.place}, 18 November 2024" in said, "nobody signs on the 15th what was found on the 18th"
    assert (minutes.count("Koreksi 18 November 2024:"), receipts.count("Koreksi")) == (2, 1)


# --- it counts for the rotation


def december(month) -> Round:
    """The draft of the month after."""
    found = month.round.programme.rounds.filter(month=D(2024, 12, 1)).first()
    return found or RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 20))


def candidate(month, recipient):
    return next(c for c in candidates(december(month), TODAY) if c.family == recipient.family_id)


def last_received(recipient) -> D | None:
    return Family.objects.get(pk=recipient.family_id).last_received_on


def test_who_received_after_all_does_not_come_first(month):
    assert candidate(month, month.missed).missed_on == D(2024, 11, 15)
    correct(month, month.missed, result=RECEIVED)
    found = candidate(month, month.missed)
    assert (found.missed_on, found.last_aid_on, found.counts_for) == (None, D(2024, 11, 15), D(2024, 11, 1))


def test_who_did_not_receive_comes_first(month):
    assert last_received(month.served) == D(2024, 11, 15)
    correct(month, month.served, result=NOT_RECEIVED)
    found = candidate(month, month.served)
    assert (found.missed_on, found.missed_reason, found.last_aid_on) == (D(2024, 11, 15), "", None)
    assert last_received(month.served) is None


def test_the_last_correction_with_a_result_counts(month):
    correct(month, month.missed, result=RECEIVED)
    correct(month, month.missed, text="Fotonya tertukar")
    assert last_received(month.missed) == D(2024, 11, 15)
    correct(month, month.missed, result=NOT_RECEIVED)
    assert last_received(month.missed) is None
    correct(month, month.missed, result=RECEIVED)
    assert last_received(month.missed) == D(2024, 11, 15)


def test_words_alone_change_no_turn(month):
    correct(month, month.served, text="Nama salah tulis")
    correct(month, text="Tanggal salah")
    assert last_received(month.served) == D(2024, 11, 15)
    assert candidate(month, month.served).missed_on is None


def test_a_later_hand_over_does_not_undo_the_correction(month):
    correct(month, month.missed, result=RECEIVED)
    again = approved_month()
    from_canteen(again)
    delivered(again, again.recipients[0])
    assert last_received(month.missed) == D(2024, 11, 15)
    assert last_received(again.recipients[0]) == D(2024, 11, 15)


def test_a_draft_that_was_made_before_is_outdated(month):
    draft = december(month)
    made = timezone.now() + datetime.timedelta(hours=1)
    Round.objects.filter(pk=draft.pk).update(planned_at=made)
    draft.refresh_from_db()
    assert is_outdated(draft) is False
    correct(month, month.missed, result=RECEIVED, now=made + datetime.timedelta(hours=1))
    assert is_outdated(draft) is True


def test_the_next_paper_says_the_corrected_day_and_a_reprint_what_was_known(month):
    draft = december(month)
    RecipientFactory(round=draft, family=month.missed.family)
    assert read_round(draft.pk).last_aid[month.missed.family_id] is None
    correct(month, month.missed, result=RECEIVED)
    assert read_round(draft.pk).last_aid[month.missed.family_id] == D(2024, 11, 15)
    known = Recipient.objects.received(until=NOW).filter(pk=month.missed.pk)
    assert known.exists() is False


# --- what is refused


@pytest.mark.parametrize(
    ("who", "result", "field"),
    [
        ("served", RECEIVED, "result"),
        ("missed", NOT_RECEIVED, "result"),
        ("reserve", RECEIVED, "recipient"),
        (None, RECEIVED, "recipient"),
    ],
)
def test_a_result_is_of_a_family_and_another_than_what_stands(month, who, result, field):
    with pytest.raises(Refused) as refused:
        correct(month, getattr(month, who) if who else None, result=result)
    assert refused.value.field == field
    assert Correction.objects.count() == 0


def test_no_table_holds_a_result_of_nobody_or_another_word(month):
    said = {
        "centre": month.centre,
        "round": month.round,
        "text": "x",
        "reason": "y",
        "by": month.people.head,
        "at": NOW,
    }
    adding_is_refused("correction_result_is_of_a_family", Correction(**said, result=RECEIVED))
    adding_is_refused("correction_result_is_of_a_family", Correction(**said, recipient=month.served, result="perhaps"))


# --- two tabs


TYPED = {"text": ["Diterima ibunya"], "reason": ["Laporan RT"]}
TOLD = "Ada yang dicatat di sini setelah formulir dibuka"


def opened(month, client) -> tuple[str, dict[str, list[str]]]:
    url = reverse("distributions:correct", args=[month.round.pk])
    return url, fields_in(client.get(url)) | TYPED


def test_the_second_reads_what_was_recorded_meanwhile_keeps_the_words_and_records_besides(month):
    client = Client()
    client.force_login(month.people.head)
    url, fields = opened(month, client)
    correct(month, month.missed, result=RECEIVED, text="Ternyata diambil adiknya")
    answer = client.post(url, fields)
    page = words(answer.content.decode())
    assert TOLD in page
    assert "Ternyata diambil adiknya" in page
    assert month.round.corrections.count() == 1
    again = fields_in(answer)
    assert {name: again[name] for name in TYPED} == TYPED
    assert client.post(url, again).status_code == 302
    assert list(month.round.corrections.values_list("text", flat=True)) == [
        "Ternyata diambil adiknya",
        "Diterima ibunya",
    ]


def test_the_same_words_of_the_same_family_are_not_recorded_twice(month):
    correct(month, month.served, text="Diterima istri")
    with pytest.raises(Refused) as refused:
        correct(month, month.served, text="diterima Istri")
    assert (refused.value.field, "sudah mencatat ini" in str(refused.value)) == ("text", True)
    correct(month, month.missed, text="Diterima istri")
    correct(month, text="Diterima istri")
    correct(month, month.served, text="Diterima istri, bukan anaknya")
    assert month.round.corrections.count() == 4


def test_no_table_holds_the_same_words_of_a_family_or_of_the_round_twice(month):
    said = {"centre": month.people.centre, "round": month.round, "reason": "x", "by": month.people.head, "at": LATER}
    correct(month, text="Diterima istri")
    adding_is_refused("correction_says_something_new", Correction(**said, text="DITERIMA istri"))
    Correction.objects.create(**said, text="Diterima istri", recipient=month.served)
    adding_is_refused(
        "correction_says_something_new", Correction(**said, text="Diterima istri", recipient=month.served)
    )


def test_no_table_holds_a_result_that_stands_already(month):
    said = {"centre": month.people.centre, "round": month.round, "text": "x", "reason": "x", "at": LATER}
    said["by"] = month.people.head

    def result(recipient, result, **changes) -> Correction:
        return Correction(**said | {"recipient": recipient, "result": result} | changes)

    wall = "correction_says_another_result"
    adding_is_refused(wall, result(month.served, RECEIVED))
    adding_is_refused(wall, result(month.missed, NOT_RECEIVED))
    result(month.served, NOT_RECEIVED).save()
    result(month.missed, RECEIVED).save()
    adding_is_refused(wall, result(month.served, NOT_RECEIVED))
    adding_is_refused(wall, result(month.missed, RECEIVED))
    result(month.served, RECEIVED).save()


def test_without_what_was_shown_a_correction_is_recorded_as_a_command_would(month):
    correct(month, text="Satu")
    correct_closed_round(month.round, text="Dua", reason="Laporan", by=month.people.head, now=NOW)
    assert month.round.corrections.count() == 2
