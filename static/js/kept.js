// What was typed into a form that was sent after the session had ended is back when the same person has signed in again.
// Until then it waits in the store of this tab: never passwords, codes, files or what the page itself put into the form.
// A hidden field is kept, too, when it says data-keep: the version with which the form was opened. By data-keep="row" it
// says which row this is, and the rows come back in their order; by data-keep="form" which of several alike forms; by
// data-keep="same" of what its row is: where that is something else now, the row is not filled.
const KEPT = "peduli.kept";
const PAGE = "peduli.page";
const { who = "", centre = "", gotten } = document.body.dataset;
const here = location.pathname + location.search;

const read = () => JSON.parse(sessionStorage.getItem(KEPT));
const forget = () => sessionStorage.removeItem(KEPT);

function write(kept) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    forget(); // more than a tab may store: as it was before there was this
  }
}

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !who || form.getAttribute("method") !== "post") return;
  const action = actionOf(form);
  if (action === "/akun/keluar/") return forget();
  if (action.startsWith("/akun/") || form.matches("[role=search], [data-download]")) return;
  const fields = [...form.elements].filter(isTyped);
  if (!fields.length) return read()?.waits || forget();
  const files = [...form.elements].filter((field) => field.type === "file" && field.files.length);
  write({
    who,
    centre,
    page: gotten === undefined ? sessionStorage.getItem(PAGE) : here,
    form: keyOf(form),
    fields: fields.map((field) => [field.name, valueOf(field), field.type === "hidden" ? "" : nameOf(field)]),
    files: files.map(nameOf),
  });
});

const actionOf = (form) => new URL(form.getAttribute("action") || here, location).pathname;

function keyOf(form) {
  const mark = form.querySelector("[data-keep=form]");
  if (mark) return `${actionOf(form)} ${mark.name} ${mark.value}`;
  const alike = [...document.forms].filter((other) => actionOf(other) === actionOf(form));
  return `${actionOf(form)} ${alike.indexOf(form)}`;
}

function isTyped(field) {
  if (!field.name || field.disabled || !field.matches("input, select, textarea")) return false;
  if (field.type === "hidden") return "keep" in field.dataset;
  return !["password", "file", "submit", "image", "button"].includes(field.type) && field.autocomplete !== "one-time-code";
}

const isTick = (field) => field.type === "checkbox" || field.type === "radio";

// Of a box that is ticked or not: its own value and whether it is.
function valueOf(field) {
  if (isTick(field)) return [field.value, field.checked];
  return field.multiple && field.options ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function nameOf(field) {
  return field.labels?.[0]?.textContent.replace("*", "").trim() || field.ariaLabel || field.name;
}

// What each row says of its place stays with the place: its number, and that the first goes no further up.
function orderRows(form, fields) {
  const rows = [...form.querySelectorAll("[data-keep=row]")].map((mark) => ({ mark, row: mark.closest("li") }));
  if (!rows.length) return;
  const place = ({ mark }) => fields.findIndex(([name, value]) => name === mark.name && value === mark.value);
  const sorted = [...rows].sort((one, other) => place(one) - place(other));
  rows[0].row.parentElement.append(...sorted.map(({ row }) => row));
  for (const [number, { row }] of sorted.entries()) {
    row.querySelector(".num").textContent = number + 1;
    row.querySelector("[name=up]").disabled = number === 0;
    row.querySelector("[name=down]").disabled = number === sorted.length - 1;
  }
}

// Returns what found no field (of rows that the server added, say), and what stood in a row that is another's now.
function put(form, fields) {
  const others = fields
    .filter(([name, value]) => form.elements[name]?.dataset?.keep === "same" && form.elements[name].value !== value)
    .map(([name]) => name.slice(0, name.lastIndexOf("-") + 1));
  const seen = new Map();
  const changed = [];
  const left = [];
  for (const kept of fields) {
    const [name, value] = kept;
    if (others.some((row) => name.startsWith(row))) {
      left.push(kept);
      continue;
    }
    const alike = [...form.elements].filter((field) => field.name === name && isTyped(field));
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const field = alike.length && isTick(alike[0]) ? alike.find((one) => one.value === value[0]) : alike[nth];
    if (!field) left.push(kept);
    if (!field || JSON.stringify(valueOf(field)) === JSON.stringify(value)) continue;
    if (isTick(field)) field.checked = value[1];
    else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    changed.push(field);
  }
  for (const field of changed) {
    show(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (!("all" in field.dataset)) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return left;
}

function show(field) {
  const spare = field.closest("[data-spare]");
  if (spare) {
    spare.hidden = false;
    spare.removeAttribute("data-spare");
  }
  for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  const sheet = field.closest("dialog");
  if (sheet && !sheet.open) sheet.showModal();
}

// Rows that were added by hand are added again, as often as names are missing.
function addRows(form, fields) {
  for (const button of form.querySelectorAll("[data-more]")) {
    const missing = () => fields.some(([name]) => name.startsWith(`${button.dataset.more}-`) && !form.elements[name]);
    for (let rows = 0; rows < 100 && missing(); rows += 1) button.click();
  }
}

function say(...parts) {
  const note = document.getElementById("kept");
  for (const part of parts) note.querySelector(`[data-kept="${part}"]`).hidden = false;
  note.hidden = false;
  return note;
}

function sayWaits(kept, ...parts) {
  const note = say("waits", ...parts);
  note.querySelector("a").href = kept.page;
  note.querySelector("button").addEventListener("click", () => { forget(); note.hidden = true; });
}

// What can be read of what was typed, with the names of the fields.
function list(part, fields) {
  const readable = fields.filter(([, value, name]) => name && value && !Array.isArray(value));
  if (!readable.length) return;
  const into = say(part).querySelector(`[data-kept="${part}"] dl`);
  for (const [, value, name] of readable) {
    const line = into.appendChild(document.createElement("div"));
    line.appendChild(document.createElement("dt")).textContent = name;
    line.appendChild(document.createElement("dd")).textContent = value;
  }
}

function bringBack(kept) {
  forget();
  const form = [...document.forms].find((one) => keyOf(one) === kept.form);
  if (form) {
    addRows(form, kept.fields);
    orderRows(form, kept.fields);
    list("left", put(form, kept.fields));
    if (kept.files.length) say("files").querySelector("[data-files]").textContent = kept.files.join(", ");
    say("back");
  } else {
    say("gone");
    list("gone", kept.fields);
  }
  scrollTo(0, 0);
}

function askToSignIn(kept) {
  const form = [...document.forms].find((one) => actionOf(one) === "/akun/masuk/");
  if (!form) return sayWaits(kept);
  // The address that refused the form may answer nothing but forms: the page that has it is what one comes back to.
  const next = form.elements.next ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "next" }));
  next.value = kept.page;
  say("sign-in");
}

// When the scripts of the page have run: they add rows.
document.addEventListener("DOMContentLoaded", () => {
  const kept = read();
  if (who && gotten !== undefined) sessionStorage.setItem(PAGE, here);
  if (!kept) return;
  if (who && kept.who !== who) return forget();
  if (document.body.classList.contains("not-taken")) write(Object.assign(kept, { waits: true }));
  if (!kept.waits) return who && forget(); // somebody who is signed in got an answer
  if (!who) askToSignIn(kept);
  else if (document.body.classList.contains("role-ended")) list("ended", kept.fields); // no form opens to put it into
  else if (kept.centre !== centre) sayWaits(kept, "centre"); // the same page of another centre is not its form
  else if (here === kept.page && gotten !== undefined) bringBack(kept);
  else sayWaits(kept);
});
