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
//
// A key decides, so a record that was sent and not answered is simply sent again: distributions/handover/submissions.py
// gives the same key the same answer. Records go in the order in which they were made, those of one round together, at
// most MOST at once. A request that is refused as a whole as too large or malformed is sent in halves; a single record
// that is refused so is `refused`, with the word as its reason. A round of which the server takes nothing from who is
// signed in now holds up no other.
const MOST = 50;
const GONE = new Set(["accepted", "known", "open"]);
const BY_HALVES = new Set(["too_large", "too_many", "malformed"]);
const OF_A_ROUND = new Set(["not_found", "not_allowed"]);

export function makeQueue({ store, door, changed = () => {} }) {
  let sending = null;

  const list = async () => {
    const found = await store.read("queue", (transaction) => transaction.store.getAll());
    return found.sort((one, other) => one.seq - other.seq);
  };

  // `mark` is what the page shows of the family: both are there, or neither is.
  async function add({ key, round, who, family, sealed }, mark = null) {
    await store.write(["queue", "marks", "kept"], async (transaction) => {
      const queue = transaction.objectStore("queue");
      if (await queue.get(key)) return;
      for (const one of await queue.getAll()) {
        if (one.state === "refused" && one.round === round && one.family === family) await queue.delete(one.key);
      }
      const kept = transaction.objectStore("kept");
      const seq = ((await kept.get("seq")) ?? 0) + 1;
      await kept.put(seq, "seq");
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

  // With what the page shows of it: of a record that is nowhere nothing is said.
  async function throwAway(key) {
    await store.write(["queue", "marks"], async (transaction) => {
      const [queue, marks] = [transaction.objectStore("queue"), transaction.objectStore("marks")];
      const record = await queue.get(key);
      if (record?.state !== "refused") return;
      await queue.delete(key);
      if ((await marks.get(record.family))?.key === key) await marks.delete(record.family);
    });
    changed();
  }

  // What the server said of a record. An answer for one that is gone says nothing new.
  function settle({ key, answer, verdict, why = "" }) {
    return store.write(["queue", "marks"], async (transaction) => {
      const queue = transaction.objectStore("queue");
      const record = await queue.get(key);
      if (!record || !(GONE.has(answer) || answer === "refused")) return false;
      if (answer === "refused") await queue.put({ ...record, state: "refused", why });
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
    for (let most = MOST; ; ) {
      const mine = (await list()).filter((one) => one.state === "waiting" && (others || one.who === who));
      const waiting = mine.filter((one) => !stopped.has(one.round));
      if (!waiting.length) return stopped.values().next().value ?? { kind: "done" };
      const part = waiting.filter((one) => one.round === waiting[0].round).slice(0, most);
      const said = await door.send(part[0].round, part.map(({ key, sealed }) => ({ key, sealed })), token);
      if (BY_HALVES.has(said.kind)) {
        if (part.length === 1) await settle({ key: part[0].key, answer: "refused", why: said.kind });
        most = Math.max(1, Math.floor(part.length / 2));
      } else if (said.kind === "answers") {
        if (!(await settleAll(part, said.answers))) return { kind: "later" };
      } else if (OF_A_ROUND.has(said.kind)) stopped.set(part[0].round, said);
      else return said;
      changed();
    }
  }

  // Returns whether anything came of it: what is answered with nothing that is known here waits for another time.
  async function settleAll(part, answers) {
    const sent = new Set(part.map((one) => one.key));
    let moved = false;
    for (const answer of answers) if (sent.has(answer?.key) && (await settle(answer))) moved = true;
    return moved;
  }

  return { add, again, list, send, throwAway };
}
