// The page for villages without a signal: it shows what is on the phone, records, and sends when it can.
// What it does with records is in queue.js, with the PIN in lock.js, with the round in round.js.
import { makeDoor } from "./door.js";
import { counted, filled, word } from "./filled.js";
import { complain, delivered, missed, partial, undone } from "./forms.js";
import { isLongEnough } from "./lock.js";
import * as pages from "./pages.js";
import { proofOf } from "./pictures.js";
import { makeQueue } from "./queue.js";
import { makeRound } from "./round.js";
import { openStore } from "./store.js";

const HIDDEN_FOR = 5 * 60 * 1000; // the page locks itself
const TRY_AGAIN = [5, 15, 60, 300]; // seconds, the last over and over
const PASSES = new Set(["later", "failing", "erred"]);
// What is said where a form fails, of those that record nothing.
const NOT_DONE = { take: "not-taken", unlock: "not-opened" };

const main = document.getElementById("page");
const notes = document.getElementById("notes");
const store = openStore();
const door = makeDoor(document.body.dataset);
const queue = makeQueue({ store, door, changed: () => showUnsent() });
const round = makeRound(store, queue);
let me = null; // who is signed in, as the server said last: { who, token, phones }
let why = ""; // what stopped the last sending
let isNew = false; // whether a note was not on a page yet
let tries = 0;
let timer = null;

// --- what is shown

// Stays until the officer goes on to another page.
function note(name, tone = "info", values = {}) {
  notes.append(filled("t-note", { tone, text: word(name, values) }));
  isNew = true;
}

async function show() {
  const [, place, number, more] = /^#(\w*)(?:-(\d+))?(?:\/(\w+))?/.exec(location.hash) ?? [];
  const found = await about();
  if (round.isOpen() && !round.isCurrent(found)) round.lock();
  document.getElementById("round-name").textContent = found?.name || document.title.split(" – ")[0];
  if (place === "bawa") put(await takePage(found));
  else if (place === "kirim") put(pages.unsent(await queue.list(), me?.who, round.taken()));
  else if (!found) put(filled("t-nothing"));
  else if (!round.isOpen()) put(filled("t-locked", { name: found.name, round: found.round }));
  else await showRound(place, Number(number), more);
  document.querySelector("[data-errors] .alert")?.scrollIntoView();
}

function put(page) {
  main.replaceChildren(page);
  scrollTo(0, 0);
}

async function showRound(place, number, more) {
  const taken = round.taken();
  const marks = await round.marks();
  const one = place === "keluarga" && taken.families.find((family) => family.id === number);
  if (!one) return put(pages.list(taken, marks));
  const page = { sebagian: () => pages.partial(one, taken), belum: () => filled("t-missed", one), urungkan: () => filled("t-undo", one) };
  put(page[more]?.() ?? pages.family(one, taken, marks.get(one.id)));
  // Made when the form is opened, so that a second press is the same record.
  for (const form of main.querySelectorAll("form")) Object.assign(form.dataset, { key: crypto.randomUUID(), family: one.id });
  if (new URLSearchParams(location.hash.split("?")[1]).get("reason") === "other") main.querySelector("[value=other]").checked = true;
}

async function takePage(found) {
  await whose();
  const before = found && found.round !== Number(/\d+/.exec(location.hash)) ? found.name : "";
  // Another officer's round is behind another PIN.
  if (me && found && me.who !== found.who) round.lock();
  return filled("t-take", { asks_pin: !round.isOpen() || !found, phones: me?.phones, before });
}

// What is on the phone of a round; what may not stay any longer goes first.
async function about() {
  const found = await round.about();
  if (!found) return null;
  if (!round.isOver(found)) return found;
  await round.drop();
  note("seven-days");
  return null;
}

async function showUnsent() {
  const records = await queue.list();
  const refused = records.filter((one) => one.state === "refused").length;
  const bar = document.getElementById("unsent");
  bar.hidden = !records.length;
  document.getElementById("unsent-words").textContent = counted("unsent", records.length);
  const erred = records.filter((one) => one.erred).length;
  const others = me ? records.filter((one) => one.state === "waiting" && one.who !== me.who).length : 0;
  const said = [refused && counted("refused", refused), erred && counted("erred", erred), others && counted("others", others), why && reason()];
  document.getElementById("unsent-why").replaceChildren(said.filter(Boolean).join(" "));
  if (why === "signed_out") document.getElementById("unsent-why").append(" ", signIn());
  await round.note();
}

