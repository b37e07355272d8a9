/** Asks which servers go to which side of a split that is only tried out. */

import { busy, openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { nameOf } from "./summary.js";

const SIDES = ["A", "B", "C"];

export function openSplitDialog({ servers, split, toasts }) {
  const sideOf = new Map(servers.map((server, index) => [server, index < servers.length - 1 ? "A" : "B"]));
  const preview = el("p", { class: "split-preview", role: "status" });
  const go = el("button", { type: "submit", class: "primary" }, "Split");

  function sides() {
    return SIDES.map((side) => servers.filter((server) => sideOf.get(server) === side)).filter((side) => side.length > 0);
  }

  function say() {
    const parts = sides();
    go.disabled = parts.length < 2;
    preview.textContent =
      parts.length < 2
        ? "All on one side is no split: put one server on another."
        : parts.map((side) => side.map(nameOf).join(", ")).join("  |  ");
  }

  const rows = servers.map((server, row) =>
    el(
      "fieldset",
      { class: "split-row" },
      el("legend", {}, nameOf(server)),
      el(
        "span",
        { class: "segments" },
        ...SIDES.map((side) => {
          const id = `side-${row}-${side}`;
          const radio = el("input", {
            type: "radio",
            name: `side-${row}`,
            id,
            checked: sideOf.get(server) === side,
            autofocus: row === servers.length - 1 && sideOf.get(server) === side,
          });
          radio.addEventListener("change", () => {
            sideOf.set(server, side);
            say();
          });
          return el("span", { class: "segment" }, radio, el("label", { for: id }, side));
        }),
      ),
    ),
  );

  const form = el(
    "form",
    { method: "dialog" },
    el("p", { class: "hint" }, "The servers behave as if the network were cut between the sides, until you heal it. Nothing is lost; each side serves on."),
    ...rows,
    preview,
    el("div", { class: "dialog-actions" }, go),
  );
  const dialog = openDialog({ title: "Split the group, to try it out", body: [form] });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(go, toasts, async () => {
      await split(sides().map((side) => side.map((server) => server.address)));
      dialog.close();
    });
  });
  say();
}
