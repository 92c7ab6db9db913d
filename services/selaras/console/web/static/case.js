// The page of a case: partners of a clash light up together, and a change elsewhere is told.
"use strict";
(() => {
  // Offsets may overlap: a mark belongs to one clash or more, a label to one.
  const clashes = (item) => item.dataset.marks.trim().split(/\s+/);
  const light = (event, on) => {
    const here = event.target.closest?.("[data-marks]");
    if (!here) return;
    const wanted = new Set(clashes(here));
    document.querySelectorAll("[data-marks]").forEach((item) => {
      if (clashes(item).some((name) => wanted.has(name))) item.classList.toggle("together", on);
    });
  };
  for (const [type, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
    document.addEventListener(type, (event) => light(event, on));
  }

  // A link into something folded opens it.
  const unfold = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id ? document.getElementById(id) : null;
    for (let item = target; item; item = item.parentElement) if (item.tagName === "DETAILS") item.open = true;
    if (target?.closest("details")) target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // What others do is told, never put in the place of what somebody is typing here.
  const changed = document.querySelector("[data-live]");
  if (!changed || !window.EventSource) return;
  const stream = new EventSource(changed.dataset.live);
  stream.addEventListener("cases", (event) => {
    // How the case is at first is told too: this page shows that already. No version: it is gone.
    const { version } = JSON.parse(event.data);
    if (version && version <= Number(changed.dataset.version)) return;
    changed.querySelector("a").classList.remove("hidden");
    stream.close();
  });
  // The session is over: it would only be refused again and again.
  stream.addEventListener("ended", () => stream.close());
  window.addEventListener("pagehide", () => stream.close());
})();
