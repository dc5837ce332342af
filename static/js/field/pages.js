// The pages of the phone, drawn from what was taken along and what was recorded since (`marks`, see round.js).
import { clock, counted, filled, moment, word } from "./filled.js";
import { items, prepare } from "./forms.js";

const STANDS_THERE = new Set(["waiting", "refused", "open"]);
const FEW = 20; // so many families stand on one page; of more, the location that is next is open

// What holds of a family now: what this phone recorded, else what the server said when the round was taken along; of
// what it did not accept nothing holds, and it can be recorded anew.
export function standing(family, recorded) {
  const mark = recorded?.came === "refused" ? null : recorded;
  if (!mark || mark.kind === "void") return { kind: mark ? "planned" : family.standing.kind, why: mark ? "" : family.standing.why };
  const kind = { delivered: mark.partly ? "partly" : "served", missed: "missed" }[mark.kind] ?? "planned";
  return { kind, why: mark.reason ?? "" };
}

const isDone = (family, mark) => standing(family, mark).kind !== "planned" || (mark?.kind === "" && mark.came !== "refused");

function tags(family, mark) {
  const { kind, why } = standing(family, mark);
  const parts = document.createDocumentFragment();
  const unknown = mark?.kind === "";
  if (!unknown && mark?.came !== "refused") parts.append(tag(kind));
  if (mark && STANDS_THERE.has(mark.came)) parts.append(" ", tag(mark.came));
  else if (unknown) parts.append(tag("recorded"));
  if (why || mark?.at) {
    const line = document.createElement("span");
    line.className = "mute";
    line.textContent = [why, mark?.at ? clock(mark.at) : ""].filter(Boolean).join(", ");
    parts.append(line);
  }
  return parts;
}

const tag = (kind) => document.getElementById(`t-tag-${kind}`) ? filled(`t-tag-${kind}`) : document.createTextNode("");

export function list(taken, marks) {
  const { families } = taken;
  const done = families.filter((family) => isDone(family, marks.get(family.id)));
  const next = families.find((family) => !isDone(family, marks.get(family.id)));
  const page = filled("t-list", {
    name: taken.round.name,
    round: taken.round.id,
    recorded_words: word("recorded", { recorded: done.length, total: families.length }),
    recorded: done.length,
    total: families.length,
    next: next?.id ?? "",
    next_name: next?.name ?? "",
    fresh: word("fresh", { loaded: moment(new Date(taken.loaded_at)), until: moment(new Date(taken.until)) }),
  });
  const stops = page.querySelector("[data-stops]");
  for (const [at, stop] of taken.stops.entries()) {
    const here = families.filter((family) => family.stop === stop.id);
    if (here.length) stops.append(ofStop(stop, at + 1, here, { marks, next, all: families.length <= FEW }));
  }
  return page;
}

function ofStop(stop, number, here, { marks, next, all }) {
  const left = here.filter((family) => !isDone(family, marks.get(family.id))).length;
  const isNext = next?.stop === stop.id;
  const families = counted("families", here.length);
  const about = [stop.district ? word("district", { district: stop.district }) : "", families].filter(Boolean).join(", ");
  const k = isNext ? "now" : left ? "next" : "done";
  const part = filled("t-stop", { k, number: left ? number : "", done: !left, name: stop.name, about, summary: families });
  const folded = part.querySelector("[data-families]");
  const box = all ? document.createElement("div") : folded;
  folded.replaceWith(box);
  folded.open = isNext;
  for (const family of here) {
    const card = filled("t-card", family);
    const mark = marks.get(family.id);
    if (isDone(family, mark) || mark) card.querySelector("[data-standing]").append(tags(family, mark));
    if (family === next) card.querySelector(".who").classList.add("next");
    box.append(card);
  }
  return part;
}

export function family(one, taken, mark) {
  const { kind } = standing(one, mark);
  const free = !mark || mark.kind !== "" || mark.came === "refused"; // what can't be read is not recorded over
  const page = filled("t-family", {
    ...one,
    stop: taken.stops.find((stop) => stop.id === one.stop)?.name ?? "",
    recorded: kind !== "planned" || mark,
    may_undo: mark && !["", "void"].includes(mark.kind) && mark.came !== "refused",
    of_server: kind !== "planned" && !mark,
    late: kind === "missed",
    may_deliver: free && (kind === "planned" || kind === "missed"),
    may_miss: free && kind === "planned",
    contents: taken.package.filter((line) => Number(line.quantity)).map((line) => `${line.name} ${line.shown}`).join(", "),
  });
  page.querySelector("[data-standing]")?.append(tags(one, mark));
  const said = page.querySelector("[data-said]");
  if (said && mark) for (const [label, text] of mark.lines ?? []) said.append(filled("t-line", { label: word(label), text }));
  if (said && mark?.at) said.append(filled("t-line", { label: word("when"), text: moment(mark.at) }));
  if (said && mark?.why) said.append(filled("t-line", { label: word("why"), text: word(mark.why) || mark.why }));
  if (said && !said.children.length) said.remove();
  if (kind !== "planned") page.querySelector("[data-open=missed]")?.remove();
  const form = page.querySelector("[data-form=delivered]");
  if (form) prepare(form, one, taken);
  return page;
}

export function partial(one, taken) {
  const page = filled("t-partial", one);
  items(page.querySelector("[data-items]"), taken);
  prepare(page.querySelector("form"), one, taken);
  return page;
}

export function unsent(records, who, taken) {
  const others = who ? records.filter((one) => one.state === "waiting" && one.who !== who).length : 0;
  const page = filled("t-unsent", {
    words: records.length ? counted("unsent", records.length) : word("all-sent"),
    others,
    others_words: others ? counted("others", others) : "",
    any: records.length,
  });
  const refused = page.querySelector("[data-refused]");
  for (const one of records.filter((record) => record.state === "refused" || record.erred)) {
    const of = taken?.families.find((family) => family.id === one.family);
    const why = one.erred ? word("server-fails") : word(one.why) || one.why;
    refused.append(filled("t-refused", {
      name: of?.name ?? word("a-record"), why, family: one.family, open: of, key: one.key, may_throw: !one.erred,
    }));
  }
  if (!refused.children.length) refused.remove();
  return page;
}

// What the page shows of a record: it is read from the form once, since what goes to the server can't be read again.
export function shownOf(said, one, taken) {
  const lines = [];
  if (said.kind === "delivered") {
    const member = one.members.find((each) => each.id === said.member)?.name;
    const proxy = said.proxy_name && `${said.proxy_name}, ${said.proxy_relation}`;
    lines.push(["received-by", member ?? (proxy || word("in-person", { name: one.name }))]);
  }
  if (said.proof) lines.push(["proof", word(said.proof)]);
  if (said.quantities) {
    const given = taken.package.filter((line) => Number(said.quantities[line.item]));
    lines.push(["what", given.map((line) => `${line.name} ${said.quantities[line.item].replace(".", ",")} ${line.unit}`).join(", ")]);
    lines.push(["difference", said.difference_reason]);
  }
  const reason = taken.missed_reasons.find((each) => each.value === said.missed_reason)?.label;
  if (reason) lines.push(["why", [reason, said.missed_note].filter(Boolean).join(". ")]);
  return { partly: Boolean(said.quantities), reason, lines };
}
