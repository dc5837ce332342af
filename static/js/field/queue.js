// The queue: what was recorded on this phone and is not at the server yet. No record is ever lost, none counts twice.
//
// A record has a key (a UUID made when its form was opened), and is sealed for the server: nothing here reads it.
//
//   (nothing) --add-->              waiting    on the disk before the page says "recorded"; the same key adds nothing
//   waiting   --accepted, known-->  (gone)     the server has it; known: it had it already, only its answer was lost
//   waiting   --open-->             (gone)     the server has it, and the coordinator decides
//   waiting   --refused-->          refused    the server kept nothing of it and said why; it is not sent by itself
//   refused   --again-->            waiting    by the officer
//   refused   --throwAway-->        (gone)     by the officer, who was asked
//   refused   --add-->              (gone)     by the officer, who records the same family anew; nothing else drops one
//   waiting   --anything else-->    waiting    no signal, an answer that was cut off or is not understood, none for its
//                                              key, 5xx, signed out, no role, no such round: it is sent again
//   waiting   --5xx, alone-->       waiting    as `erred`, when the server answers others meanwhile: it goes after them,
//                                              with what was recorded of its family since, and is named on the page
//
// A key decides, so a record that was sent and not answered is simply sent again: distributions/handover/submissions.py
// gives the same key the same answer. Records go in the order in which they were made, those of one round together, at
// most MOST at once, and no more than MOST_LETTERS where there is more than one. A request that is refused as a whole as too large or malformed, or at which the server fails, is sent
// in halves; a single record that is refused so is `refused`, with the word as its reason. A round of which the server
// takes nothing from who is signed in now holds up no other.
const MOST = 50;
const MOST_LETTERS = 200_000; // of what is sealed, for one request; a photo alone may have more
const GONE = new Set(["accepted", "known", "open"]);
const BY_HALVES = new Set(["too_large", "too_many", "malformed"]);
const OF_A_ROUND = new Set(["not_found", "not_allowed"]);

