// Days are typed 20/11/2026 and times 08.00 in every browser: strokes and point come by themselves while digits are typed,
// and the button opens the browser's own calendar, whose field would write the day as the browser's language does.

const TYPED = /^(\d{1,2})\D+(\d{1,2})\D+(\d{4})$/;

document.addEventListener("input", (event) => {
  const field = event.target;
  if (event.inputType !== "insertText") return;
  if (field.matches("[data-time]")) field.value = field.value.replace(/^([01]\d|2[0-3]|[3-9]|2(?=[4-9]))(?=\d$)/, "$1.");
  if (!field.matches("[data-date]")) return;
  const digits = /^(?:(\d\d)(\d)|(\d{1,2}\/\d\d)(\d))$/.exec(field.value);
  if (digits) field.value = `${digits[1] ?? digits[3]}/${digits[2] ?? digits[4]}`;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const field = fieldBeside(button);
  const calendar = button.parentElement.querySelector("input[type=date]") ?? calendarBefore(button);
  const day = TYPED.exec(field.value.trim());
  calendar.value = day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : "";
  calendar.showPicker();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".day > input[type=date]")) return;
  const field = fieldBeside(event.target);
  const [year, month, day] = event.target.value.split("-");
  field.value = day ? `${day}/${month}/${year}` : "";
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  field.focus();
});

function fieldBeside(part) {
  return part.parentElement.querySelector("[data-date]");
}

// It has no name, so it is never sent.
function calendarBefore(button) {
  const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1 });
  calendar.setAttribute("aria-hidden", "true");
  button.before(calendar);
  return calendar;
}

if ("showPicker" in HTMLInputElement.prototype) {
  for (const button of document.querySelectorAll("[data-pick]")) button.hidden = false;
}
