// Signing out: what can be read of a round goes, unless something waits to be sent.
import { forget } from "./lock.js";
import { NOTE } from "./round.js";
import { openStore } from "./store.js";

export async function leave() {
  const store = openStore();
  const waiting = await store.read("queue", (transaction) => transaction.store.count());
  if (waiting) return;
  await forget(store);
  localStorage.removeItem(NOTE);
}
