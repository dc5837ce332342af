// While a household is typed in, the page says which family of the register it may be. Without this file the server asks
// when it is saved.

const PAUSE = 400; // milliseconds after a field was left

for (const form of document.querySelectorAll("form[data-alike]")) {
  const place = form.querySelector("#alike");
  let waiting, question = 0, asked;
  form.addEventListener("change", (event) => {
    if (event.target.name === "another") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  // A question behind the save would find the very family that is being saved, and the log would say who saw it.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked?.abort();
  });

  async function ask() {
    const mine = ++question;
    asked = new AbortController();
    const sent = { method: "POST", body: new FormData(form), signal: asked.signal };
    const answer = await fetch(form.dataset.alike, sent).catch(() => null);
    // A session that ended is answered with the page to sign in.
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (mine === question && html.trim() !== place.innerHTML.trim()) place.innerHTML = html;
  }
}
