// The open inbox keeps itself up to date: the stream says that something changed, the list is asked for anew.
"use strict";
(() => {
  const live = document.getElementById("live");
  const list = document.getElementById("case-list");
  if (!live || !list) return;
  const announce = document.getElementById("announce");
  const broken = document.getElementById("live-broken");
  const title = document.title;
  const arriving = new Set(); // told of, not yet in the list
  const unseen = new Set();   // in the list, nobody has looked yet
  const rows = () => new Map(Array.from(list.querySelectorAll("[data-case]"), (row) => [row.dataset.case, row]));
  const refresh = () => htmx.trigger(list, "refresh");

  live.addEventListener("htmx:sseMessage", (event) => {
    const here = rows();
    for (const item of JSON.parse(event.detail.data).cases) {
      if (item.kind === "ADDED" && !here.has(item.name)) arriving.add(item.name);
    }
  });

  list.addEventListener("htmx:afterSwap", () => {
    const here = rows();
    const fresh = Array.from(arriving).filter((name) => here.has(name));
    arriving.clear();
    // What the list could not say before it can say again.
    document.querySelectorAll("#notice .bad").forEach((item) => item.remove());
    for (const name of fresh) { unseen.add(name); here.get(name).classList.add("fresh"); }
    if (!fresh.length) return;
    announce.textContent = fresh.length === 1 ? live.dataset.one : live.dataset.many.replace("{count}", fresh.length);
    document.title = `(${unseen.size}) ${title}`;
  });

  const seen = () => { if (unseen.size) { unseen.clear(); document.title = title; } };
  ["pointerdown", "keydown"].forEach((name) => document.addEventListener(name, seen));
  // Looked at again: other tabs may have read cases meanwhile, which no event tells.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { seen(); refresh(); } });
  window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });

  // While the stream is away: a word about it, and the list from time to time. A short break is none,
  // and a stream that opens only to end again is none either.
  let waiting = 0, polling = 0, steady = 0;
  const interrupted = () => {
    waiting = 0;
    broken.hidden = false;
    polling = setInterval(refresh, 30000);
  };
  const restored = () => {
    clearTimeout(waiting);
    clearInterval(polling);
    if (polling) refresh();
    waiting = polling = 0;
    broken.hidden = true;
  };
  live.addEventListener("htmx:sseError", () => {
    clearTimeout(steady);
    if (!waiting && !polling) waiting = setTimeout(interrupted, 10000);
  });
  live.addEventListener("htmx:sseOpen", () => {
    clearTimeout(steady);
    steady = setTimeout(restored, 5000);
  });
  // The session is over: asking for the list leads to the page to sign in.
  live.addEventListener("htmx:sseClose", (event) => { if (event.detail.type === "message") refresh(); });
})();
