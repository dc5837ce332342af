// The form of a household: spare rows come one by one.

for (const button of document.querySelectorAll("[data-more]")) {
  const rows = document.querySelector(`[data-rows="${button.dataset.more}"]`);
  for (const spare of rows.querySelectorAll("[data-spare]")) spare.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = rows.querySelector("[data-spare][hidden]") ?? another(rows, button.dataset.more);
    row.hidden = false;
    row.removeAttribute("data-spare");
    row.querySelector("input[type=text]").focus();
  });
}

// A further row is a copy of the last one, with the next number in its names and nothing in its fields.
function another(rows, prefix) {
  const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const [from, to] = [Number(total.value) - 1, Number(total.value)];
  const row = rows.lastElementChild.cloneNode(true);
  for (const part of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replaceAll(`${prefix}-${from}-`, `${prefix}-${to}-`));
    }
    if (part.matches("input[type=radio]")) {
      part.value = to;
      part.checked = false;
    } else if (part.matches("input[type=checkbox]")) part.checked = false;
    else if (part.matches("input, select")) part.value = "";
  }
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const field of row.querySelectorAll(".err")) field.classList.remove("err");
  rows.append(row);
  total.value = to + 1;
  return row;
}
