/** Merge reports: what each side brought to a queue, what was doubled, and what came back. */

import { labelOf } from "./api.js";
import { el, keep, setText, svg } from "./dom.js";
import { clock, count, counted, enumerate, millis } from "./format.js";
import { nameOf } from "./summary.js";

/** The most duplicates that are listed of a queue. */
const LISTED = 10;
const BAR_WIDTH = 100;

export function createMerges() {
  const root = document.getElementById("merge-list");
  const summary = document.getElementById("merges-count");
  const list = el("div", { class: "merge-cards" });
  const empty = el(
    "div",
    { class: "empty" },
    el("p", {}, "No merge yet. When the network splits, each side serves on; when it heals, the report of what became of the queues stands here. Try it:"),
    el("pre", {}, "./ftqueue partition 1,2/3\n./ftqueue heal"),
  );
  const refusals = el("ul", { class: "refusals" });
  root.append(refusals, list, empty);

  return {
    show(cluster) {
      const merges = [...cluster.merges].sort((a, b) => millis(b.at) - millis(a.at));
      const newest = merges[0];
      empty.hidden = merges.length > 0;
      setText(summary, merges.length === 0 ? "" : `${counted(merges.length, "merge")}, the newest first`);
      keep(list, merges, keyOf, (merge) => card(merge, merge === newest), () => {});
      keep(refusals, refusalsOf(cluster), (text) => text, (text) => el("li", { class: "note" }, text), () => {});
    },
  };
}

/** Who does not merge with whom, and why. */
function refusalsOf(cluster) {
  const told = cluster.servers.flatMap((server) =>
    (server.refusals ?? []).map((refusal) => `${nameOf(server)} refuses to merge with ${enumerate(refusal.members)}: ${refusal.reason}`),
  );
  return [...new Set(told)];
}

/** A report does not change once it is there. */
function keyOf(merge) {
  return `${merge.at} ${JSON.stringify(merge.sides)}`;
}

function card(merge, open) {
  const sides = merge.sides.map((side) => enumerate(side));
  const total = merge.queues.reduce(
    (sum, queue) => ({
      brought: sum.brought + queue.brought.reduce((a, b) => a + b, 0),
      doubled: sum.doubled + queue.duplicateCount,
      returned: sum.returned + queue.returned,
    }),
    { brought: 0, doubled: 0, returned: 0 },
  );
  return el(
    "details",
    { class: "merge", open },
    el(
      "summary",
      {},
      el("span", { class: "merge-title" }, sides.join("  +  ")),
      el("time", { datetime: new Date(millis(merge.at)).toISOString() }, clock(merge.at)),
      el("span", { class: "merge-totals" }, totals(merge, total)),
    ),
    ...(merge.queues.length === 0
      ? [el("p", { class: "hint" }, "Every queue was the same on all sides.")]
      : merge.queues.map((queue) => queueReport(queue, sides))),
  );
}

function totals(merge, total) {
  if (merge.queues.length === 0) {
    return "nothing differed";
  }
  const parts = [`${counted(total.brought, "item")} brought together`];
  if (total.doubled > 0) {
    parts.push(`${count(total.doubled)} popped twice`);
  }
  if (total.returned > 0) {
    parts.push(`${count(total.returned)} came back`);
  }
  return parts.join(" · ");
}

function queueReport(queue, sides) {
  const label = queue.label === undefined && queue.labelBase64 === undefined ? "" : labelOf(queue);
  return el(
    "section",
    { class: "merge-queue" },
    el("h3", {}, label, queue.id === 0 || queue.id === "0" ? " (gone)" : ""),
    bar(queue),
    el("ul", { class: "merge-facts" }, ...factsOf(queue, sides).map((fact) => el("li", { "data-part": fact.part }, fact.text))),
    duplicates(queue),
  );
}

/** The queue as a bar: what all had, and what each side added. */
function bar(queue) {
  const parts = [queue.common, ...queue.brought];
  const sum = parts.reduce((a, b) => a + b, 0);
  if (sum === 0) {
    return null;
  }
  let x = 0;
  const pieces = parts.map((part, index) => {
    const width = (part / sum) * BAR_WIDTH;
    const piece = svg("rect", { class: `bar-${Math.min(index, 3)}`, x, y: 0, width, height: 8 });
    x += width;
    return piece;
  });
  return svg("svg", { class: "merge-bar", viewBox: `0 0 ${BAR_WIDTH} 8`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...pieces);
}

function factsOf(queue, sides) {
  const facts = [{ part: "0", text: `${counted(queue.common, "item")} that all sides had` }];
  queue.brought.forEach((brought, side) => {
    facts.push({ part: Math.min(side + 1, 3), text: `${counted(brought, "item")} brought by ${sides[side] ?? `side ${side + 1}`}` });
  });
  queue.removed.forEach((removed, side) => {
    if (removed > 0) {
      facts.push({ part: "gone", text: `${counted(removed, "item")} of ${sides[side] ?? `side ${side + 1}`} gone: another side had popped or destroyed ${removed === 1 ? "it" : "them"}` });
    }
  });
  if (queue.returned > 0) {
    facts.push({ part: "back", text: `${counted(queue.returned, "item")} given back: a pop that was sent again across the cut had come to different outcomes` });
  }
  if (queue.duplicateCount > 0 || queue.atLeast) {
    facts.push({ part: "doubled", text: `${queue.atLeast ? "at least " : ""}${counted(queue.duplicateCount, "item")} popped on more than one side` });
  }
  return facts;
}

function duplicates(queue) {
  if (queue.duplicates.length === 0) {
    return null;
  }
  const left = queue.duplicateCount - LISTED;
  return el(
    "details",
    { class: "duplicates" },
    el("summary", {}, "Which ones"),
    el(
      "ul",
      {},
      ...queue.duplicates.slice(0, LISTED).map((one) => el("li", {}, `the item of push ${one.item}, by pops ${enumerate(one.poppers)}`)),
      left > 0 ? el("li", {}, `and ${count(left)} more; ./ftqueue status --json lists up to a thousand`) : null,
    ),
  );
}
