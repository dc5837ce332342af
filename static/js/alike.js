// While a household is typed in, the page says which family of the register it may be. Without this file the server asks
// when it is saved.

const PAUSE = 400; // milliseconds after a field was left

for (const form of document.querySelectorAll("form[data-alike]")) {
  const place = form.querySelector("#alike");
  let waiting, question = 0;
  form.addEventListener("change", (event) => {
    if (event.target.name === "another") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  async function ask() {
    const mine = ++question;
    const answer = await fetch(form.dataset.alike, { method: "POST", body: new FormData(form) }).catch(() => null);
    // A session that ended is answered with the page to sign in.
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (mine === question && html.trim() !== place.innerHTML.trim()) place.innerHTML = html;
  }
}
