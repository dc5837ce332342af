"""A day in villages without a signal, in a Chromium that is killed, cut off and refused: nothing lost or doubled."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from distributions.models import Handover, HandoverReport, Recipient, State
from distributions.rounds.transitions import transition
from tests.browser.axe import SOURCE, flaws
from tests.browser.phones import PIN, Phone
from tests.browser.test_every_page import session_of
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, MemberFactory, cast

NAMES = [f"Ibu {name}" for name in ("Kartini", "Rukmini", "Sulastri", "Wagiyem", "Sumarni", "Tutik", "Painem")]
NAMES += ["Ibu Lasmi", "Ibu Ngatini", "Ibu Suparti"]
SEND, WHOSE = re.compile(r"/kiriman/$"), re.compile(r"/lapangan/siapa/$")


@pytest.fixture
def people(live):
    """A centre whose round of ten families was approved, for today."""
    people = cast(CentreFactory())
    people.round = approved_round(people, families=NAMES)
    return people


@pytest.fixture
def phone(browser, live, tmp_path, people):
    """An officer's phone with the round on it."""
    phone = Phone(browser, live, tmp_path / "phone")
    phone.sign_in(people.officer)
    phone.take(people.round)
    yield phone
    phone.context.close()
    assert phone.errors == []


def recorded() -> list[tuple[str, str]]:
    """Each family of which something was recorded, once for each report of it."""
    reports = HandoverReport.objects.order_by("pk").select_related("recipient")
    return [(report.recipient.contact_name, report.kind) for report in reports]


def bar(phone):
    return phone.page.locator("#unsent")


def a_day(phone, people, *parts):
    """Each part of the day ends with the browser killed; then the signal is back, and the session over."""
    phone.offline()
    done = []
    for names in parts:
        if done:
            phone.kill()
            phone.start()
            phone.offline()
            phone.open()
            expect(bar(phone)).to_contain_text(f"{len(done)} catatan belum terkirim")
        for name in names:
            phone.record(name)
        done += names
    expect(phone.page.get_by_text(f"{len(done)} dari 10 keluarga tercatat")).to_be_visible()
    assert recorded() == []

    # A browser that began without a signal is told by nobody here that it is back: the officer presses.
    phone.offline(False)
    phone.page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_contain_text("Masuk dulu untuk mengirim")
    assert recorded() == []
    phone.sign_in(people.officer)
    phone.page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(name, "delivered") for name in done]


def test_a_morning_without_a_signal_comes_in_once_though_the_browser_is_killed(phone, people):
    a_day(phone, people, NAMES[:2], NAMES[2:3])


@pytest.mark.long
def test_a_day_without_a_signal_comes_in_once_from_a_slow_phone_that_is_killed_twice(phone, people):
    phone.slow(4)
    a_day(phone, people, NAMES[:4], NAMES[4:7], NAMES[7:])
    assert not people.round.recipients.exclude(state=Recipient.State.SERVED).exists()


def test_an_answer_that_is_cut_off_after_it_was_written_down_is_given_again(phone, people):
    cut = []

    def cut_off(route: Route) -> None:
        cut.append(route.fetch().status)
        route.abort("connectionreset")

    phone.page.route(SEND, cut_off, times=1)
    phone.record(NAMES[0])
    expect(bar(phone)).to_contain_text("Tidak ada sinyal")
    assert (cut, recorded()) == ([200], [(NAMES[0], "delivered")])

    phone.page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered")]


# What is answered, and what the bar then says.
NOT_TAKEN = (
    ({"status": 500, "body": "<h1>500</h1>"}, "Server sedang gagal."),
    ({"status": 200, "body": "<html>Beli paket data</html>"}, "Tidak ada sinyal"),
    ({"status": 200, "body": '{"answers": [{"key": "1", "answer": "accepted"}, null]}'}, "Tidak ada sinyal"),
    ({"status": 200, "body": '{"answers": []}'}, "Tidak ada sinyal"),
    ({"status": 403, "body": '{"error": "not_allowed"}'}, "Anda tidak lagi berhak mencatat"),
    ({"status": 404, "body": '{"error": "not_found"}'}, "bukan milik UPT Anda"),
    ({"status": 418, "body": '{"error": "a new word"}'}, "Server belum menerimanya"),
)


