// Draws from the parts that the server drew: a <template> with places in braces, which are filled in as text, never as
// markup. data-if="name" goes where there is nothing to put. Words for the officer stand in the page, too.

export function filled(id, values = {}) {
  const part = document.getElementById(id).content.cloneNode(true);
  for (const element of [...part.querySelectorAll("[data-if]")]) {
    if (!values[element.dataset.if]) element.remove();
  }
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.includes("{")) node.data = put(node.data, values);
    } else for (const attribute of node.attributes) {
      if (attribute.value.includes("{")) attribute.value = put(attribute.value, values);
    }
  }
  return part;
}

const put = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? "");

export function word(name, values = {}) {
  const said = document.getElementById("words").content.querySelector(`[data-word="${name}"]`);
  return said ? put(said.textContent.trim().replace(/\s+/g, " "), values) : "";
}

// One or many: "unsent-1" or "unsent".
export const counted = (name, count) => word(count === 1 ? `${name}-1` : name, { count }) || word(name, { count });

export const language = document.documentElement.lang;
export const moment = (at) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(at);
export const clock = (at) => new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(at);