// Of what the server fails at `erred` says how many there are.
const reason = () => (why === "erred" ? "" : word(why) || word("other"));

function signIn() {
  const link = document.createElement("a");
  link.href = `/akun/masuk/?next=${encodeURIComponent(location.pathname + location.hash)}`;
  link.textContent = word("sign-in");
  return link;
}

// --- sending

async function whose() {
  const said = await door.whose();
  me = said.kind === "ok" ? said.said : null;
  return said;
}

// One after the other, and what is asked for meanwhile once afterwards: else one that began without a signal would say
// last how the other, with it, went.
let sending = null;
let wanted = null;
function send({ others = false } = {}) {
  if (!sending) return (sending = sendNow(others).finally(() => { sending = null; }));
  wanted ??= { others: false, done: sending.catch(() => {}).then(() => {
    const { others: all } = wanted;
    wanted = null;
    return send({ others: all });
  }) };
  wanted.others ||= others;
  return wanted.done;
}

async function sendNow(others) {
  clearTimeout(timer);
  await mayItStay();
  const waits = (await queue.list()).some((one) => one.state === "waiting");
  if (waits) {
    why = "sending";
    await showUnsent();
    const said = await whose();
    why = said.kind === "ok" ? (await queue.send({ ...me, others })).kind : said.kind;
    if (why === "done") why = "";
    await showUnsent();
    await refresh();
  } else why = "";
  if (PASSES.has(why)) timer = setTimeout(() => send(), 1000 * TRY_AGAIN[Math.min(tries++, TRY_AGAIN.length - 1)]);
  else tries = 0;
}

// After sending, what is shown of families may be another; a form that is being filled in is left alone.
async function refresh() {
  if (!main.querySelector("form") || location.hash.startsWith("#kirim")) await show();
}

async function mayItStay() {
  const found = await round.about();
  if (!found || (await door.mayKeep(found.pass))) return;
  await round.drop();
  note("over");
  await show();
}

// --- what the officer does

const ACTS = {
  async lock() { round.lock(); await show(); },
  async "send-others"() { await send({ others: true }); },
  async again(button) { await queue.again(button.dataset.key); await send(); },
  async throw(button) {
    if (!confirm(word("throw"))) return;
    notes.replaceChildren();
    if (!(await queue.throwAway(button.dataset.key))) note("on-its-way", "ask");
    await show();
  },
  async save() { for (const file of await files()) download(file); },
};

async function files() {
  const of = new Map();
  for (const { round: number, key, sealed } of await queue.list()) of.set(number, [...(of.get(number) ?? []), { key, sealed }]);
  return [...of].map(([number, records]) => ({ peduli: "records", format: 1, round: number, device: navigator.userAgent.slice(0, 80), records }));
}

function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  link.download = `peduli-${file.round}-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const FORMS = {
  async take(form) {
    const pin = form.elements.pin?.value;
    if (pin !== undefined && !isLongEnough(pin)) return complain(form, { pin: "pin-short" });
    if (pin !== form.elements.pin2?.value) return complain(form, { pin2: "pin-differs" });
    const number = Number(/\d+/.exec(location.hash));
    const [asked, settled] = [await whose(), await round.settled()];
    const said = me ? await door.take(number, { phones: form.elements.phones?.checked === true }, me.token) : asked;
    if (said.kind !== "ok") return refuse(form, said);
    const stays = await round.keep(said, { who: me.who, pin, settled });
    await Promise.race([navigator.serviceWorker.ready, new Promise((done) => { setTimeout(done, 30_000); })]);
    notes.replaceChildren();
    note("taken", "ok");
    if (!stays) note("may-be-evicted", "ask");
    location.hash = "";
    document.getElementById("main").focus();
  },
  async unlock(form) {
    const said = await round.open(form.elements.pin.value);
    if (said.left) return complain(form, { pin: word("pin-wrong", { left: said.left }) });
    if (said.dropped) note("pin-dropped", "bad");
    else if (said.key && !round.isOfThisProgram(await round.about())) note("other-program", "ask");
    await show();
  },
  delivered: (form, { submitter }) => {
    if (submitter?.name === "part") return toPartial(form);
    return record(form, (one) => delivered(form, one));
  },
  partial: (form) => record(form, (one, taken) => partial(form, one, taken)),
  missed: (form, { submitter }) => record(form, () => missed(form, submitter)),
  undo: (form) => record(form, (one, taken) => undone(form, taken)),
};

function refuse(form, { kind, message }) {
  complain(form, { take: message || word(`take-${kind}`) || word("other") });
  if (kind === "signed_out") form.querySelector("[data-errors] .alert").append(signIn());
}

// What was chosen and typed of who gives and receives comes along.
function toPartial(form) {
  const chosen = [...new FormData(form)];
  location.hash = `#keluarga-${form.dataset.family}/sebagian`;
  addEventListener("shown", () => {
    const into = main.querySelector("[data-form=partial]");
    for (const [name, value] of chosen) if (into?.elements[name] && typeof value === "string") into.elements[name].value = value;
  }, { once: true });
}

