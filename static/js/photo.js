// Loaded where photos are sent: a phone's picture of 5 MB becomes about 300 KB before it leaves the phone.
// Marked by <input type="file" data-shrink="1600">, the longest side in pixels. Without it the server shrinks.

for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  let shrinking = null;
  input.addEventListener("change", () => {
    shrinking = shrinkAll(input).finally(() => { shrinking = null; });
  });
  input.form.addEventListener("submit", (event) => {
    if (!shrinking) return;
    // Pressed before the picture is small: sent as soon as it is, not with its 5 MB.
    event.preventDefault();
    shrinking.then(() => input.form.requestSubmit(event.submitter));
  });
}

async function shrinkAll(input) {
  const longest = Number(input.dataset.shrink);
  const files = await Promise.all([...input.files].map((file) => shrink(file, longest)));
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}

async function shrink(file, longest) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 600_000) return file;
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
    return blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // not a picture this browser can read: the server answers
  }
}
