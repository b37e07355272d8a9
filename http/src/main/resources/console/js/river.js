/** The configuration history as a river of strands; see river-layout.js. */

import { el, svg } from "./dom.js";
import { clock, counted, duration, enumerate, shortEpoch } from "./format.js";
import { layOut, storyOf } from "./river-layout.js";

/** So much of a long history is drawn. */
const MAX_NODES = 150;
const HALO = 11;

export function createRiver() {
  const root = document.getElementById("river");
  const caption = document.getElementById("river-caption");
  let graph = { nodes: [], edges: [] };
  let drawn = "";
  let nodes = [];
  let chosen = null;

  function draw() {
    const layout = layOut(newest(graph), root.clientWidth);
    const atEnd = root.scrollLeft + root.clientWidth >= root.scrollWidth - 2 * layout.column;
    const focused = root.contains(document.activeElement);
    nodes = layout.nodes;
    chosen = nodes.find((node) => node.id === chosen?.id && focused) ?? nodes[nodes.length - 1] ?? null;
    root.replaceChildren(
      svg(
        "svg",
        { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` },
        ...layout.strands.map((one) => strand(one, layout.column)),
        ...layout.columns.map((column) =>
          svg("text", { class: "river-time", x: column.x, y: layout.height - 8 }, clock(column.atMillis)),
        ),
        ...layout.strands.filter((one) => one.current).map(nameTag),
        ...nodes.map(capsule),
      ),
    );
    choose(chosen, focused);
    if (atEnd) {
      root.scrollLeft = root.scrollWidth;
    }
  }

  function capsule(node) {
    return svg(
      "g",
      {
        class: `river-node${node.current ? " current" : ""}`,
        "data-id": node.id,
        role: "button",
        tabindex: -1,
        "aria-label": textOf(node),
        on: {
          click: () => choose(node, true),
          pointerenter: () => choose(node, false),
          focus: () => choose(node, false),
        },
      },
      svg("rect", {
        x: node.x - HALO,
        y: node.top - HALO,
        width: 2 * HALO,
        height: node.bottom - node.top + 2 * HALO,
        rx: HALO,
      }),
      ...node.dots.map((dot) => svg("circle", { cx: node.x, cy: dot.y, r: 3.5 })),
      svg("text", { class: "river-epoch", x: node.x, y: node.top - HALO - 6 }, shortEpoch(node.epoch)),
    );
  }

  function choose(node, focus) {
    chosen = node;
    for (const element of root.querySelectorAll(".river-node")) {
      const is = element.dataset.id === node?.id;
      element.classList.toggle("chosen", is);
      element.setAttribute("tabindex", is ? 0 : -1);
      if (is && focus) {
        element.focus();
      }
    }
    caption.textContent = node ? textOf(node) : "";
  }

  root.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -nodes.length, End: nodes.length };
    const step = steps[event.key];
    if (step !== undefined && nodes.length > 0) {
      event.preventDefault();
      const index = nodes.indexOf(chosen) + step;
      choose(nodes[Math.max(0, Math.min(nodes.length - 1, index))], true);
    }
  });

  function drawIfChanged() {
    const text = `${root.clientWidth} ${JSON.stringify(graph)}`;
    if (text === drawn) {
      return;
    }
    drawn = text;
    if (graph.nodes.length === 0) {
      root.replaceChildren(el("p", { class: "empty" }, "Nothing yet: the first configuration begins it."));
    } else {
      draw();
    }
  }

  new ResizeObserver(drawIfChanged).observe(root);

  return {
    show(cluster) {
      graph = cluster.graph;
      drawIfChanged();
    },
  };
}

function newest(graph) {
  const ordered = [...graph.nodes].sort((a, b) => a.epoch - b.epoch);
  return { nodes: ordered.slice(-MAX_NODES), edges: graph.edges };
}

/** A strand as one smooth line. */
function strand(one, column) {
  const [first, ...others] = one.points;
  let path = `M${first.x} ${first.y}`;
  let before = first;
  for (const point of others) {
    const bend = (point.x - before.x) / 2;
    path += `C${before.x + bend} ${before.y} ${point.x - bend} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  if (one.ended) {
    path += `h${column * 0.3}`;
  }
  return svg("path", { class: `river-strand${one.ended ? " ended" : ""}`, d: path });
}

function nameTag(one) {
  const end = one.points[one.points.length - 1];
  return svg("text", { class: "river-name", x: end.x + 8, y: end.y }, one.name);
}

function textOf(node) {
  const names = enumerate(node.members.map((member) => member.name || member.id));
  const until = node.children.length > 0 ? Math.min(...node.children.map((child) => child.atMillis)) : null;
  const lasted = until === null ? "" : `, for ${duration(until - node.atMillis)}`;
  const state = node.current ? ", now" : lasted;
  return `Epoch ${node.epoch}, ${counted(node.members.length, "member")} (${names}): ${storyOf(node, enumerate)}; since ${clock(node.atMillis)}${state}.`;
}