def test_whatever_is_answered_but_what_is_known_leaves_the_record_where_it_is(phone):
    answers = [answer for answer, _said in NOT_TAKEN]
    phone.page.route(SEND, lambda route: route.fulfill(**answers.pop(0), content_type="application/json"))
    for count, (_answer, said) in enumerate(NOT_TAKEN):
        with phone.page.expect_response(SEND):
            if count:
                phone.page.get_by_role("button", name="Kirim").click()
            else:
                phone.record(NAMES[0])
        expect(bar(phone)).to_contain_text(said)
        expect(bar(phone)).to_contain_text("1 catatan belum terkirim")
    assert answers == []
    phone.page.unroute(SEND)
    phone.page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered")]


def test_all_that_can_be_said_at_a_door_is_said_without_a_signal(phone, people):
    row = people.round.recipients.get(contact_name=NAMES[2])
    MemberFactory(centre=people.centre, family=row.family, name="Ani Lestari")
    phone.page.goto(f"/lapangan/#bawa-{people.round.pk}")
    phone.page.get_by_role("button", name="Bawa", exact=True).click()
    expect(phone.page.get_by_text("Periode sudah ada di HP ini")).to_be_visible()
    phone.offline()
    page = phone.page

    page.get_by_role("link", name=NAMES[0]).first.click()
    page.get_by_role("link", name="Belum diserahkan").click()
    page.get_by_role("button", name="Tidak di rumah").click()

    page.get_by_role("link", name=NAMES[1]).first.click()
    page.get_by_text("Wakil", exact=True).click()
    page.get_by_role("button", name="Sebagian").click()
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_role("alert")).to_contain_text("Tuliskan nama wakil")
    page.get_by_label("Beras").fill("7,5")
    page.get_by_text("Barangnya kurang").click()
    page.get_by_label("Nama wakil penerima").fill("Tutik")
    page.get_by_label("Hubungan wakil").fill("tetangga")
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[1]}")).to_be_visible()

    page.get_by_role("link", name=NAMES[2]).first.click()
    page.get_by_text("Anggota keluarga", exact=False).first.click()
    page.get_by_label("Anggota keluarga yang mana").select_option("Ani Lestari")
    page.get_by_role("button", name="Diserahkan lengkap").click()

    phone.record(NAMES[3])
    page.get_by_role("link", name=NAMES[3]).first.click()
    page.get_by_role("link", name="Urungkan").click()
    page.get_by_label("Ternyata keluarga lain").check()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("Diurungkan. Catat kembali yang terjadi.")).to_be_visible()
    expect(bar(phone)).to_contain_text("5 catatan belum terkirim")

    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    rows = {row.contact_name: row for row in people.round.recipients.all()}
    assert (rows[NAMES[0]].state, rows[NAMES[0]].missed_reason) == ("missed", "not_home")
    part = Handover.objects.get(recipient=rows[NAMES[1]])
    assert (part.complete, part.difference_reason, part.received_by, part.proxy_relation) == (
        False,
        "Barangnya kurang",
        "proxy",
        "tetangga",
    )
    assert part.lines.order_by("quantity").last().quantity == Decimal("7.5")
    assert rows[NAMES[1]].received_by_name == "Tutik"
    assert rows[NAMES[2]].received_by_name == "Ani Lestari"
    assert (rows[NAMES[3]].state, Handover.objects.get(recipient=rows[NAMES[3]]).void_reason) == (
        "planned",
        "Ternyata keluarga lain",
    )


