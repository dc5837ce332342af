// The way to the server. Whatever stops a request is one word: `signed_out`, `not_allowed`, `not_found`, `over`,
// `too_large`, `malformed`, `token` … as the server says it; `failing` for 5xx; or `later` for all that passes by itself:
// no signal, an answer that was cut off, a page of somebody else's in its place (a network that asks for money first).
const LONGEST = 180_000; // ms; a photo takes a minute on the slowest line that still answers

export function makeDoor(addresses, ask = (...request) => fetch(...request)) {
  const of = (name, round) => addresses[name].replace("/0/", `/${round}/`);

  async function json(address, body, more = {}) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", ...more };
    const method = body === undefined ? "GET" : "POST";
    try {
      const request = { method, headers, body: JSON.stringify(body), cache: "no-store", signal: AbortSignal.timeout(LONGEST) };
      const answer = await ask(address, request);
      if (answer.status >= 500) return { kind: "failing" };
      const said = await answer.json();
      if (answer.ok) return { kind: "ok", said };
      return typeof said?.error === "string" ? { kind: said.error, message: said.message } : { kind: "later" };
    } catch {
      return { kind: "later" };
    }
  }

  // Who is signed in: { kind: "ok", said: { who, token, phones } }.
  const whose = () => json(of("whose"));

  async function send(round, records, token) {
    const said = await json(of("send", round), { records, device: navigator.userAgent.slice(0, 80), sent_at: new Date().toISOString() }, { "X-CSRFToken": token });
    if (said.kind !== "ok") return said;
    return Array.isArray(said.said?.answers) ? { kind: "answers", answers: said.said.answers } : { kind: "later" };
  }

  // With the round comes by how much the clock of this phone is ahead, by the middle of the way there and back.
  async function take(round, asked, token) {
    const before = Date.now();
    const said = await json(of("take", round), asked, { "X-CSRFToken": token });
    if (said.kind !== "ok") return said;
    const ahead = (before + Date.now()) / 2 - Date.parse(said.said.loaded_at);
    return { ...said, clock_ahead: Math.round(ahead / 1000) };
  }

  // false only where the server says so: without a signal a phone keeps what it has.
  async function mayKeep(pass) {
    const said = await json(of("keep"), undefined, { "X-Peduli-Pass": pass });
    return !(said.kind === "ok" && said.said?.keep === false);
  }

  return { whose, send, take, mayKeep };
}
