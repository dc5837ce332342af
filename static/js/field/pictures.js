// The proof of a hand-over as it goes with the record: what was signed on the glass, or a photo, drawn anew at a size
// that a slow line carries. Drawn anew it has no position, camera or comments either.
import { toBase64 } from "./seal.js";

const MOST_BYTES = 200_000;
const SIDES = [1280, 1024, 800, 640, 480]; // pixels, the longest side

// What goes into the record; null where a photo can't be read.
export async function proofOf(form) {
  const [signed, photo] = ["signature", "photo"].map((name) => form.elements[name]?.files?.[0]);
  const picture = signed ?? photo;
  if (!picture) return {};
  const small = signed ?? (await shrunk(photo));
  return small && { proof: signed ? "signed" : "photo", picture: toBase64(new Uint8Array(await small.arrayBuffer())) };
}

async function shrunk(photo) {
  let drawn;
  try {
    drawn = await createImageBitmap(photo, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(drawn.width, drawn.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(drawn.width * scale)), Math.max(1, Math.round(drawn.height * scale)));
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    const small = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.75 });
    if (small.size <= MOST_BYTES || side === SIDES.at(-1)) return small;
  }
  return null;
}