def test_nothing_of_a_family_can_be_read_in_the_folder_of_the_phone(phone, people):
    phone.offline()
    phone.record(NAMES[0])
    phone.kill()
    files = [file.read_bytes() for file in phone.folder.rglob("*") if file.is_file()]
    readable = [NAMES[0], "Kartini", "Rukmini", "Suparti", *(row.address for row in people.round.recipients.all())]
    # The database is there, or nothing would have been looked at; text lies in it as UTF-16 or as Latin-1.
    assert any(b"peduli-field" in file or "peduli-field".encode("utf-16le") in file for file in files)
    found = {
        text
        for text in readable
        for code in ("utf-8", "utf-16le", "utf-16be")
        if text and any(text.encode(code) in file for file in files)
    }
    assert found == set()
    phone.start()


# Each try takes a phone a second, as it should.
SEVEN_MORE = """async () => {
    const { openStore } = await import("/static/js/field/store.js");
    await openStore().write("kept", async ({ store }) => {
        const lock = await store.get("lock");
        await store.put({ ...lock, tries: lock.tries + 7 }, "lock");
    });
}"""


def test_ten_wrong_tries_drop_what_can_be_read_and_what_waits_is_still_sent(phone, people):
    phone.offline()
    phone.record(NAMES[0])
    page = phone.page
    page.reload()
    phone.unlock("000000")
    expect(page.get_by_role("alert")).to_contain_text("Sisa percobaan: 9.")
    page.evaluate(SEVEN_MORE)
    phone.unlock("000000")
    expect(page.get_by_role("alert")).to_contain_text("Sisa percobaan: 1.")
    phone.unlock("000000")
    expect(page.get_by_text("Sepuluh kali salah")).to_be_visible()
    expect(page.get_by_text("Belum ada apa-apa di HP ini")).to_be_visible()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")

    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered")]


def test_another_officer_is_told_of_the_records_of_the_first_and_sends_them_as_hers(phone, people):
    phone.offline()
    phone.record(NAMES[0])
    phone.sign_in(people.coordinator)
    phone.offline(False)
    expect(bar(phone)).to_contain_text("1 catatan dibuat petugas lain di HP ini")
    assert recorded() == []
    phone.page.get_by_role("link", name="1 catatan belum terkirim").click()
    phone.page.get_by_role("button", name="Kirim atas nama saya").click()
    expect(bar(phone)).to_be_hidden()
    assert HandoverReport.objects.get().actor == people.coordinator


def test_a_round_that_is_over_goes_from_the_phone_and_what_waits_comes_in_open(phone, people):
    phone.offline()
    phone.record(NAMES[0])
    transition(people.round, State.CANCELLED, by=people.coordinator, now=timezone.now(), note="Banjir")
    phone.offline(False)
    expect(phone.page.get_by_text("Periode sudah selesai, atau Anda tidak lagi berhak")).to_be_visible()
    expect(bar(phone)).to_be_hidden()
    assert HandoverReport.objects.get().open_reason == "late"


def test_a_signal_that_is_back_is_tried_again_soon_however_often_it_failed_without(phone, people):
    phone.offline()
    phone.record(NAMES[0])
    for _each in range(4):  # of which the next would be five minutes later
        phone.page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_contain_text("Tidak ada sinyal")
    # The first request after the browser has told of the signal does not get through yet.
    phone.page.route(WHOSE, lambda route: route.abort(), times=1)
    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered")]


def test_signing_out_forgets_the_round_and_not_what_waits(phone, people):
    page = phone.page
    phone.offline()
    phone.record(NAMES[0])
    page.route(SEND, lambda route: route.abort())
    phone.offline(False)
    sign_out(phone)
    page.goto("/lapangan/")
    expect(page.get_by_role("heading", name="Masukkan PIN Anda")).to_be_visible()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")

    page.unroute(SEND)
    phone.sign_in(people.officer)
    page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_be_hidden()
    sign_out(phone)
    page.goto("/lapangan/")
    expect(page.get_by_text("Belum ada apa-apa di HP ini")).to_be_visible()


def sign_out(phone):
    phone.page.goto("/periode/")
    phone.page.locator("details.me summary").click()
    with phone.page.expect_navigation(url="**/akun/masuk/**"):
        phone.page.get_by_role("button", name="Keluar").click()


