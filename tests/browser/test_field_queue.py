"""What waits on a phone outlives its page, its program, its database's connection and a full memory, and counts once.

The machine at the end records, sends, loses answers, kills and starts again in any order, against the real address.
"""

import base64
import os
import time
from collections import Counter
from itertools import count
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from playwright.sync_api import expect

from centres.sealed_for_us import public_key
from distributions.models import HandoverReport
from distributions.views import field_page
from tests.browser.conftest import PATIENCE
from tests.browser.test_every_page import session_of
from tests.browser.test_field_offline import NAMES, SEND, bar, people, phone, recorded  # noqa: F401
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, cast

# In a page of the field: a store and a queue of their own, and a door to which things happen.
HARNESS = """
async ({ name, server }) => {
  const of = (file) => import(`/static/js/field/${file}.js`);
  const [{ openStore }, { makeQueue }, { makeDoor }, { sealForServer }] =
    await Promise.all(["store", "queue", "door", "seal"].map(of));
  const t = window.t = { fault: "" };
  const ask = async (address, request) => {
    const fault = address.includes("kiriman") ? t.fault : "";
    if (fault === "no signal") throw new TypeError("Failed to fetch");
    if (fault === "500") return new Response("<h1>500</h1>", { status: 500 });
    if (fault === "signed out") return Response.json({ error: "signed_out" }, { status: 401 });
    if (fault === "too large") return Response.json({ error: "too_large" }, { status: 413 });
    const answer = await fetch(address, request);
    if (fault === "twice") await fetch(address, request);
    if (fault === "lost") throw new TypeError("Failed to fetch");
    if (fault === "cut off") return new Response((await answer.text()).slice(0, -9));
    if (fault === "out of order") {
      const said = await answer.json();
      return Response.json({ answers: said.answers.reverse() });
    }
    if (fault === "in part") {
      const said = await answer.json();
      return Response.json({ answers: said.answers.slice(0, 1) });
    }
    return answer;
  };
  t.store = openStore({ name });
  t.queue = makeQueue({ store: t.store, door: makeDoor(document.body.dataset, ask) });
  t.door = makeDoor(document.body.dataset);
  t.record = async (round, record) => {
    const seq = await t.queue.turn();
    const said = JSON.stringify({ ...record, turn: seq });
    const sealed = await sealForServer(server, said, `round ${round} record ${record.key}`);
    await t.queue.add({ key: record.key, round, who: "me", family: record.recipient, sealed, seq });
  };
  t.send = async (fault) => {
    t.fault = fault;
    const { said } = await t.door.whose();
    return (await t.queue.send({ who: "me", token: said.token })).kind;
  };
}
"""


def server_key():
    """As the server says it to a phone."""
    version, point = public_key()
    return {"version": version, "point": base64.b64encode(point).decode()}


def harness(page, name):
    page.evaluate(HARNESS, {"name": name, "server": server_key()})


# --- the database


def test_a_newer_program_adds_stores_and_keeps_the_queue_and_an_older_one_opens_it(live, open_page):
    page = open_page()
    page.goto("/lapangan/")
    kept = page.evaluate(
        """async () => {
            const { openStore } = await import("/static/js/field/store.js");
            const stores = { queue: { keyPath: "key" }, marks: { keyPath: "family" }, kept: {} };
            const put = (store, key) => store.write("queue", ({ store: queue }) => queue.put({ key }));
            const keys = (store) => store.read("queue", ({ store: queue }) => queue.getAllKeys());
            const old = openStore({ name: "t", version: 1, stores });
            await put(old, "a");
            const newer = openStore({ name: "t", version: 2, stores: { ...stores, photos: { keyPath: "key" } } });
            await put(newer, "b");
            const seen = [await keys(newer)];
            await newer.close();
            await put(old, "c");
            return [...seen, await keys(old)];
        }"""
    )
    assert kept == [["a", "b"], ["a", "b", "c"]]


def test_a_connection_that_was_closed_in_the_background_is_opened_again(live, open_page):
    page = open_page()
    page.goto("/lapangan/")
    keys = page.evaluate(
        """async () => {
            const { openStore } = await import("/static/js/field/store.js");
            const store = openStore({ name: "t" });
            await store.write("queue", ({ store: queue }) => queue.put({ key: "a" }));
            await store.close();
            await store.write("queue", ({ store: queue }) => queue.put({ key: "b" }));
            await store.close();
            return store.read("queue", ({ store: queue }) => queue.getAllKeys());
        }"""
    )
    assert keys == ["a", "b"]


def test_where_the_memory_is_full_it_says_that_nothing_was_recorded_and_the_form_stays(phone):  # noqa: F811
    phone.offline()
    page = phone.page
    page.evaluate(
        """() => {
            const { add } = IDBObjectStore.prototype;
            IDBObjectStore.prototype.add = function () {
                IDBObjectStore.prototype.add = add;
                throw new DOMException("full", "QuotaExceededError");
            };
        }"""
    )
    page.get_by_role("link", name=NAMES[0]).first.click()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text("Belum tercatat: memori HP penuh.")).to_be_visible()
    expect(bar(phone)).to_be_hidden()
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")