export function makeQueue({ store, door, changed = () => {} }) {
  let sending = null;

  const list = async () => {
    const found = await store.read("queue", (transaction) => transaction.store.getAll());
    return found.sort((one, other) => one.seq - other.seq);
  };

  // The count of what this phone records, by which the server knows what came first: a clock may be set back. A number
  // that nothing is recorded under is no matter.
  function turn() {
    return store.write("kept", async ({ store: kept }) => {
      const next = ((await kept.get("seq")) ?? 0) + 1;
      await kept.put(next, "seq");
      return next;
    });
  }

  // `seq` is its turn. `mark` is what the page shows of the family: both are there, or neither is.
  async function add({ key, round, who, family, sealed, seq }, mark = null) {
    await store.write(["queue", "marks"], async (transaction) => {
      const queue = transaction.objectStore("queue");
      if (await queue.get(key)) return;
      for (const one of await queue.getAll()) {
        if (one.state === "refused" && one.round === round && one.family === family) await queue.delete(one.key);
      }
      await queue.add({ key, round, who, family, sealed, seq, state: "waiting" });
      if (mark) await transaction.objectStore("marks").put({ ...mark, family, key });
    });
    changed();
  }

  async function again(key) {
    await store.write("queue", async ({ store: queue }) => {
      const record = await queue.get(key);
      if (record?.state === "refused") await queue.put({ ...record, state: "waiting" });
    });
    changed();
  }

  // With what the page shows of it: of a record that is nowhere nothing is said. Returns whether it is gone: one that
  // is sent again meanwhile may be at the server already.
  async function throwAway(key) {
    const isGone = await store.write(["queue", "marks"], async (transaction) => {
      const [queue, marks] = [transaction.objectStore("queue"), transaction.objectStore("marks")];
      const record = await queue.get(key);
      if (record?.state !== "refused") return !record;
      await queue.delete(key);
      if ((await marks.get(record.family))?.key === key) await marks.delete(record.family);
      return true;
    });
    changed();
    return isGone;
  }

  // What the server said of a record. An answer for one that is gone says nothing new.
  function settle({ key, answer, verdict, why = "" }) {
    return store.write(["queue", "marks"], async (transaction) => {
      const queue = transaction.objectStore("queue");
      const record = await queue.get(key);
      if (!record || !(GONE.has(answer) || answer === "refused")) return false;
      if (answer === "refused") await queue.put({ ...record, state: "refused", why, erred: false });
      else await queue.delete(key);
      const marks = transaction.objectStore("marks");
      const mark = await marks.get(record.family);
      if (mark?.key === key) await marks.put({ ...mark, came: verdict ?? answer, why });
      return true;
    });
  }

  // Sends what waits, of `who` alone or with `others` of everybody. Returns { kind, message }: "done", or what stopped
  // it. A second call while one is under way waits for that one; a second page of this phone waits for its turn.
  function send(how) {
    sending ??= navigator.locks.request("peduli-field-send", () => sendAll(how)).finally(() => { sending = null; });
    return sending;
  }

  async function sendAll({ who, token, others = false }) {
    const stopped = new Map(); // by round
    const failed = new Map(); // records at which the server fails now, by family
    let answers = false; // whether it takes others meanwhile: only then a failure is the record's
    for (let most = MOST; ; ) {
      const mine = (await list()).filter((one) => one.state === "waiting" && (others || one.who === who));
      const waiting = mine.filter((one) => !stopped.has(one.round) && !failed.has(one.family));
      if (!waiting.length) return (await remember(failed, answers)) ?? stopped.values().next().value ?? { kind: "done" };
      const part = nextPart(waiting, most);
      const said = await door.send(part[0].round, part.map(({ key, sealed }) => ({ key, sealed })), token);
      if (said.kind === "answers") {
        if (!(await settleAll(part, said.answers))) return { kind: "later" };
        answers = true;
        most = Math.min(MOST, most * 2);
      } else if (part.length > 1 && (said.kind === "failing" || BY_HALVES.has(said.kind))) most = Math.floor(part.length / 2);
      else if (said.kind === "failing") {
        failed.set(part[0].family, part[0]);
        if (!answers && failed.size > 1) return said; // at one after the other: it is the server
      } else if (BY_HALVES.has(said.kind)) await settle({ key: part[0].key, answer: "refused", why: said.kind });
      else if (OF_A_ROUND.has(said.kind)) stopped.set(part[0].round, said);
      else return said;
      changed();
    }
  }

  // Of one round, in their order. What the server failed at goes last and alone, and with it what was recorded of its
  // family since: to undo what is not there would be refused.
  function nextPart(waiting, most) {
    const behind = new Set(waiting.filter((one) => one.erred).map((one) => one.family));
    const first = waiting.filter((one) => !behind.has(one.family));
    if (!first.length) return waiting.slice(0, 1);
    const part = first.filter((one) => one.round === first[0].round).slice(0, most);
    let letters = 0;
    const fits = part.filter((one) => (letters += one.sealed.length) <= MOST_LETTERS);
    return fits.length ? fits : part.slice(0, 1);
  }

  async function remember(failed, answers) {
    if (!failed.size) return null;
    if (!answers) return { kind: "failing" };
    await store.write("queue", async ({ store: queue }) => {
      for (const { key } of failed.values()) {
        const record = await queue.get(key);
        if (record) await queue.put({ ...record, erred: true });
      }
    });
    return { kind: "erred" };
  }

  // Returns whether anything came of it: what is answered with nothing that is known here waits for another time.
  async function settleAll(part, answers) {
    const sent = new Set(part.map((one) => one.key));
    let moved = false;
    for (const answer of answers) if (sent.has(answer?.key) && (await settle(answer))) moved = true;
    return moved;
  }

  return { add, again, list, send, throwAway, turn };
}