def test_a_database_that_the_browser_threw_away_is_missed(phone):
    phone.offline()
    phone.record(NAMES[0])
    phone.page.evaluate(
        """async () => {
            const { openDB, deleteDB } = await import("/static/vendor/idb-8.0.4.js");
            const database = await openDB("peduli-field");
            database.close();
            await deleteDB("peduli-field");
        }"""
    )
    phone.page.reload()
    expect(phone.page.get_by_text("Peramban telah menghapus data lapangan di HP ini")).to_be_visible()
    expect(phone.page.get_by_text("1 catatan yang belum terkirim ikut terhapus")).to_be_visible()


def test_a_file_is_brought_to_the_office_and_what_the_phone_sends_later_counts_once(phone, people, open_page, tmp_path):
    phone.offline()
    for name in NAMES[:3]:
        phone.record(name)
    phone.page.get_by_role("link", name="3 catatan belum terkirim").click()
    with phone.page.expect_download() as downloading:
        phone.page.get_by_role("button", name="Simpan ke berkas").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    assert not any(name in file.read_text() for name in NAMES)

    office = open_page()
    office.context.add_cookies([{"name": "peduli_session", "value": session_of(people.coordinator), "url": phone.live}])
    office.goto(f"/periode/{people.round.pk}/penyaluran/")
    office.get_by_role("link", name="Berkas dari HP").click()
    office.get_by_label("Berkas dari HP").set_input_files(file)
    office.get_by_role("button", name="Masukkan").click()
    expect(office.get_by_text("3 catatan dimasukkan.")).to_be_visible()

    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(name, "delivered") for name in NAMES[:3]]
    assert {(one.actor, one.made_by) for one in HandoverReport.objects.all()} == {(people.coordinator, people.officer)}


def test_the_pages_of_the_phone_are_accessible(phone):
    phone.context.add_init_script(SOURCE)
    page = phone.page
    phone.offline()
    page.reload()
    found = [f"locked {flaw}" for flaw in flaws(page)]
    phone.unlock()
    phone.record(NAMES[0])
    expect(page.locator(".who")).to_have_count(10)
    ids = page.locator(".who").evaluate_all("cards => cards.map(card => card.hash)")
    for at, shown in (
        ("#", "ol"),
        (ids[0], "dl"),
        (ids[1], "form"),
        (f"{ids[1]}/sebagian", "form[data-form=partial]"),
        (f"{ids[1]}/belum", "form[data-form=missed]"),
        (f"{ids[0]}/urungkan", "form[data-form=undo]"),
        ("#kirim", "[data-act=save]"),
        ("#bawa-1", "form[data-form=take]"),
    ):
        page.goto(f"/lapangan/{at}")
        expect(page.locator("#page").locator(shown).first).to_be_visible()
        found += [f"{at} {flaw}" for flaw in flaws(page)]
    assert found == []


def test_two_phones_at_one_door_are_two_reports_and_the_second_waits_for_the_coordinator(
    phone, people, browser, live, tmp_path
):
    other = Phone(browser, live, tmp_path / "other")
    other.sign_in(people.coordinator)
    other.take(people.round)
    for one in (phone, other):
        one.offline()
        one.record(NAMES[0])
    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    other.offline(False)
    expect(bar(other)).to_be_hidden()
    expect(other.page.locator(".who").first).to_contain_text("Menunggu Kasubsi")
    reports = HandoverReport.objects.order_by("pk").values_list("actor", "verdict", "open_reason")
    assert list(reports) == [(people.officer.pk, "accepted", ""), (people.coordinator.pk, "open", "second")]
    other.context.close()
    assert other.errors == []


def put_away(page, minutes):
    """The page goes to the back and comes to the front again later."""
    page.evaluate(
        """minutes => {
            const { now } = Date;
            const hidden = is => {
                Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
                document.dispatchEvent(new Event("visibilitychange"));
            };
            hidden(true);
            Date.now = () => now() + minutes * 60_000;
            hidden(false);
        }""",
        minutes,
    )


