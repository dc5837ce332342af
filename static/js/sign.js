// Signing on the glass: <input type="file" data-sign> becomes a box to write in, and what is written is its file. So it
// goes the way of a photo, on the page and on a phone without a signal; without scripts a photo of it is chosen.
import SignaturePad from "../vendor/signature_pad-5.1.4.min.js";

// Dark on white whatever the page looks like: it is kept as a picture.
const INK = { backgroundColor: "#fff", penColor: "#000", minWidth: 1, maxWidth: 2.5 };

export function signable(input) {
  const canvas = document.createElement("canvas");
  const called = input.closest(".field").querySelector("label").textContent.trim();
  Object.assign(canvas, { className: "sign", role: "img", ariaLabel: called });
  const wipe = document.createElement("button");
  Object.assign(wipe, { type: "button", className: "btn alt slim", textContent: input.dataset.wipe });
  const pad = new SignaturePad(canvas, INK);
  const keep = (files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
  };
  pad.addEventListener("endStroke", () => keep([pictureOf(canvas)]));
  wipe.addEventListener("click", () => {
    pad.clear();
    keep([]);
  });
  // It has no size before it is seen, and another one when the phone is turned.
  new ResizeObserver(() => {
    if (!canvas.offsetWidth || canvas.offsetWidth === canvas.width) return;
    const strokes = pad.toData();
    [canvas.width, canvas.height] = [canvas.offsetWidth, canvas.offsetHeight];
    pad.fromData(strokes);
  }).observe(canvas);
  input.hidden = true;
  input.after(canvas, wipe);
}

// At once, since the form may be sent with the next touch.
function pictureOf(canvas) {
  const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
  return new File([bytes], "tanda-tangan.png", { type: "image/png" });
}

for (const input of document.querySelectorAll("input[data-sign]")) signable(input);
