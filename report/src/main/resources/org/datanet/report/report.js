"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const charts = [];

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    return { fg: of("--fg"), soft: of("--soft"), line: of("--line"), accent: of("--accent"), bad: of("--bad"), good: of("--good") };
  };

  const scales = (c, extra) => ({
    x: { ticks: { color: c.soft }, grid: { color: c.line }, ...extra.x },
    y: { ticks: { color: c.soft }, grid: { color: c.line }, beginAtZero: true, ...extra.y },
  });

  const rewardChart = (canvas, c) => {
    const narrow = window.innerWidth < 640;
    const sets = [{
      label: "reward",
      data: data.amounts,
      backgroundColor: data.games.map((games) => (games ? c.bad : c.accent)),
    }];
    if (data.twins.length) {
      sets.push({ label: "honest twin", data: data.twins, backgroundColor: c.line });
    }
    return new Chart(canvas, {
      type: "bar",
      data: { labels: data.names, datasets: sets },
      options: {
        indexAxis: narrow ? "y" : "x",
        maintainAspectRatio: false,
        animation: false,
        plugins: { legend: { labels: { color: c.fg } } },
        scales: scales(c, {}),
      },
    });
  };

  const draw = () => {
    charts.splice(0).forEach((chart) => chart.destroy());
    const c = colours();
    const reward = document.getElementById("reward-chart");
    if (reward) charts.push(rewardChart(reward, c));
  };
  draw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  const valueOf = (cell) => {
    const text = cell.textContent.trim();
    const number = Number(text.replace(/[\s\u202f,%]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");

  document.querySelectorAll("table.sortable").forEach((table) => {
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = table.tBodies[0];
        [...body.rows]
          .sort((a, b) => (up ? 1 : -1) * compare(valueOf(a.cells[column]), valueOf(b.cells[column])))
          .forEach((row) => body.append(row));
      });
    });
  });

  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    document.querySelectorAll(".finding").forEach((finding) => {
      finding.hidden = !finding.textContent.toLowerCase().includes(wanted);
    });
  });

  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
