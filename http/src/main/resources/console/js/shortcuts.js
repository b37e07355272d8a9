/** Keys, and the dialog that tells them. */

import { openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { store, stored } from "./theme.js";

const KEY = "ftqueue.shortcuts";

/** @param actions [{key, text, run}]; the dialog lists them in this order */
export function createShortcuts(actions) {
  let on = stored(KEY) !== "off";

  function help() {
    const box = el("input", { type: "checkbox", id: "shortcuts-on", checked: on });
    box.addEventListener("change", () => {
      on = box.checked;
      store(KEY, on ? "on" : "off");
    });
    openDialog({
      title: "Keyboard",
      body: [
        el(
          "dl",
          { class: "keys-list" },
          ...[...actions, { key: "?", text: "This help" }].flatMap((action) => [
            el("dt", {}, el("kbd", {}, action.key)),
            el("dd", {}, action.text),
          ]),
          el("dt", {}, el("kbd", {}, "←"), el("kbd", {}, "→")),
          el("dd", {}, "Along the configuration history, when it has the focus"),
          el("dt", {}, el("kbd", {}, "↑"), el("kbd", {}, "↓")),
          el("dd", {}, "From queue to queue, Enter opens one"),
          el("dt", {}, el("kbd", {}, "Ctrl"), el("kbd", {}, "Enter")),
          el("dd", {}, "Push what is written"),
          el("dt", {}, el("kbd", {}, "Esc")),
          el("dd", {}, "Close"),
        ),
        el("p", { class: "check" }, box, el("label", { for: "shortcuts-on" }, "Single keys do something")),
      ],
    });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    if (event.key === "?") {
      event.preventDefault();
      help();
      return;
    }
    const action = on && actions.find((one) => one.key === event.key);
    if (action) {
      event.preventDefault();
      action.run();
    }
  });
  document.getElementById("help").addEventListener("click", help);
}
