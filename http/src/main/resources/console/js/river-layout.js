/** Where the configurations and the strands of their members are drawn. Knows nothing of the page. */

import { byName, millis } from "./format.js";

/** Two configurations that begin so close to each other, and do not follow from each other, share a column. */
const TOGETHER_MILLIS = 2_000;

/** Columns are as wide as there is room for, within these. */
const COLUMN = { least: 84, most: 190 };
const STRAND = 14;
const GAP = 40;
const MARGIN = { top: 34, bottom: 34, left: 56, right: 96 };

/**
 * Lays out a graph {nodes, edges} in a room that is so wide; it takes more if it has to.
 *
 * @returns {{width, height, column, columns: [{x, atMillis}], nodes: [{...node, x, top, bottom, dots, parents, children}],
 *     strands: [{member, name, ended, current, points: [{x, y}]}]}}
 */
export function layOut(graph, room) {
  const nodes = inColumns(graph);
  if (nodes.length === 0) {
    return { width: 0, height: 0, column: 0, columns: [], nodes: [], strands: [] };
  }
  const last = Math.max(...nodes.map((node) => node.column)) + 1;
  const width = (room - MARGIN.left - MARGIN.right) / last;
  const column = Math.max(COLUMN.least, Math.min(COLUMN.most, width));
  const xOf = (index) => MARGIN.left + index * column;
  const strands = strandsOf(nodes, last);
  const packed = Array.from({ length: last + 1 }, (_, column) => pack(strands, column));
  const height = Math.max(...packed.map((pack) => pack.height));

  for (const strand of strands) {
    strand.points = [];
    for (let index = strand.from; index <= strand.to; index++) {
      const y = MARGIN.top + (height - packed[index].height) / 2 + packed[index].offsets.get(strand);
      strand.points.push({ x: xOf(index), y });
    }
  }
  for (const node of nodes) {
    node.x = xOf(node.column);
    node.dots = strands
      .filter((strand) => strand.at(node.column) === node)
      .map((strand) => ({ name: strand.name, y: strand.points[node.column - strand.from].y }));
    node.top = Math.min(...node.dots.map((dot) => dot.y));
    node.bottom = Math.max(...node.dots.map((dot) => dot.y));
  }
  return {
    width: xOf(last) + MARGIN.right,
    height: MARGIN.top + height + MARGIN.bottom,
    column,
    columns: columnsOf(nodes),
    nodes,
    strands,
  };
}

/** The nodes in the order of time, each with its column, its parents and its children. */
function inColumns(graph) {
  const nodes = graph.nodes
    .filter((node) => node.members.length > 0)
    .map((node) => ({ ...node, atMillis: millis(node.atMillis), parents: [], children: [] }))
    .sort((a, b) => a.epoch - b.epoch || a.atMillis - b.atMillis);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const { from, to } of graph.edges) {
    const parent = byId.get(from);
    const child = byId.get(to);
    if (parent && child) {
      child.parents.push(parent);
      parent.children.push(child);
    }
  }
  // Servers' clocks differ, but nothing is drawn before what it came from, whose epoch is lower.
  for (const node of nodes) {
    node.order = Math.max(node.atMillis, ...node.parents.map((parent) => parent.order + 1));
  }
  nodes.sort((a, b) => a.order - b.order);
  let column = -1;
  let together = [];
  for (const node of nodes) {
    const follows = together.length === 0 || together.some((other) => shareMembers(other, node));
    if (follows || node.order - together[0].order > TOGETHER_MILLIS) {
      column++;
      together = [];
    }
    together.push(node);
    node.column = column;
  }
  return nodes;
}

function shareMembers(first, second) {
  const ids = new Set(first.members.map((member) => member.id));
  return second.members.some((member) => ids.has(member.id));
}

/** One strand for each member: through which configurations it went, from which column to which. */
function strandsOf(nodes, last) {
  const strands = new Map();
  for (const node of nodes) {
    for (const member of node.members) {
      if (!strands.has(member.id)) {
        strands.set(member.id, { member: member.id, name: member.name || member.id, nodes: [] });
      }
      strands.get(member.id).nodes.push(node);
    }
  }
  return [...strands.values()]
    .map((strand) => {
      const end = strand.nodes[strand.nodes.length - 1];
      const next = Math.min(...end.children.map((child) => child.column), last);
      return {
        ...strand,
        current: end.current === true,
        ended: end.current !== true,
        from: strand.nodes[0].column,
        to: end.current ? last : Math.max(end.column, next - 1),
        at: (column) => strand.nodes.findLast((node) => node.column <= column),
      };
    })
    .sort((a, b) => byName(a.name, b.name) || byName(a.member, b.member));
}

/** How far below the top each strand is at a column: those of one configuration side by side, the others apart. */
function pack(strands, column) {
  const groups = new Map();
  for (const strand of strands) {
    if (strand.from <= column && column <= strand.to) {
      const node = strand.at(column);
      groups.set(node, [...(groups.get(node) ?? []), strand]);
    }
  }
  const offsets = new Map();
  let y = 0;
  for (const group of groups.values()) {
    group.forEach((strand, index) => offsets.set(strand, y + index * STRAND));
    y += (group.length - 1) * STRAND + GAP;
  }
  return { offsets, height: Math.max(0, y - GAP) };
}

function columnsOf(nodes) {
  const columns = new Map();
  for (const node of nodes) {
    if (!columns.has(node.column)) {
      columns.set(node.column, { x: node.x, atMillis: node.atMillis });
    }
  }
  return [...columns.values()];
}

/** What a configuration brought, in words: "split", "merge", who joined and who left. */
export function storyOf(node, enumerate) {
  const names = (members) => enumerate(members.map((member) => member.name || member.id));
  const without = (members, others) => {
    const ids = new Set(others.map((member) => member.id));
    return members.filter((member) => !ids.has(member.id));
  };
  if (node.parents.length === 0) {
    return node.members.length === 1 ? `${names(node.members)} began alone` : `began with ${names(node.members)}`;
  }
  if (node.parents.length > 1) {
    return `merge of ${node.parents.map((parent) => names(parent.members)).join(" with ")}`;
  }
  const [parent] = node.parents;
  const joined = without(node.members, parent.members);
  const left = without(parent.members, node.members);
  if (parent.children.length > 1) {
    return `a side of the split of ${names(parent.members)}`;
  }
  const changes = [];
  if (joined.length > 0) {
    changes.push(`${names(joined)} joined`);
  }
  if (left.length > 0) {
    changes.push(`${names(left)} left`);
  }
  return changes.join(", ") || "the same members agreed again";
}
