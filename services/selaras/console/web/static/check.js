// Checking a text: counts code points as they are typed, and leads to the result.
"use strict";
(() => {
  const field = document.querySelector("[data-count]");
  const counter = document.getElementById(field.dataset.count);
  const most = Number(field.dataset.most);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const count = () => {
    const length = [...field.value.trim()].length;
    counter.textContent = counter.dataset.text.replace("#", format.format(length));
    counter.classList.toggle("over-limit", length > most);
  };
  field.addEventListener("input", count);
  window.addEventListener("pageshow", count);
  const found = document.querySelector("[data-focus]");
  const wrong = document.querySelector("[aria-invalid=true]");
  (wrong || found)?.focus();
})();
