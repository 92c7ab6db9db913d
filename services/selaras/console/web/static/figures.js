// Draws the tables that ask for it as charts, above the table, which stays for everybody to read.
"use strict";
(() => {
  const colours = ["#0b5563", "#c2410c", "#51626b"];
  const shapes = ["circle", "rect", "triangle"];
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  if (!window.Chart) return;
  document.querySelectorAll("table[data-chart]").forEach((table) => {
    const rows = Array.from(table.tBodies[0].rows);
    if (!rows.length) return;
    const kind = table.dataset.chart;
    const heads = Array.from(table.tHead.rows[0].cells).map((cell) => cell.textContent.trim());
    const series = (table.dataset.series || heads.map((_, place) => place).slice(1).join(" ")).split(" ").map(Number);
    const shown = rows.slice(0, kind === "bar" ? 12 : rows.length);
    const numbers = series.map((place) => shown.map((row) => Number(row.cells[place].textContent)));
    if (!numbers.flat().some(Boolean)) return; // nothing to draw
    const box = document.createElement("div");
    box.className = "chart";
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", table.caption.textContent.trim());
    box.append(canvas);
    // Room for every name beside its bars.
    if (kind === "bar") box.style.height = `${shown.length * 42 + 70}px`;
    const holder = table.closest("details") || table.closest(".table-wrap");
    holder.before(box);
    if (holder.matches("details")) holder.open = false;
    new window.Chart(canvas, {
      type: kind,
      data: {
        labels: shown.map((row) => row.cells[0].textContent.trim()),
        datasets: series.map((place, number) => ({
          label: heads[place],
          data: numbers[number],
          borderColor: colours[number], backgroundColor: colours[number],
          borderWidth: 2, pointStyle: shapes[number], pointRadius: kind === "line" ? 2 : 0, tension: 0,
        })),
      },
      options: {
        animation: false, maintainAspectRatio: false, indexAxis: kind === "bar" ? "y" : "x",
        scales: {
          [kind === "bar" ? "x" : "y"]: { beginAtZero: true, suggestedMax: 4, ticks: { precision: 0 } },
          [kind === "bar" ? "y" : "x"]: { ticks: { autoSkip: kind !== "bar", maxRotation: 0 } },
        },
        plugins: { legend: { labels: { usePointStyle: true, color: "#16242b" } } },
      },
    });
  });
})();
