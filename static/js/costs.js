// The value of each row of goods and of all together, while quantities and prices are typed. The server reckons the same
// (aid.line_forms, aid.worth) and reads numbers in the same way (centres.forms); what it would refuse counts for nothing here.
const table = document.querySelector("[data-costs]");

function quantity(text) {
  const typed = text.replace(/\s/g, "");
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(typed)) return null;
  const found = /^(\d+)(?:[.,](\d{1,3}))?$/.exec(typed);
  return found && BigInt(found[1] + (found[2] ?? "").padEnd(3, "0"));
}

function price(text) {
  const typed = text.replace(/\s/g, "").toLowerCase().replace(/^rp\.?/, "").replace(/,(00|-)$/, "");
  return /^(\d{1,12}|\d{1,3}(\.\d{3}){1,3})$/.test(typed) ? BigInt(typed.replaceAll(".", "")) : null;
}

// Thousandths of a rupiah, a half to the even one as Python rounds.
function rupiah(thousandths) {
  if (thousandths === null) return "–";
  const [whole, rest] = [thousandths / 1000n, thousandths % 1000n];
  const up = rest > 500n || (rest === 500n && whole % 2n === 1n);
  return `Rp${String(up ? whole + 1n : whole).replace(/\B(?=(\d{3})+$)/g, ".")}`;
}

function reckon() {
  let all = null;
  const unpriced = new Set();
  for (const cell of table.querySelectorAll("[data-cost]")) {
    const row = cell.closest("tr");
    const typed = (name) => row.querySelector(`input[name$="-${name}"]`)?.value ?? "";
    const [much, each] = [quantity(typed("quantity")), price(typed("unit_price"))];
    const cost = much === null || each === null ? null : much * each;
    cell.textContent = rupiah(cost);
    if (cost !== null) all = (all ?? 0n) + cost;
    else if (much) unpriced.add(typed("name").trim() || row.dataset.item);
  }
  table.querySelector("[data-cost-of-all]").textContent = unpriced.size
    ? table.dataset.unpriced.replace("{items}", () => [...unpriced].join(", "))
    : rupiah(all);
}

table?.addEventListener("input", reckon);
// Back from the next page, the browser fills in what was typed.
if (table) window.addEventListener("pageshow", reckon);
