// What a text of the door may not hold, by the rules of the server (centres/personal_numbers.py, centres/glyphs.py), whose
// patterns are in text-rules.js: who stands at the door can still mend it. The server looks again, and in one thing more
// closely: here digits of other scripts are none.
import { word } from "./filled.js";
import { BORN, CUT_NIK, DAY, DECREE, NIK, NUMBER, PHONE, PLACE, UNPRINTABLE, WHOLE } from "./text-rules.js";

const MARKS = /(?!\s)[\p{Cc}\p{Cf}]|[\u115f\u1160\u3164\uffa0]/gu;

// Without the marks that nobody sees, which come along with what is copied from a chat.
export const clean = (text) => text.replaceAll("\u2800", " ").replace(MARKS, "").trim();

// What is wrong with a text, as a sentence; empty where nothing is.
export function wrongWith(text, most) {
  const said = clean(text);
  const count = [...said].length;
  if (count > most) return word("too-long", { most, count });
  const letters = [...new Set(said.normalize("NFC").match(UNPRINTABLE) ?? [])];
  if (letters.length) return word("unprintable", { letters: letters.join(" ") });
  return holdsANumber(said) ? word("personal") : "";
}

export function holdsANumber(text) {
  const said = clean(text.normalize("NFKC"));
  if (BORN.test(said)) return true;
  const bare = said.replace(PLACE, " ");
  return [...bare.matchAll(NUMBER)].some((found) => isPersonal(found[0], bare.slice(0, found.index)));
}

function isPersonal(run, before) {
  if (areDays(run)) return false;
  if (WHOLE.test(run) || count(run) >= NIK) return true;
  return !DECREE.test(before) && (count(run) >= CUT_NIK || PHONE.test(run));
}

// A run of days, with a few digits at its ends at most.
function areDays(run) {
  const rest = run.replace(DAY, "");
  return rest !== run && count(rest) < 5;
}

const count = (text) => text.match(/[\dO]/g)?.length ?? 0;
