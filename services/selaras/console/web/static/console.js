// What pages do by themselves: the menu of a phone, countdowns, copying, keys. Pages work without it.
"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // data-toggle="ID": opens and closes an element.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (!button) return;
    const open = document.getElementById(button.dataset.toggle).classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });

  // data-copy="ID": copies the text of an element, or of a field.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const text = "value" in source ? source.value : source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard over plain http, or not allowed: select it, so that Ctrl+C does it.
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (source.select) source.select();
      return;
    }
    const before = button.textContent;
    button.textContent = document.body.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // data-confirm="Question": asks before a form is sent.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    // Not twice. htmx sends by itself and gives the form back.
    if (!event.target.matches("[hx-post]") && event.target.method === "post") {
      setTimeout(() => all("button[type=submit]", event.target).forEach((item) => { item.disabled = true; }));
    }
  });
  window.addEventListener("pageshow", () => all("form button[disabled]").forEach((item) => { item.disabled = false; }));

  // <time data-countdown datetime=...>: keeps "in 2 hours" right without asking the server.
  const language = document.documentElement.lang;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const countdown = () => all("time[data-countdown]").forEach((item) => {
    const seconds = (Date.parse(item.dateTime) - Date.now()) / 1000;
    const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) || units[2];
    item.textContent = words.format(Math.trunc(seconds / length) || Math.sign(seconds), unit);
    item.classList.toggle("over", seconds < 0);
    item.classList.toggle("soon", seconds >= 0 && seconds < 3 * 3600);
  });
  setInterval(countdown, 30000);

  // Keys: j and k go down and up a list (data-list), Enter opens, / goes to the search field.
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const step = (by) => {
    const links = all("[data-list] [data-item]");
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(here + by, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
    } else return;
  });

  // An answer that is an error is shown in the notice area, see parts/failure.html; be heard there.
  document.addEventListener("htmx:afterSwap", countdown);
  // A select or checkbox with data-submit sends its form when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
})();