@pytest.mark.parametrize("minutes", [4, 6])
def test_a_phone_that_was_put_away_with_a_family_open_records_or_asks_for_the_pin(phone, people, minutes):
    page = phone.page
    phone.offline()
    page.get_by_role("link", name=NAMES[0]).first.click()
    expect(page.get_by_role("button", name="Diserahkan lengkap")).to_be_visible()
    put_away(page, minutes)
    if minutes > 5:
        expect(page.get_by_role("heading", name="Masukkan PIN Anda")).to_be_visible()
        expect(page.get_by_text(NAMES[0])).to_have_count(0)
        page.get_by_label("PIN", exact=True).fill(PIN)
        page.get_by_role("button", name="Buka", exact=True).click()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")


def take_in_another_page(phone, round, pin):
    """The officer takes a round along in a second page of the phone, after forgetting the PIN."""
    second = phone.context.new_page()
    second.goto(f"/lapangan/#bawa-{round.pk}")
    second.get_by_label("PIN", exact=True).fill(pin)
    second.get_by_label("PIN sekali lagi").fill(pin)
    second.get_by_role("button", name="Bawa", exact=True).click()
    expect(second.get_by_text("Periode sudah ada di HP ini")).to_be_visible()
    return second


def test_a_page_that_shows_another_round_than_the_phone_has_records_of_the_round_that_it_shows(phone, people):
    page = phone.page
    page.get_by_role("link", name=NAMES[0]).first.click()
    expect(page.get_by_role("button", name="Diserahkan lengkap")).to_be_visible()
    other = approved_round(people, families=["Ibu Lain"], occurrence_on=people.round.date.replace(day=1))
    second = take_in_another_page(phone, other, "999999")
    phone.offline()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_role("heading", name="Masukkan PIN Anda")).to_be_visible()

    # What this phone has can be read by its PIN, and the record is of the round in which it was made.
    second.reload()
    second.get_by_label("PIN", exact=True).fill("999999")
    second.get_by_role("button", name="Buka", exact=True).click()
    expect(second.get_by_text("0 dari 1 keluarga tercatat")).to_be_visible()
    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    report = HandoverReport.objects.get()
    assert (report.round, report.recipient.contact_name, report.verdict) == (people.round, NAMES[0], "accepted")


def test_what_is_made_behind_the_pin_of_one_officer_goes_in_no_other_name_without_a_word(phone, people):
    page = phone.page
    phone.sign_in(people.coordinator)
    for name in NAMES[:2]:
        phone.record(name)
        expect(bar(phone)).to_contain_text("dibuat petugas lain di HP ini")
    assert recorded() == []
    page.goto(f"/lapangan/#bawa-{people.round.pk}")
    expect(page.get_by_label("PIN sekali lagi")).to_be_visible()

    phone.sign_in(people.officer)
    page.get_by_role("button", name="Kirim").click()
    expect(bar(phone)).to_be_hidden()
    assert {report.actor for report in HandoverReport.objects.all()} == {people.officer}


def test_a_round_that_the_server_takes_nothing_of_holds_up_no_other(phone, people):
    page = phone.page
    other = approved_round(people, families=["Ibu Lain"], occurrence_on=people.round.date.replace(day=1))
    phone.offline()
    phone.record(NAMES[0])
    phone.offline(False)
    page.route(
        re.compile(rf"/{people.round.pk}/.*kiriman/$"),
        lambda route: route.fulfill(status=404, json={"error": "not_found"}),
    )
    page.goto(f"/lapangan/#bawa-{other.pk}")
    page.get_by_role("button", name="Bawa", exact=True).click()
    expect(page.get_by_text("Periode sudah ada di HP ini")).to_be_visible()
    phone.record("Ibu Lain")
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")
    expect(bar(phone)).to_contain_text("bukan milik UPT Anda")
    assert recorded() == [("Ibu Lain", "delivered")]
