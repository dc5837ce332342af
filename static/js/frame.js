// On every page: a second press does nothing, errors are read first, sheets open, menus close.

const busy = new WeakSet();
const reached = new WeakSet();
const noSignal = document.getElementById("no-signal");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  if (busy.has(form)) return event.preventDefault();
  if (noSignal && !navigator.onLine && !reached.delete(form)) return reach(event);
  busy.add(form);
  // After this turn, so that the pressed button's own value is still sent.
  setTimeout(() => setBusy(form, true));
});

// Without a signal the browser would show its own page instead of this one, and what was typed would be gone.
// A server on this computer needs no network, so it is asked.
function reach(event) {
  event.preventDefault();
  const { target: form, submitter } = event;
  const send = () => { reached.add(form); form.requestSubmit(submitter); };
  fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).then(send, () => {
    form.closest("dialog")?.close();
    noSignal.hidden = false;
  });
}
window.addEventListener("online", () => { if (noSignal) noSignal.hidden = true; });

// Back from the next page, the browser shows this one as it was left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) free(form);
});
document.addEventListener("htmx:afterRequest", (event) => free(event.target.closest("form")));

function free(form) {
  if (!form) return;
  busy.delete(form);
  setBusy(form, false);
}

function setBusy(form, on) {
  // A file that is only downloaded leaves the page standing: its form stays usable.
  if (on && form.hasAttribute("data-download")) return setTimeout(() => busy.delete(form), 2000);
  for (const button of form.querySelectorAll("button:not([type=button])")) button.ariaDisabled = on ? "true" : null;
}

// Signing out, a phone forgets the round that it took along, unless something waits to be sent (js/field/round.js).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== "/akun/keluar/" || !localStorage.getItem("peduli.field")) return;
  event.preventDefault();
  import("./field/leaving.js").then(({ leave }) => leave()).finally(() => form.submit());
}, { capture: true });

document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const sheet = document.getElementById(opener.dataset.open);
    if (sheet?.showModal) {
      event.preventDefault();
      sheet.showModal();
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog")) event.target.close();
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.me[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A tick on "all" ticks every box that it names.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.all;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
});

// A table drawn as cards loses its meaning for screen readers; the roles keep it.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
function keepRoles(within) {
  for (const part of within.querySelectorAll("table:is(.cards, .pair), :is(.cards, .pair) :is(thead, tbody, tfoot, tr, td, th)")) {
    part.role ??= ROLES[part.tagName] ?? (part.closest("thead") ? "columnheader" : "rowheader");
  }
}
keepRoles(document);
document.addEventListener("htmx:load", (event) => keepRoles(event.target.parentElement ?? document));

// Filters are folded on a phone, unless one is set.
if (matchMedia("(width < 40rem)").matches) {
  for (const filters of document.querySelectorAll("details.filters:not([data-active])")) filters.open = false;
}
