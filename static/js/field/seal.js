// What is sealed for the server alone: the phone can't read it again. centres/sealed_for_us.py is the other side, and
// says of what it is made.
const FORMAT = 1;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = new TextEncoder().encode("peduli record of a phone");

// `server` is { version, point }, the point in base64. Returns base64.
export async function sealForServer(server, text, boundTo) {
  const theirs = fromBase64(server.point);
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const mine = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const publicKey = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, own.privateKey, 256);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(mine, theirs), info: INFO },
    await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const header = new Uint8Array(5);
  header[0] = FORMAT;
  new DataView(header.buffer).setUint32(1, server.version);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = joined(header, new TextEncoder().encode(boundTo));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, new TextEncoder().encode(text));
  return toBase64(joined(header, mine, iv, new Uint8Array(sealed)));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Some at a time: of a picture there are more than a call may have.
export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
