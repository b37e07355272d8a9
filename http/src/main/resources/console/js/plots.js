/** Live plots of the last five minutes, fed by each state of the group. */

import uPlot from "/lib/uplot/uPlot.esm.js";
import { el, setText } from "./dom.js";
import { UNKNOWN, compact, decimals, isNumber, minutes, millis, rate } from "./format.js";

const WINDOW_SECONDS = 300;
const HEIGHT = 150;
/** A pause longer than this is drawn as one. */
const PAUSE_SECONDS = 5;

/** From nothing, to a little more than there is. */
const FROM_ZERO = { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(high ?? 0, 1) * 1.15] };

/** For values of which some are hundreds of times the others. */
const POWERS_OF_TEN = {
  distr: 3,
  range: (_, low, high) => [10 ** Math.floor(Math.log10(low || 1)), 10 ** Math.ceil(Math.log10((high || 1) * 1.2))],
};

/** Each plot with its series; "of" picks a value out of the rates, null where it is not known. */
const PLOTS = [
  { title: "Slots", unit: "per second", series: [{ name: "slots", of: (rates) => rates.slotsPerSecond }] },
  { title: "Operations", unit: "per second", series: [{ name: "operations", of: (rates) => rates.operationsPerSecond }] },
  {
    title: "Latency",
    unit: "milliseconds, by powers of ten",
    scale: POWERS_OF_TEN,
    // All of them are labelled, which uPlot by itself would not do.
    axis: { splits: powersOfTen, filter: (_, ticks) => ticks },
    text: decimals,
    series: [
      { name: "p50", of: (rates) => toMillis(rates.latencyMicros?.p50) },
      { name: "p99", of: (rates) => toMillis(rates.latencyMicros?.p99) },
    ],
  },
  {
    title: "Loss",
    unit: "lost or late, and sent again",
    series: [
      { name: "‰ of all", of: (rates) => rates.lossPerMille },
      { name: "per second", of: (rates) => rates.retransmissionsPerSecond },
    ],
  },
];

export function createPlots() {
  const root = document.getElementById("plot-list");
  const plots = PLOTS.map((plot) => createPlot(plot, root));
  return {
    show(cluster) {
      const seconds = millis(cluster.at) / 1000;
      plots.forEach((plot) => plot.add(seconds, cluster.rates ?? {}));
    },
    recolour() {
      plots.forEach((plot) => plot.recolour());
    },
  };
}

function createPlot(plot, root) {
  const keys = plot.series.map((series, index) => ({
    swatch: el("span", { class: `swatch series-${index + 1}`, "aria-hidden": "true" }),
    value: el("span", { class: "plot-value" }, UNKNOWN),
    name: series.name,
  }));
  const text = plot.text ?? rate;
  const canvas = el("div", { class: "plot-canvas", role: "img" });
  const frame = el(
    "figure",
    { class: "plot" },
    el(
      "figcaption",
      {},
      el("h3", {}, plot.title),
      el("span", { class: "unit" }, plot.unit),
      el(
        "span",
        { class: "keys" },
        ...keys.map((key) =>
          el("span", { class: "key" }, key.swatch, keys.length > 1 ? el("span", { class: "key-name" }, key.name) : null, key.value),
        ),
      ),
    ),
    canvas,
  );
  root.append(frame);

  const data = [[], ...plot.series.map(() => [])];
  const chart = new uPlot(options(frame, keys, plot, () => tell(chart.cursor.idx)), data, canvas);

  /** The values at a place in the plot, or the last ones. */
  function tell(index) {
    const at = isNumber(index) ? index : data[0].length - 1;
    keys.forEach((key, series) => setText(key.value, text(data[series + 1][at])));
  }

  new ResizeObserver(() => chart.setSize({ width: canvas.clientWidth, height: HEIGHT })).observe(canvas);

  return {
    add(seconds, rates) {
      const values = plot.series.map((series) => known(series.of(rates)));
      append(data, seconds, values);
      chart.setData(data, false);
      chart.setScale("x", { min: seconds - WINDOW_SECONDS, max: seconds });
      tell(chart.cursor.idx);
      const now = plot.series.map((series, index) => `${series.name} ${text(values[index])}`).join(", ");
      canvas.setAttribute("aria-label", `${plot.title}, ${plot.unit}, now: ${now}`);
    },
    recolour() {
      chart.redraw(false);
    },
  };
}

/** Adds a sample, with a gap before it if there was a pause, and drops what is too old. */
function append(data, seconds, values) {
  const times = data[0];
  const last = times[times.length - 1];
  if (last !== undefined && seconds <= last) {
    return;
  }
  if (last !== undefined && seconds - last > PAUSE_SECONDS) {
    times.push(last + 1);
    values.forEach((_, index) => data[index + 1].push(null));
  }
  times.push(seconds);
  values.forEach((value, index) => data[index + 1].push(value));
  while (times[0] < seconds - WINDOW_SECONDS - PAUSE_SECONDS) {
    data.forEach((column) => column.shift());
  }
}

/** The colours are those of the style sheet at the moment of drawing, so that a change of theme shows at once. */
function options(frame, keys, plot, moved) {
  const colour = (element) => () => getComputedStyle(element).color;
  const muted = colour(frame.querySelector(".unit"));
  const line = () => getComputedStyle(frame).borderTopColor;
  const axis = {
    stroke: muted,
    font: "11px system-ui, sans-serif",
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    width: 300,
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: "console" } },
    scales: {
      x: { time: true, auto: false },
      y: plot.scale ?? FROM_ZERO,
    },
    axes: [
      { ...axis, size: 24, space: 46, incrs: [60, 120, 300], values: (_, ticks) => ticks.map((tick) => minutes(tick * 1000)) },
      { ...axis, size: 44, space: 32, values: (_, ticks) => ticks.map(compact), ...plot.axis },
    ],
    series: [
      {},
      ...keys.map((key, index) => ({
        stroke: colour(key.swatch),
        width: 1.75,
        // Told apart by more than the colour.
        dash: index > 0 ? [5, 3] : undefined,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [moved] },
  };
}

function powersOfTen(chart, axis, low, high) {
  const first = Math.round(Math.log10(low));
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, index) => 10 ** (first + index));
}

/** A member alone answers in next to no time, for which a scale of powers of ten has no place: 10 µs is the least. */
function toMillis(micros) {
  return isNumber(micros) ? Math.max(micros, 10) / 1000 : null;
}

function known(value) {
  return isNumber(value) ? value : null;
}
