// The round on this phone: what was taken along, what was recorded of each family, and how long it may stay.
//
// `about` is in clear, and says nothing of a family: which round, from when until when, how far off the clock is, the
// key of the server, the pass by which the server says whether it may stay. All else is sealed (lock.js).
import { forget, makeLock, seal, unlock, unseal } from "./lock.js";
import { sealForServer } from "./seal.js";

const FORMAT = 1; // of what the server says, taking_along.py
// Beside the database, so that one that is missing is noticed: the browser threw it away.
export const NOTE = "peduli.field";

export function makeRound(store, queue) {
  let key = null;
  let taken = null;
  let ours = null; // what `about` said when this page opened the round

  const about = () => store.get("about");
  const isOpen = () => key !== null;
  const lock = () => { key = taken = ours = null; };
  const isSame = (one, other) => one?.lock === other.lock && one.who === other.who;
  // Whether this page still shows what is on the phone: another page may have taken a round along, or dropped it.
  const isCurrent = (found) => found?.lock === ours?.lock && found?.loaded_at === ours?.loaded_at;

  // The keys of what was recorded on this phone and is answered: of these a round that is asked for now knows more.
  async function settled() {
    const [marks, queued] = await store.read(["marks", "queue"], (transaction) => Promise.all([
      transaction.objectStore("marks").getAll(), transaction.objectStore("queue").getAllKeys(),
    ]));
    return new Set(marks.map((mark) => mark.key).filter((one) => !queued.includes(one)));
  }

  // Keeps a round that was just loaded in the place of the one before. Marks stay of all that was not `settled` before
  // it was asked for, whatever was sent since; behind a new PIN nothing can be shown of them but that they are there.
  async function keep({ said, clock_ahead }, { who, pin, settled: known }) {
    const made = key ? { key } : await makeLock(pin);
    const sealed = await seal(made.key, said);
    const now = {
      round: said.round.id, name: said.round.name, loaded_at: said.loaded_at, until: said.until, format: said.format,
      server_key: said.server_key, pass: said.pass, clock_ahead, who, lock: made.lock ? crypto.randomUUID() : ours.lock,
    };
    await store.write(["kept", "marks"], async (transaction) => {
      const kept = transaction.objectStore("kept");
      if (made.lock) await kept.put(made.lock, "lock");
      else if (!isSame(await kept.get("about"), now)) throw new Error("it is behind another PIN now");
      await kept.put(sealed, "taken");
      await kept.put(now, "about");
      const marks = transaction.objectStore("marks");
      for (const mark of await marks.getAll()) {
        if (known.has(mark.key)) await marks.delete(mark.family);
        else if (made.lock) await marks.put({ ...mark, said: null });
      }
    });
    ({ key } = made);
    taken = said;
    ours = now;
    await note();
    return navigator.storage?.persist ? navigator.storage.persist() : false;
  }

  async function open(pin) {
    const said = await unlock(store, pin);
    if (!said.key) return said;
    const read = ({ store: kept }) => Promise.all([kept.get("taken"), kept.get("about")]);
    const [sealed, found] = await store.read("kept", read);
    taken = await unseal(said.key, sealed);
    ours = found;
    ({ key } = said);
    return said;
  }

  async function drop() {
    lock();
    await forget(store);
    forgetMissing();
    await note();
  }

  // Whether its seven days are over, by a clock that is as far off as it was.
  const isOver = (found) => Date.now() - found.clock_ahead * 1000 > Date.parse(found.until);

  // What was recorded of each family on this phone, by family; `waits` where the server did not answer yet.
  async function marks() {
    const [found, queued] = await store.read(["marks", "queue"], (transaction) => Promise.all([
      transaction.objectStore("marks").getAll(), transaction.objectStore("queue").getAll(),
    ]));
    const states = new Map(queued.map((one) => [one.key, one.state]));
    const read = await Promise.all(found.map(async (mark) => {
      const said = await readable(mark);
      return [mark.family, { ...said, key: mark.key, came: states.get(mark.key) ?? mark.came, why: mark.why ?? "" }];
    }));
    // Of a record that was made before the PIN was lost nothing can be shown but that it waits.
    const rest = queued.filter((one) => !found.some((mark) => mark.family === one.family));
    const unread = rest.map((one) => [one.family, { kind: "", key: one.key, came: one.state, why: one.why ?? "" }]);
    return new Map([...unread, ...read]);
  }

  // What can't be read, damaged or behind a PIN that is gone, stops no other.
  async function readable(mark) {
    try {
      return await unseal(key, mark.said);
    } catch {
      return { kind: "" };
    }
  }

  // Records what was said of a family. When this returns it is on the disk, sealed for the server. `shown` is what the
  // page shows of it. It is of the round that this page shows, and of the officer whose PIN opened it, whatever another
  // page took along meanwhile and whoever is signed in; a mark by a key that is gone nobody could read.
  async function record(family, said, shown) {
    const { round, server_key, clock_ahead, who } = ours;
    const { maker } = taken;
    const at = Date.now();
    const seq = await queue.turn();
    const whole = { recorded_at: new Date(at).toISOString(), recipient: family, clock_ahead, maker, turn: seq, ...said };
    const sealed = await sealForServer(server_key, JSON.stringify(whole), `round ${round} record ${said.key}`);
    const mark = { said: await seal(key, { ...shown, kind: said.kind, at }) };
    await queue.add({ key: said.key, round, who, family, sealed, seq }, isCurrent(await about()) ? mark : null);
    await note();
  }

  // One after the other: what was counted before a record came is not written after it. It only helps to say what is
  // missing one day: where it can't be written, what is in the database is there all the same.
  let noting = Promise.resolve();
  const note = () => (noting = noting.then(writeNote).catch(() => {}));

  async function writeNote() {
    // At one moment: a database that is thrown away in between must not look like one of which all is sent.
    const [found, waiting] = await store.read(["kept", "queue"], (transaction) => Promise.all([
      transaction.objectStore("kept").get("about"), transaction.objectStore("queue").count(),
    ]));
    if (found || waiting) localStorage.setItem(NOTE, JSON.stringify({ round: found?.name ?? "", waiting }));
    else if (!noted()?.round) forgetMissing(); // else nobody dropped the round: it is missing
  }

  function noted() {
    try {
      return JSON.parse(localStorage.getItem(NOTE));
    } catch {
      return null;
    }
  }

  function forgetMissing() {
    try { localStorage.removeItem(NOTE); } catch { /* it could not be written either */ }
  }

  // What this phone should have and has not, or null: the browser threw the database away.
  async function missing() {
    return (await about()) || (await queue.list()).length ? null : noted();
  }

  return {
    about, drop, forgetMissing, isCurrent, isOpen, isOver, keep, lock, marks, missing, note, open, record, settled,
    isOfThisProgram: (found) => found.format === FORMAT,
    taken: () => taken,
  };
}