async function record(form, read) {
  const taken = round.taken();
  const one = taken.families.find((family) => family.id === Number(form.dataset.family));
  const { said, wrong } = read(one, taken);
  if (Object.keys(wrong).length) return complain(form, wrong);
  const proof = await proofOf(form);
  if (!proof) return complain(form, { photo: "no-picture" });
  Object.assign(said, proof, { key: form.dataset.key });
  await round.record(one.id, said, pages.shownOf(said, one, taken));
  notes.replaceChildren();
  note(said.kind === "void" ? "undone" : "saved", "ok", { name: one.name });
  // It is on the disk: what fails from here on must not say that nothing was recorded.
  goOn(said.kind === "void" ? `#keluarga-${one.id}` : "#").catch(reportError);
  send();
}

async function goOn(next) {
  if (location.hash === next) await show();
  else location.hash = next;
}

// --- beginning

const busy = new WeakSet();
main.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (busy.has(form) || !FORMS[form.dataset.form]) return;
  busy.add(form);
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.ariaDisabled = "true";
  try {
    await FORMS[form.dataset.form](form, event);
  } catch (error) {
    notes.replaceChildren();
    const isFull = error.name === "QuotaExceededError";
    note(isFull ? "full" : NOT_DONE[form.dataset.form] ?? "failed", "bad");
    scrollTo(0, 0);
    if (!isFull) reportError(error);
  } finally {
    busy.delete(form);
    for (const button of buttons) button.ariaDisabled = null;
  }
});
main.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) ACTS[button.dataset.act](button);
  // In the page, as the online pages jump: an address of its own would be another page here.
  const jump = event.target.closest('a[href="#late"]');
  if (jump) {
    event.preventDefault();
    document.getElementById("late").scrollIntoView();
  }
});
document.getElementById("send").addEventListener("click", () => send());
addEventListener("hashchange", async () => {
  if (!isNew) notes.replaceChildren();
  isNew = false;
  await show();
  dispatchEvent(new Event("shown"));
});
// The system tells of a signal some time before a request gets through: how often it failed without one counts no more.
addEventListener("online", () => {
  tries = 0;
  send();
});
let hidden = 0;
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) hidden = Date.now();
  else {
    const wasOpen = round.isOpen();
    if (hidden && Date.now() - hidden > HIDDEN_FOR) round.lock();
    // A form of a family goes, too: nobody may read it any more, and nothing could record what it says.
    if (wasOpen && !(round.isOpen() && round.isCurrent(await round.about()))) await show();
    else if (!wasOpen) await refresh();
    send();
  }
});

async function begin() {
  if (!isSecureContext) return note("insecure", "ask");
  const knows = "serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator;
  // By both the colours and what a form shows are drawn: Chrome has them from 105 and from 123 on.
  const draws = CSS.supports("selector(:has(a))") && CSS.supports("color", "light-dark(red, red)");
  if (!(knows && draws && AbortSignal.timeout && crypto.randomUUID)) return note("old-browser", "ask");
  const lost = await round.missing();
  if (lost) {
    note("missing", "bad", lost);
    if (lost.waiting) note("missing-records", "bad", { count: lost.waiting });
    round.forgetMissing();
  }
  await show();
  await showUnsent();
  const worker = await navigator.serviceWorker.register(document.body.dataset.worker);
  // Another version of the program waits until nothing of a round is under the officer's hands.
  if (worker.waiting && !(await round.about()) && !(await queue.list()).length) worker.waiting.postMessage("now");
  await send();
}

begin();
