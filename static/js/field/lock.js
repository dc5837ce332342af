// What can be read on the phone is sealed by a key that only the officer's PIN opens; it is in memory while the page is
// open, and never on the disk. Ten wrong tries, and what can be read is gone. The queue is not behind this lock: its
// records are sealed for the server, so they can be sent, and not be read, by whoever has the phone.
const MOST_TRIES = 10;
const SHORTEST_PIN = 6;
// What OWASP asks of PBKDF2 with SHA-256 (2023): a second or so on a cheap phone.
const ROUNDS = 600_000;
const READABLE = ["lock", "taken", "about"];
const WRONG = Symbol("another PIN");

export const isLongEnough = (pin) => pin.length >= SHORTEST_PIN;

// A new key behind a new PIN. It is kept by the transaction that keeps what it seals (see `kept` of round.js).
export async function makeLock(pin, rounds = ROUNDS) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", made, await keyOfPin(pin, salt, rounds), { name: "AES-GCM", iv });
  const lock = { salt, iv, rounds, wrapped: new Uint8Array(wrapped), tries: 0 };
  return { lock, key: await opened(lock, pin) };
}

// { key } for the right PIN; { left } tries for a wrong one; { dropped: true } when that was the last; { gone: true }
// where nothing is locked any more. A try is counted before it is made: whoever ends the browser in between wins none.
// Whatever else fails than the PIN is thrown, and no try.
export async function unlock(store, pin) {
  const lock = await store.write("kept", async ({ store: kept }) => {
    const found = await kept.get("lock");
    if (found) await kept.put({ ...found, tries: found.tries + 1 }, "lock");
    return found;
  });
  if (!lock) return { gone: true };
  if (lock.tries < MOST_TRIES) {
    const key = await tried(store, lock, pin);
    if (key) return { key };
  }
  const left = MOST_TRIES - lock.tries - 1;
  if (left > 0) return { left };
  await forget(store);
  return { dropped: true };
}

// The key, or null for a wrong PIN.
async function tried(store, lock, pin) {
  try {
    const key = await opened(lock, pin);
    await count(store, 0).catch(() => {}); // it is open, and counts as right the next time
    return key;
  } catch (error) {
    if (error === WRONG) return null;
    await count(store, lock.tries).catch(() => {});
    throw error;
  }
}

function count(store, tries) {
  return store.write("kept", async ({ store: kept }) => {
    const found = await kept.get("lock");
    if (found) await kept.put({ ...found, tries }, "lock");
  });
}

// Drops what can be read. Records that wait for the server stay.
export function forget(store) {
  return store.write(["kept", "marks"], async (transaction) => {
    for (const name of READABLE) await transaction.objectStore("kept").delete(name);
    await transaction.objectStore("marks").clear();
  });
}

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const clear = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, clear)) };
}

export async function unseal(key, { iv, data }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));
}

async function opened(lock, pin) {
  const by = await keyOfPin(pin, lock.salt, lock.rounds);
  const how = { name: "AES-GCM", iv: lock.iv };
  try {
    return await crypto.subtle.unwrapKey("raw", lock.wrapped, by, how, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch (error) {
    throw error.name === "OperationError" ? WRONG : error; // what is not sealed by this key
  }
}

async function keyOfPin(pin, salt, iterations) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