def test_a_second_press_is_the_same_record(phone):  # noqa: F811
    phone.offline()
    page = phone.page
    page.get_by_role("link", name=NAMES[0]).first.click()
    page.get_by_role("button", name="Diserahkan lengkap").dblclick()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")


# --- what the server refuses


def test_a_refused_record_stays_with_its_reason_until_the_officer_decides(phone):  # noqa: F811
    def refuse(route):
        keys = [record["key"] for record in route.request.post_data_json["records"]]
        said = [{"key": key, "answer": "refused", "why": "Pilih yang menyerahkan.", "field": None} for key in keys]
        route.fulfill(json={"answers": said})

    page = phone.page
    page.route(SEND, refuse)
    phone.record(NAMES[0])
    expect(bar(phone)).to_contain_text("1 catatan tidak diterima.")
    phone.record(NAMES[1])
    expect(bar(phone)).to_contain_text("2 catatan tidak diterima.")
    page.unroute(SEND)
    page.get_by_role("button", name="Kirim").click()  # by itself it is not sent once more
    expect(bar(phone)).to_contain_text("2 catatan belum terkirim")
    assert recorded() == []

    page.locator("#unsent-words").click()
    row = page.get_by_role("listitem").filter(has_text=NAMES[0])
    expect(row).to_contain_text("Pilih yang menyerahkan.")
    row.get_by_role("button", name="Kirim lagi").click()
    expect(bar(phone)).to_contain_text("1 catatan belum terkirim")
    page.get_by_role("button", name="Buang").click()
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered")]

    page.route(SEND, refuse)  # what was thrown away, and what was not accepted, is not recorded
    page.get_by_role("link", name="Keluarga", exact=True).click()
    expect(page.get_by_text("1 dari 10 keluarga tercatat")).to_be_visible()
    phone.record(NAMES[1])
    expect(page.get_by_text("1 dari 10 keluarga tercatat")).to_be_visible()
    page.unroute(SEND)
    phone.record(NAMES[1])
    expect(bar(phone)).to_be_hidden()
    assert recorded() == [(NAMES[0], "delivered"), (NAMES[1], "delivered")]


# --- the program


def test_a_program_that_is_brought_up_to_date_waits_and_sends_what_the_old_one_recorded(
    phone,  # noqa: F811
    people,  # noqa: F811
    monkeypatch,
):
    phone.offline()
    phone.record(NAMES[0])
    old = field_page._source
    monkeypatch.setattr(field_page, "_source", lambda name: old(name) + b"\n// a newer version\n")
    phone.offline(False)
    expect(bar(phone)).to_be_hidden()

    page = phone.page
    page.reload()
    until(page, "navigator.serviceWorker.getRegistration().then(of => Boolean(of.waiting))")
    expect(page.get_by_role("heading", name="Masukkan PIN Anda")).to_be_visible()
    assert len(page.evaluate("caches.keys()")) == 2
    assert recorded() == [(NAMES[0], "delivered")]

    # Between rounds it is changed at once.
    page.evaluate("indexedDB.deleteDatabase('peduli-field'); localStorage.clear()")
    page.reload()
    until(page, "caches.keys().then(names => names.length === 1)")
    page.reload()
    expect(page.get_by_text("Belum ada apa-apa di HP ini")).to_be_visible()


def test_on_an_address_without_https_it_says_why_not(live, open_page):
    page = open_page((360, 640))
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto("/lapangan/#bawa-1")
    expect(page.get_by_text("Alamat ini tidak terenkripsi (http).")).to_be_visible()
    expect(page.get_by_role("button", name="Bawa")).to_have_count(0)


