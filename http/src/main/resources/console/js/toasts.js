/** Short messages in a corner, read aloud; failures stay until they are dismissed. */

import { el } from "./dom.js";

const SHOWN_MILLIS = 5_000;
const MAX_SHOWN = 4;

export function createToasts() {
  const root = document.getElementById("toasts");

  function add(mood, text) {
    const toast = el(
      "div",
      { class: "toast", "data-mood": mood },
      el("p", {}, text),
      el("button", { type: "button", class: "quiet", "aria-label": "Dismiss", on: { click: () => toast.remove() } }, "×"),
    );
    // An open dialog covers the page: the messages move into it.
    (document.querySelector("dialog[open]:last-of-type .toast-place") ?? root).append(toast);
    while (root.children.length > MAX_SHOWN) {
      root.firstElementChild.remove();
    }
    if (mood === "good") {
      setTimeout(() => toast.remove(), SHOWN_MILLIS);
    }
  }

  return {
    done: (text) => add("good", text),
    failed: (text) => add("bad", text),
  };
}
