// Loaded on long forms: leaving with unsaved input asks first. Marked by <form data-unsaved>.
// Typing is use, too: the server hears of it, lest the session of half an hour ends before the form is sent.
const OFTEN = 5 * 60 * 1000;
let heard = Date.now();

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let dirty = form.querySelector(".field.err, small.error") !== null;
  form.addEventListener("input", () => { dirty = true; stayIn(); });
  // Heard last: a form that is not sent, for want of a signal, stays unsaved.
  window.addEventListener("submit", (event) => { if (event.target === form && !event.defaultPrevented) dirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}

function stayIn() {
  if (Date.now() - heard < OFTEN) return;
  heard = Date.now();
  fetch("/", { method: "HEAD" }).catch(() => {}); // no signal: the next try is in five minutes
}
