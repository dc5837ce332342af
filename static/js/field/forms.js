// What a form of the door says, as a record, and what is missing in it: by the rules of handover/forms.py and
// judging.py, which look again. A record that the server would refuse must not be made where nobody can mend it.
import { filled, word } from "./filled.js";
import { signable } from "../sign.js";
import { clean, wrongWith } from "./texts.js";

const IN_OWN_WORDS = new Set(["other", "own_doing"]);
const QUANTITY = /^\d{1,6}([.,]\d{1,3})?$/;
const LIKE_THOUSANDS = /^[1-9]\d{0,2}\.\d{3}$/; // read in two ways

// Fills the choices of a form with who and what this round has.
export function prepare(form, family, taken) {
  choose(form.elements.member, family.members.map((one) => [one.id, one.name]));
  choose(form.elements.proxy, family.proxies.map((one, at) => [at, one.name]));
  choose(form.elements.given_by, taken.givers.map((one) => [one.id, one.name]));
  if (form.elements.given_by && taken.usual_giver) form.elements.given_by.value = taken.usual_giver;
  if (!family.members.length) form.querySelector("[name=received_by][value=member]")?.closest("div, label")?.remove();
  if (form.elements.proxy && !family.proxies.length) form.elements.proxy.closest(".field").remove();
  if (form.elements.signature) signable(form.elements.signature);
}

function choose(select, choices) {
  for (const [value, text] of select ? choices : []) select.add(new Option(text, value));
}

export function items(into, taken) {
  for (const one of taken.package) {
    into.append(filled("t-item", { item: one.item, name: one.name, unit: one.unit }));
    into.querySelector(`[name="item_${one.item}"]`).value = typed(one.quantity);
  }
}

const typed = (quantity) => {
  const plain = String(Number(quantity));
  return document.documentElement.lang === "id" ? plain.replace(".", ",") : plain;
};

// Each returns { said, wrong }: what goes to the server, and what is missing, by the name of its field.
export function delivered(form, family) {
  const wrong = {};
  const who = value(form, "received_by") || "contact";
  const said = { kind: "delivered", received_by: who };
  if (value(form, "given_by")) said.given_by = Number(value(form, "given_by"));
  if (who === "member") {
    if (value(form, "member")) said.member = Number(value(form, "member"));
    else wrong.member = "member";
  }
  if (who === "proxy") {
    const known = family.proxies[value(form, "proxy")];
    const { name, relation } = known ?? { name: value(form, "proxy_name"), relation: value(form, "proxy_relation") };
    Object.assign(said, { proxy_name: name, proxy_relation: relation });
    if (!name) wrong.proxy_name = "proxy_name";
    if (!relation) wrong.proxy_relation = "proxy_relation";
    if (!known) lookAt(form, ["proxy_name", "proxy_relation"], wrong);
  }
  if (form.elements.photo?.files.length && form.elements.signature?.files.length) wrong.photo = "one-proof";
  return { said, wrong };
}

export function partial(form, family, taken) {
  const { said, wrong } = delivered(form, family);
  said.quantities = {};
  for (const { item } of taken.package) {
    const text = value(form, `item_${item}`);
    if (QUANTITY.test(text) && !LIKE_THOUSANDS.test(text)) said.quantities[item] = text.replace(",", ".");
    else wrong[`item_${item}`] = "quantity";
  }
  const tapped = value(form, "difference");
  const words = taken.difference_reasons[tapped] ?? "";
  said.difference_reason = [words, value(form, "difference_reason")].filter(Boolean).join(": ");
  if (!said.difference_reason) wrong[tapped ? "difference_reason" : "difference"] = "difference_reason";
  lookAt(form, ["difference_reason"], wrong);
  if (Object.values(wrong).includes("quantity")) return { said, wrong };
  const [first] = taken.package;
  const differs = taken.package.map((one) => Number(said.quantities[one.item]) - Number(one.quantity));
  if (!Object.values(said.quantities).some(Number)) wrong[`item_${first.item}`] = "none";
  else if (differs.every((by) => by === 0)) wrong[`item_${first.item}`] = "whole";
  else if (words && differs.every((by) => by >= 0)) wrong.difference = "not-less";
  return { said, wrong };
}

export function missed(form, submitter) {
  const reason = submitter?.name === "missed_reason" ? submitter.value : value(form, "missed_reason");
  const said = { kind: "missed", missed_reason: reason, missed_note: value(form, "missed_note") };
  const wrong = {};
  if (!reason) wrong.missed_reason = "missed_reason";
  else if (IN_OWN_WORDS.has(reason) && !said.missed_note) wrong.missed_note = "missed_note";
  lookAt(form, ["missed_note"], wrong);
  return { said, wrong };
}

export function undone(form, taken) {
  const said = { kind: "void", void_reason: taken.void_reasons[value(form, "reason")] };
  return { said, wrong: said.void_reason ? {} : { reason: "missed_note" } };
}

// What no text may hold, and how long it may be: `data-most` is of the server's own field.
function lookAt(form, names, wrong) {
  for (const name of names) {
    const why = wrongWith(value(form, name), Number(form.elements[name]?.dataset.most));
    if (why) wrong[name] ??= why;
  }
}

const value = (form, name) => clean(form.elements[name]?.value ?? "");

// Says above the form and beside each field what is wrong, as the online pages do.
export function complain(form, wrong) {
  const into = form.querySelector("[data-errors]");
  for (const old of form.querySelectorAll("p.error")) old.remove();
  for (const field of form.querySelectorAll(".field.err")) {
    field.classList.remove("err");
    delete field.dataset.s;
  }
  into?.replaceChildren();
  const said = Object.entries(wrong);
  if (!said.length || !into) return;
  into.append(filled("t-errors"));
  for (const [name, why] of said) {
    const text = word(why) || why;
    const line = into.querySelector("ul").appendChild(document.createElement("li"));
    line.textContent = text;
    const box = form.querySelector(`[name="${name}"]`)?.closest(".field");
    if (!box) continue;
    box.classList.add("err");
    box.dataset.s = "bad";
    box.querySelector("label, legend")?.after(filled("t-error", { text }));
  }
  into.querySelector(".alert").focus();
}
