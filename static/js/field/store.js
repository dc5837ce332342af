// The database of the phone. What is in it outlives the page, the browser and the program that wrote it.
//
// The browser closes the connection of a page in the background: then it is opened again. A newer program adds stores
// and never makes one anew, because a queue that is made anew is lost; an older one opens what a newer one left.
import { openDB } from "../../vendor/idb-8.0.4.js";

const NAME = "peduli-field";
const VERSION = 1;
const STORES = {
  queue: { keyPath: "key" }, // records that the server did not answer yet, see queue.js
  marks: { keyPath: "family" }, // what was recorded of a family on this phone, sealed for who knows the PIN
  kept: {}, // by name: "lock" and "taken" (see lock.js), "about" (see round.js), "seq"
};

export function openStore({ name = NAME, version = VERSION, stores = STORES } = {}) {
  let opened = null;

  function open() {
    opened ??= openDB(name, version, {
      upgrade(database) {
        for (const [store, options] of Object.entries(stores)) {
          if (!database.objectStoreNames.contains(store)) database.createObjectStore(store, options);
        }
      },
      blocking(_current, _blocked, event) {
        event.target.close();
        opened = null;
      },
      terminated() { opened = null; },
    }).catch((error) => {
      opened = null;
      // A newer program was here, and this page is still the older one: what both know is there.
      if (error.name === "VersionError") return openDB(name);
      throw error;
    });
    return opened;
  }

  // Runs `act` in one transaction: all of it is on the disk when this returns, or nothing.
  async function run(mode, names, act) {
    for (let again = true; ; again = false) {
      try {
        const transaction = (await open()).transaction(names, mode, { durability: "strict" });
        return await finish(transaction, act);
      } catch (error) {
        if (!again || error.name !== "InvalidStateError") throw error;
        opened = null; // closed while the page was in the background
      }
    }
  }

  return {
    read: (names, act) => run("readonly", names, act),
    write: (names, act) => run("readwrite", names, act),
    get: (name) => run("readonly", "kept", (transaction) => transaction.store.get(name)),
    close: async () => (await open()).close(),
  };
}

async function finish(transaction, act) {
  transaction.done.catch(() => {}); // it is waited for below, and reported once
  let result;
  try {
    result = await act(transaction);
  } catch (error) {
    try { transaction.abort(); } catch { /* it is over already */ }
    throw error;
  }
  await transaction.done;
  return result;
}