def until(page, asked):
    """Wait until a promise of the page says true."""
    for _each in range(PATIENCE // 100):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(100)
    raise AssertionError(asked)


# --- a machine

FAULTS = ("", "no signal", "500", "signed out", "too large", "twice", "lost", "cut off", "out of order", "in part")


class QueueMachine(RuleBasedStateMachine):
    """Officers record, and everything happens to what they send. Nothing is lost, and nothing counts twice."""

    page = people = None
    numbers = count()
    steps = 0

    def __init__(self):
        super().__init__()
        self.name = f"machine-{next(self.numbers)}"
        self.round = approved_round(cast(CentreFactory()), families=NAMES[:4])
        self.families = list(self.round.recipients.order_by("pk"))
        officer = self.round.centre.memberships.get(role="officer").user
        self.page.context.add_cookies([{"name": "peduli_session", "value": session_of(officer), "url": self.live}])
        self.made, self.thrown = [], set()
        harness(self.page, self.name)

    def _record(self, family, kind):
        said = {
            "key": str(uuid4()),
            "kind": kind,
            "recipient": self.families[family].pk,
            "recorded_at": timezone.now().isoformat(),
            **{"missed": {"missed_reason": "not_home"}, "void": {"void_reason": "Salah tekan"}}.get(kind, {}),
        }
        self.made.append(said["key"])
        return said

    @rule(family=st.integers(0, 3), kind=st.sampled_from(["delivered", "missed", "void"]), twice=st.booleans())
    def record(self, family, kind, twice):
        mine = [one for one in self._queued() if one["family"] == self.families[family].pk]
        self.thrown |= {one["key"] for one in mine if one["state"] == "refused"}
        said = self._record(family, kind)
        for _each in range(1 + twice):
            self.page.evaluate("([round, said]) => t.record(round, said)", [self.round.pk, said])

    @rule(fault=st.sampled_from(FAULTS))
    def send(self, fault):
        self.page.evaluate("fault => t.send(fault)", fault)

    @rule(fault=st.sampled_from(FAULTS), again=st.sampled_from(FAULTS))
    def send_twice_at_once(self, fault, again):
        self.page.evaluate("([one, other]) => Promise.all([t.send(one), t.send(other)])", [fault, again])

    @rule(fault=st.sampled_from(FAULTS))
    def kill_while_sending(self, fault):
        self.page.evaluate("fault => { t.send(fault); }", fault)
        self.page.reload()
        harness(self.page, self.name)

    @rule()
    def restart(self):
        self.page.reload()
        harness(self.page, self.name)

    @rule()
    def lose_the_connection(self):
        self.page.evaluate("t.store.close()")

    @rule(again=st.booleans())
    def decide_about_a_refused_one(self, again):
        refused = [one["key"] for one in self._queued() if one["state"] == "refused"]
        if refused:
            self.page.evaluate("([act, key]) => t.queue[act](key)", ["again" if again else "throwAway", refused[0]])
            self.thrown |= set() if again else {refused[0]}

    def _queued(self):
        return self.page.evaluate("t.queue.list()")

    @invariant()
    def nothing_is_lost_or_doubled(self):
        type(self).steps += 1
        self._look()

    def _look(self):
        queued = [one["key"] for one in self._queued()]
        there = [str(key) for key in HandoverReport.objects.filter(round=self.round).values_list("key", flat=True)]
        assert max(Counter(queued).values(), default=1) == max(Counter(there).values(), default=1) == 1
        # What an officer threw away may still come in: a request of a killed page is on its way for a while.
        assert set(self.made) - {*queued, *there} <= self.thrown

    def teardown(self):
        for _each in range(3):
            self.page.evaluate("t.send('')")
        self._look()
        assert all(one["state"] == "refused" for one in self._queued())


@pytest.mark.long
def test_nothing_is_lost_or_doubled_whatever_happens_in_whatever_order(live, open_page):
    page = open_page()
    page.goto("/lapangan/")
    QueueMachine.page, QueueMachine.live = page, live
    # Of 88 steps on average; EXAMPLES=130 goes 10,000 steps and takes a quarter of an hour.
    examples = int(os.environ.get("EXAMPLES", "30"))
    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=100,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert QueueMachine.steps >= 60 * examples


@pytest.mark.long
def test_a_day_of_250_records_goes_over_a_slow_line(live, open_page, capsys):
    centre = cast(CentreFactory())
    round = approved_round(centre, families=[f"Ibu Keluarga {number}" for number in range(250)])
    page = open_page()
    page.context.add_cookies([{"name": "peduli_session", "value": session_of(centre.officer), "url": live}])
    page.goto("/lapangan/")
    harness(page, "slow")
    rows = round.recipients.order_by("pk").values_list("pk", flat=True)
    said = [
        {"key": str(uuid4()), "kind": "delivered", "recipient": row, "recorded_at": timezone.now().isoformat()}
        for row in rows
    ]
    page.evaluate("async ([round, all]) => { for (const said of all) await t.record(round, said); }", [round.pk, said])
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()))
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    rate = 400_000 / 8
    slow = {"offline": False, "latency": 0, "downloadThroughput": rate, "uploadThroughput": rate}
    line.send("Network.emulateNetworkConditions", slow)
    began = time.monotonic()
    assert page.evaluate("t.send('')") == "done"
    took = time.monotonic() - began
    names = ("requestHeadersSize", "requestBodySize", "responseHeadersSize", "responseBodySize")
    sent = sum(size[name] for size in sizes for name in names)
    with capsys.disabled():
        print(f"\n250 records: {took:.1f} s for {sent / 1000:.0f} kB, {sent / rate:.1f} s at 400 kbit/s")
    assert HandoverReport.objects.filter(verdict="accepted").count() == 250
