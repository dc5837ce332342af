"""What goes wrong on a phone or at the server on a day without a signal, and what the officer then sees."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centres.personal_numbers import personal_number_in
from distributions.models import HandoverReport
from tests.browser.phones import PIN
from tests.browser.test_field_offline import NAMES, SEND, bar, phone, recorded  # noqa: F401
from tests.browser.test_field_queue import server_key
from tests.centres.test_personal_numbers import HARMLESS, NUMBERS
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, cast


@pytest.fixture
def people(live):
    """A centre whose round was approved yesterday, so that a clock may be wrong by a while at any hour."""
    people = cast(CentreFactory())
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    people.round = approved_round(people, families=NAMES[:4], occurrence_on=yesterday)
    return people


def missed(page, name):
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Belum diserahkan").click()
    page.get_by_role("button", name="Tidak di rumah").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {name}")).to_be_visible()


def undo(page, name):
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Urungkan").click()
    page.get_by_label("Salah tekan").check()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("Diurungkan. Catat kembali yang terjadi.")).to_be_visible()


def test_a_clock_that_is_set_back_turns_no_two_records_round(phone, people):  # noqa: F811
    page = phone.page
    phone.offline()
    missed(page, NAMES[0])
    page.evaluate("const { now } = Date; Date.now = () => now() - 20 * 60_000; 0")
    undo(page, NAMES[0])
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()
    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    reports = HandoverReport.objects.order_by("pk").values_list("kind", "verdict", "made_by")
    assert list(reports) == [(kind, "accepted", people.officer.pk) for kind in ("missed", "void", "delivered")]


def failing_at(keys):
    """A server that fails at each request with one of the records, and answers all others."""

    def answer(route):
        sent = [record["key"] for record in route.request.post_data_json["records"]]
        if keys.isdisjoint(sent):
            route.continue_()
        else:
            route.fulfill(status=500, body="<h1>500</h1>")

    return answer


KEYS = """async () => {
    const { openStore } = await import("/static/js/field/store.js");
    const all = await openStore().read("queue", ({ store }) => store.getAll());
    return all.sort((one, other) => one.seq - other.seq).map((one) => one.key);
}"""


def test_a_record_at_which_the_server_fails_lets_the_others_pass_and_is_named(phone):  # noqa: F811
    page = phone.page
    phone.offline()
    missed(page, NAMES[1])
    for name in (NAMES[0], NAMES[2]):
        phone.record(name)
    undo(page, NAMES[1])  # waits for what it undoes
    keys = page.evaluate(KEYS)
    page.route(SEND, failing_at({keys[0]}))
    phone.offline(False)
    expect(bar(phone)).to_contain_text("Server gagal pada 1 catatan; yang lain sudah terkirim.")
    expect(bar(phone)).to_contain_text("2 catatan belum terkirim")
    assert recorded() == [(NAMES[0], "delivered"), (NAMES[2], "delivered")]

    page.locator("#unsent-words").click()
    row = page.get_by_role("listitem").filter(has_text=NAMES[1])
    expect(row).to_contain_text("Server gagal pada catatan ini.")
    expect(row.get_by_role("button", name="Buang")).to_have_count(0)
    page.unroute(SEND)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(bar(phone)).to_be_hidden()
    assert recorded()[2:] == [(NAMES[1], "missed"), (NAMES[1], "void")]


def test_a_server_that_fails_at_everything_is_no_fault_of_a_record(phone):  # noqa: F811
    page, asked = phone.page, []

    def fail(route):
        asked.append(len(route.request.post_data_json["records"]))
        route.fulfill(status=503, body="")

    phone.offline()
    for name in NAMES[:3]:
        phone.record(name)
    page.route(SEND, fail)
    phone.offline(False)
    expect(bar(phone)).to_contain_text("Server sedang gagal.")
    expect(bar(phone)).not_to_contain_text("Server gagal pada")
    assert asked[:3] == [3, 1, 1]  # all, one of them, another: it is the server
    assert asked[3:4] in ([], [3])  # and by and by all of them again


def test_what_the_server_would_refuse_of_a_text_is_said_at_the_door(phone):  # noqa: F811
    page = phone.page
    phone.offline()
    page.get_by_role("link", name=NAMES[0]).first.click()
    page.get_by_role("link", name="Belum diserahkan").click()
    page.get_by_role("link", name="Alasan lain").click()
    note, alert = page.get_by_label("Catatan"), page.get_by_role("alert")
    for text, said in (
        ("3316 0151 0304 9491", "Ini tampak seperti NIK"),
        ("x" * 201, "Paling banyak 200 huruf; ini 201."),
        ("Ke sawah \U0001fae0", "\U0001fae0 tidak dapat dicetak di berkas."),
        ("\u200b", "Tuliskan alasannya."),
    ):
        note.fill(text)
        page.get_by_role("button", name="Catat").click()
        expect(alert).to_contain_text(said)
    note.fill("Ke sawah")
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()

    page.get_by_role("link", name=NAMES[1]).first.click()
    page.get_by_text("Wakil", exact=True).click()
    page.get_by_label("Nama wakil penerima").fill("Tutik 0812 0000 1012")
    page.get_by_label("Hubungan wakil").fill("y" * 61)
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(alert).to_contain_text("Ini tampak seperti NIK")
    expect(alert).to_contain_text("Paling banyak 60 huruf; ini 61.")


def test_the_phone_knows_the_numbers_of_people_that_the_server_knows(live, open_page):
    page = open_page()
    page.goto("/lapangan/")
    # Digits of other scripts are left to the server.
    texts = [text for text in (*NUMBERS, *HARMLESS) if not re.search(r"(?![０-９])[^\W\x00-\x7f]|❸", text)]
    assert len(texts) > 60
    found = page.evaluate(
        """async texts => {
            const { holdsANumber } = await import("/static/js/field/texts.js");
            return texts.filter(holdsANumber);
        }""",
        texts,
    )
    assert found == [text for text in texts if personal_number_in(text)]


def test_a_note_beside_the_database_that_can_not_be_written_says_nothing_of_the_record(phone):  # noqa: F811
    page = phone.page
    phone.offline()
    page.evaluate("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; 0")
    phone.record(NAMES[0])
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")
    expect(page.get_by_text("Belum tercatat")).to_have_count(0)


def test_only_a_wrong_pin_is_a_wrong_try(phone):  # noqa: F811
    page = phone.page
    page.reload()
    page.evaluate(
        """() => {
            const { deriveKey } = SubtleCrypto.prototype;
            SubtleCrypto.prototype.deriveKey = function () {
                SubtleCrypto.prototype.deriveKey = deriveKey;
                throw new DOMException("no memory", "OperationError");
            };
        }"""
    )
    phone.unlock()
    expect(page.get_by_text("HP belum dapat memeriksa PIN; percobaan ini tidak dihitung.")).to_be_visible()
    phone.unlock("000000")
    expect(page.get_by_role("alert")).to_contain_text("Sisa percobaan: 9.")
    phone.unlock(PIN)
    expect(page.get_by_text("0 dari 4 keluarga tercatat")).to_be_visible()
    phone.errors.clear()  # the failure was reported


def test_a_browser_that_can_not_draw_the_page_is_told_which_can(live, open_page):
    page = open_page((360, 640))
    page.add_init_script("CSS.supports = (...asked) => !String(asked).includes(':has')")
    page.goto("/lapangan/")
    expect(page.get_by_text("diperlukan Chrome 123")).to_be_visible()


def test_one_mark_that_can_not_be_read_stops_no_page(phone):  # noqa: F811
    page = phone.page
    phone.offline()
    for name in NAMES[:2]:
        phone.record(name)
    page.evaluate(
        """async () => {
            const { openStore } = await import("/static/js/field/store.js");
            await openStore().write("marks", async ({ store }) => {
                const [mark] = await store.getAll();
                await store.put({ ...mark, said: { iv: new Uint8Array(12), data: new Uint8Array(40) } });
            });
        }"""
    )
    page.reload()
    phone.unlock()
    expect(page.get_by_text("2 dari 4 keluarga tercatat")).to_be_visible()
    expect(page.locator(".who")).to_have_count(4)
    expect(page.locator(".who").first).to_contain_text("Belum terkirim")


# A round, a queue and a door of their own; what the server says is made up.
KEPT = """
async ({ server, said }) => {
    const of = (file) => import(`/static/js/field/${file}.js`);
    const [{ openStore }, { makeQueue }, { makeRound }] = await Promise.all(["store", "queue", "round"].map(of));
    const store = openStore({ name: "kept" });
    let answer = "accepted";
    const answered = (records) => records.map(({ key }) => ({ key, answer }));
    const door = { send: async (_round, records) => ({ kind: "answers", answers: answered(records) }) };
    const queue = makeQueue({ store, door });
    const round = makeRound(store, queue);
    const taken = { clock_ahead: 0, said: { ...said, server_key: server } };
    const take = (settled, pin) => round.keep(taken, { who: "me", pin, settled });
    const marks = async () => [...await round.marks()].map(([family, { kind, came }]) => [family, kind, came]);
    const record = (family) => round.record(family, { key: crypto.randomUUID(), kind: "delivered" }, {});
    const send = () => queue.send({ who: "me", token: "" });
    const seen = [];
    await take(new Set(), "135790");
    await record(1);
    const settled = await round.settled(); // asked before it was sent …
    await send();
    await take(settled); // … so what comes now may not know of it
    seen.push(await marks());
    const [locked] = [await round.settled()];
    await record(2);
    await record(3);
    await send();
    round.lock();
    await take(locked, "999999"); // the PIN was forgotten
    seen.push(await marks());
    await take(await round.settled());
    seen.push(await marks());

    await record(4);
    const [{ key }] = await queue.list();
    seen.push([await queue.throwAway(key)]); // it is on its way
    answer = "refused";
    await send();
    seen.push([await queue.throwAway(key), await queue.throwAway(key), (await queue.list()).length]);
    return seen;
}
"""


def test_what_was_sent_while_the_round_was_taken_along_anew_stays_on_the_page(live, open_page):
    page = open_page()
    page.goto("/lapangan/")
    said = {
        "round": {"id": 1, "name": "November"},
        "loaded_at": "2026-11-15T02:00:00Z",
        "until": "2099-11-22T02:00:00Z",
        "format": 1,
        "pass": "p",
        "maker": "m",
    }
    anew, forgotten, known, on_its_way, thrown = page.evaluate(KEPT, {"server": server_key(), "said": said})
    assert anew == [[1, "delivered", "accepted"]]
    assert forgotten == [[2, "", "accepted"], [3, "", "accepted"]]
    assert (known, on_its_way, thrown) == ([], [False], [True, True, 0])
