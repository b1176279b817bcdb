"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const palette = ["#2a7f9e", "#c4453c", "#b07aa1", "#f28e2b", "#6b8e23", "#9c755f"];
  const charts = [];
  const draw = () => {
    charts.splice(0).forEach((chart) => chart.destroy());
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    document.querySelectorAll("canvas[data-chart]").forEach((canvas) => {
      const lines = data[canvas.dataset.chart];
      charts.push(new Chart(canvas, {
        type: "line",
        data: {
          labels: lines[0].values.map((_, epoch) => epoch),
          datasets: lines.map((line, i) => ({
            label: line.rule,
            data: line.values,
            borderColor: palette[i % palette.length],
            backgroundColor: palette[i % palette.length],
            borderWidth: i === 0 ? 3 : 1.5,
            pointRadius: 0,
          })),
        },
        options: {
          maintainAspectRatio: false,
          animation: false,
          plugins: { legend: { labels: { color: of("--fg") } } },
          scales: {
            x: { ticks: { color: of("--soft") }, grid: { color: of("--line") }, title: { display: true, text: "epoch", color: of("--soft") } },
            y: { ticks: { color: of("--soft") }, grid: { color: of("--line") }, suggestedMin: 0, suggestedMax: 1 },
          },
        },
      }));
    });
  };
  draw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
