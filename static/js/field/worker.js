// Keeps the shell of the field page on the phone, so that it opens without a signal. SHELL comes from the server, which
// puts it before this (distributions/views/field_page.py): the digest of all its files, the page and the files.
//
// It keeps nothing but these. The page is asked for without cookies, so it is nobody's; what is of families never
// passes through here, for only addresses of the shell are answered. A new version is fetched as a whole beside the old
// one and waits until every page of the old one is closed, or nothing of a round is on the phone (field.js).
const CACHE = `peduli-field-${SHELL.version}`;
const PAGE = new URL(SHELL.page, location.href);

self.addEventListener("install", (event) => event.waitUntil(keep()));

async function keep() {
  const cache = await caches.open(CACHE);
  const page = await fetch(SHELL.page, { credentials: "omit", cache: "no-cache" });
  if (!page.ok || page.redirected) throw new Error("the page was not there");
  await Promise.all([cache.put(SHELL.page, page), cache.addAll(SHELL.files)]);
}

self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));

async function dropOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith("peduli-field-") && name !== CACHE) await caches.delete(name);
  }
}

self.addEventListener("message", (event) => {
  if (event.data === "now") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE.pathname) {
    // In another language than the one that is kept it is asked for, where there is a signal.
    const kept = () => caches.match(SHELL.page, { cacheName: CACHE });
    event.respondWith(!search || search === PAGE.search ? kept().then((page) => page ?? fetch(request)) : fetch(request).catch(kept));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(caches.match(request, { cacheName: CACHE }).then((file) => file ?? fetch(request)));
  }
});
