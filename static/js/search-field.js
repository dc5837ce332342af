// A text field that offers what it may mean while one types: the combobox of the ARIA patterns, with a list beneath.
// The server reads what was typed in any case; without this file, or without a signal, it is a text field.

const PAUSE = 150; // milliseconds after the last key
// Eight digits of any script, or in circles, whatever but letters sets them apart (families.search).
const NUMBER = /(?:[\p{Nd}\p{No}][^\p{L}\p{Nd}\p{No}]*){8}/u;

const offered = new WeakSet();

for (const input of document.querySelectorAll("input[data-search]")) offer(input);
// A row that was added since.
document.addEventListener("focusin", ({ target }) => target.matches("input[data-search]") && offer(target));

function offer(input) {
  if (offered.has(input)) return;
  offered.add(input);
  const list = input.parentElement.querySelector("[role=listbox]");
  const status = input.parentElement.querySelector("[role=status]");
  const active = () => list.querySelector("[aria-selected=true]");
  // A search that may be for somebody's number is posted with its form; what it offers are pages to open.
  const post = "post" in input.dataset;
  let waiting, question = 0;

  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim()) waiting = setTimeout(ask, PAUSE);
    else close();
  });
  input.addEventListener("click", () => { if (list.hidden) ask(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (list.hidden) ask(move);
      else point(move);
    } else if (event.key === "Enter" && active()) {
      event.preventDefault();
      choose(active());
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  // The field keeps the focus, so that the list is still there when the finger leaves it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });

  async function ask(move = 0) {
    const mine = ++question;
    // What may be somebody's number never enters an address.
    if (!post && NUMBER.test(input.value.normalize("NFKC"))) return show([]);
    const answer = await (post
      ? fetch(input.dataset.search, { method: "POST", body: new FormData(input.form) })
      : fetch(`${input.dataset.search}?${new URLSearchParams({ q: input.value.trim() })}`)
    ).catch(() => null);
    // A session that ended is answered with the page to sign in, which is no list.
    const choices = (answer?.ok && (await answer.json().catch(() => null))?.choices) || [];
    // Meanwhile more was typed, or the field was left.
    if (mine !== question || document.activeElement !== input) return;
    show(choices);
    if (move && choices.length) point(move);
  }

  function show(choices) {
    list.replaceChildren(...choices.map((choice, number) => {
      const { text, note, href } = choice.text ? choice : { text: choice };
      const option = document.createElement("li");
      option.id = `${list.id}_${number}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.textContent = option.dataset.text = text;
      if (note) option.append(Object.assign(document.createElement("small"), { textContent: note }));
      if (href) option.dataset.href = href;
      return option;
    }));
    list.hidden = choices.length === 0;
    list.scrollIntoView({ block: "nearest" });
    input.ariaExpanded = String(!list.hidden);
    input.removeAttribute("aria-activedescendant");
    status.textContent = choices.length ? status.dataset.some.replace("{count}", choices.length)
      : input.value.trim() && status.dataset.none;
  }

  function point(move) {
    const options = [...list.children];
    const from = options.indexOf(active());
    const to = from < 0 ? (move > 0 ? 0 : options.length - 1) : (from + move + options.length) % options.length;
    if (from >= 0) options[from].ariaSelected = "false";
    options[to].ariaSelected = "true";
    input.setAttribute("aria-activedescendant", options[to].id);
    options[to].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    if (option.dataset.href) return location.assign(option.dataset.href);
    input.value = option.dataset.text;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function close() {
    clearTimeout(waiting);
    question += 1;
    list.hidden = true;
    list.replaceChildren();
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }
}
