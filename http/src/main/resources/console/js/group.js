/** The components of the group: a ring of members and how each of them is. */

import { el, keep, setAttribute, setText } from "./dom.js";
import { count, duration } from "./format.js";
import { createRing } from "./ring.js";
import { nameOf } from "./summary.js";

/** How the words of the interface look. */
const MOODS = { serving: "good", silent: "bad" };

export function createGroup() {
  const root = document.getElementById("components");
  const rings = new WeakMap();

  function create() {
    const ring = createRing();
    const panel = el(
      "article",
      { class: "component" },
      el("h3"),
      el("div", { class: "component-body" }, ring.root, el("ul", { class: "members" })),
    );
    rings.set(panel, ring);
    return panel;
  }

  function update(panel, component) {
    const ring = rings.get(panel);
    setText(panel.querySelector("h3"), component.title);
    panel.classList.toggle("outside", component.configuration === null);
    ring.root.toggleAttribute("hidden", component.configuration === null);
    if (component.configuration !== null) {
      ring.show(component);
    }
    keep(panel.querySelector(".members"), component.rows, (row) => row.key, createRow, updateRow);
  }

  return {
    show(cluster) {
      root.classList.toggle("several", cluster.components.length > 1);
      keep(root, componentsOf(cluster), (component) => component.key, create, update);
    },
  };
}

/** The components with what the servers tell of themselves, and after them the servers that are in none. */
function componentsOf(cluster) {
  const byAddress = new Map(cluster.servers.map((server) => [server.address, server]));
  const several = cluster.components.length > 1;
  const placed = new Set();
  const components = cluster.components.map((component, index) => {
    component.members.forEach((member) => placed.add(member.address));
    const names = component.members.length;
    return {
      ...component,
      key: component.configuration,
      title: `${several ? `Side ${index + 1}: ` : ""}${names} member${names === 1 ? "" : "s"}, epoch ${component.epoch}`,
      rows: component.members.map((member) => rowOf({ ...member, ...byAddress.get(member.address) }, cluster)),
    };
  });
  const outside = cluster.servers.filter((server) => !placed.has(server.address));
  if (outside.length > 0) {
    components.push({
      key: "outside",
      configuration: null,
      title: "In no configuration just now",
      rows: outside.map((server) => rowOf(server, cluster)),
    });
  }
  return components;
}

function rowOf(server, cluster) {
  return { ...server, key: server.address, own: server.address === cluster.server };
}

function createRow() {
  return el(
    "li",
    { class: "member" },
    el("span", { class: "member-name" }),
    el("span", { class: "health" }, el("span", { class: "dot", "aria-hidden": "true" }), el("span", { class: "word" })),
    el("span", { class: "member-address" }),
    el("span", { class: "member-slot" }),
    el("span", { class: "member-uptime" }),
  );
}

function updateRow(row, server) {
  const health = server.reachable === false ? "silent" : (server.health ?? "unknown");
  setText(row.querySelector(".member-name"), nameOf(server));
  setAttribute(row, "data-own", server.own ? "" : null);
  setAttribute(row.querySelector(".health"), "data-mood", MOODS[health] ?? "busy");
  setText(row.querySelector(".word"), health);
  setText(row.querySelector(".member-address"), server.address + (server.own ? " · this one" : ""));
  setText(row.querySelector(".member-slot"), `slot ${count(server.deliveredSlot)}`);
  setText(row.querySelector(".member-uptime"), `up ${duration(server.uptimeMillis)}`);
}
