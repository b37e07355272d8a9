/** The table of queues: search, sort, and the way to one of them. */

import { labelOf } from "./api.js";
import { el, keep, setAttribute, setText } from "./dom.js";
import { UNKNOWN, byName, count, counted, duration, rate } from "./format.js";

/** So many are fetched, and so many are shown at first; on a phone they are not in a frame that scrolls by itself. */
export const FETCHED = 1_000;
const SHOWN = matchMedia("(max-width: 40rem)").matches ? 12 : 100;

const COLUMNS = [
  { key: "label", title: "Queue", compare: (a, b) => byName(labelOf(a), labelOf(b)) },
  { key: "size", title: "Size", number: count },
  { key: "leased", title: "Leased", number: count, minor: true },
  { key: "oldestMillis", title: "Oldest", number: age, minor: true },
  { key: "pushedPerSecond", title: "In /s", number: rate },
  { key: "poppedPerSecond", title: "Out /s", number: rate },
];

/** How long the next item has waited; nothing waits in an empty queue. */
function age(time) {
  return time ? duration(time) : UNKNOWN;
}

function classesOf(column) {
  return column.number ? `number${column.minor ? " minor" : ""}` : null;
}

/** @param open called with a queue whose row is chosen */
export function createQueues({ open, searched }) {
  const root = document.getElementById("queue-table");
  const summary = document.getElementById("queues-count");
  const search = document.getElementById("queue-search");
  const body = el("tbody");
  const head = el("tr", {}, ...COLUMNS.map(heading));
  const table = el("table", { class: "queue-table", hidden: true }, el("caption", { class: "hidden" }, "Queues"), el("thead", {}, head), body);
  const empty = el("div", { class: "empty" }, el("p", {}, "Waiting for the queues …"));
  const more = el("button", { type: "button", class: "more", hidden: true, on: { click: showMore } });
  let queues = null;
  let sorted = { column: COLUMNS[0], down: false };
  let shown = SHOWN;

  root.append(table, empty, more);
  search.addEventListener("input", () => {
    shown = SHOWN;
    draw();
    if (queues?.length >= FETCHED) {
      searched();
    }
  });
  body.addEventListener("keydown", moveByArrows);

  function heading(column) {
    return el(
      "th",
      { scope: "col", class: classesOf(column) },
      el("button", { type: "button", class: "sort", on: { click: () => sortBy(column) } }, column.title),
    );
  }

  function sortBy(column) {
    // Names from the first, numbers from the largest.
    sorted = { column, down: sorted.column === column ? !sorted.down : Boolean(column.number) };
    draw();
  }

  function showMore() {
    shown += SHOWN;
    draw();
  }

  function matching() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { column, down } = sorted;
    const compare = column.compare ?? ((a, b) => (a[column.key] ?? 0) - (b[column.key] ?? 0));
    return queues
      .filter((queue) => words.every((word) => labelOf(queue).toLowerCase().includes(word)))
      .sort((a, b) => (down ? -1 : 1) * compare(a, b) || byName(labelOf(a), labelOf(b)));
  }

  function draw() {
    if (queues === null) {
      return;
    }
    const found = matching();
    keep(body, found.slice(0, shown), (queue) => queue.id, createRow, updateRow);
    [...head.children].forEach((cell, index) => {
      const is = COLUMNS[index] === sorted.column;
      setAttribute(cell, "aria-sort", is ? (sorted.down ? "descending" : "ascending") : null);
    });
    table.hidden = found.length === 0;
    more.hidden = found.length <= shown;
    setText(more, `Show more of ${counted(found.length, "queue")}`);
    drawEmpty(found.length);
    const items = queues.reduce((sum, queue) => sum + queue.size, 0);
    const several = queues.length >= FETCHED ? `The first ${count(FETCHED)} by label; search asks for labels that begin so.` : "";
    setText(summary, queues.length === 0 ? "" : several || `${counted(queues.length, "queue")}, ${counted(items, "item")}`);
  }

  function drawEmpty(found) {
    empty.hidden = found > 0;
    if (found > 0) {
      return;
    }
    if (queues.length === 0) {
      empty.replaceChildren(
        el("p", {}, "No queues yet. Make one in a terminal:"),
        el("pre", {}, "./ftqueue create jobs"),
      );
    } else {
      empty.replaceChildren(el("p", {}, `No queue's label contains “${search.value}”.`));
    }
  }

  function createRow(queue) {
    const button = el("button", { type: "button", class: "open" });
    const row = el(
      "tr",
      {},
      el("th", { scope: "row" }, button),
      ...COLUMNS.slice(1).map((column) => el("td", { class: classesOf(column) })),
    );
    // All of the row opens it; the button in it is for keyboards and screen readers.
    row.addEventListener("click", () => open(queues.find((one) => one.id === queue.id) ?? queue));
    return row;
  }

  function updateRow(row, queue) {
    setText(row.querySelector(".open"), labelOf(queue));
    COLUMNS.slice(1).forEach((column, index) => {
      const cell = row.children[index + 1];
      setText(cell, column.number(queue[column.key]));
      cell.classList.toggle("none", !queue[column.key]);
    });
  }

  function moveByArrows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tr");
    if (step && row) {
      event.preventDefault();
      const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
      next?.querySelector(".open").focus();
    }
  }

  return {
    show(now) {
      queues = now;
      draw();
    },
    /** What is shown stays; the reason why it may be old is told. */
    fail(reason) {
      setText(summary, reason);
    },
    focusSearch() {
      search.focus();
      search.select();
    },
    prefix: () => (queues?.length >= FETCHED ? search.value : ""),
  };
}
