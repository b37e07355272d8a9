/** Dialogs: what all of them have in common, and the small ones. */

import { el } from "./dom.js";

let opened = 0;

/**
 * Shows a dialog and removes it when it is closed; the browser keeps the focus in it and gives it back afterwards.
 *
 * @returns the dialog element, which is open
 */
export function openDialog({ title, kind = "small", body, closed = () => {} }) {
  const id = `dialog-${++opened}`;
  const heading = el("h2", { id, tabindex: -1 }, title);
  const messages = el("div", { class: "toast-place", role: "status", "aria-live": "polite" });
  const dialog = el(
    "dialog",
    { class: kind, "aria-labelledby": id },
    el(
      "div",
      { class: "dialog-head" },
      heading,
      el("button", { type: "button", class: "quiet close", "aria-label": "Close", on: { click: () => dialog.close() } }, "×"),
    ),
    messages,
    ...body,
  );
  dialog.addEventListener("click", (event) => {
    // Only what is outside of the dialog's own content is the backdrop.
    if (event.target === dialog) {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    document.getElementById("toasts").append(...messages.children);
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  // Else the browser would choose the button that closes.
  (dialog.querySelector("[autofocus]") ?? heading).focus();
  return dialog;
}

/** Asks before something that cannot be undone. The button that has the focus is the one that does nothing. */
export function confirmThen({ title, text, action, run, toasts }) {
  const cancel = el("button", { type: "button", autofocus: true }, "Cancel");
  const go = el("button", { type: "button", class: "danger" }, action);
  const dialog = openDialog({
    title,
    body: [el("p", {}, text), el("div", { class: "dialog-actions" }, cancel, go)],
  });
  cancel.addEventListener("click", () => dialog.close());
  go.addEventListener("click", () => busy(go, toasts, async () => {
    await run();
    dialog.close();
  }));
}

/** Asks for a label and makes a queue of it. */
export function askForLabel({ create, toasts }) {
  const label = el("input", { id: "new-label", type: "text", required: true, autocomplete: "off", spellcheck: "false", autofocus: true });
  const go = el("button", { type: "submit", class: "primary" }, "Create");
  const form = el(
    "form",
    { method: "dialog" },
    el("label", { for: "new-label" }, "Label"),
    label,
    el("p", { class: "hint" }, "Any text. A queue that is there already under this label is left as it is."),
    el("div", { class: "dialog-actions" }, go),
  );
  const dialog = openDialog({ title: "New queue", body: [form] });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(go, toasts, async () => {
      await create(label.value);
      dialog.close();
    });
  });
}

/** Does what a button is for; meanwhile it cannot be pressed again, and a failure is told. */
export async function busy(button, toasts, work) {
  button.disabled = true;
  try {
    await work();
  } catch (failure) {
    toasts.failed(failure.message);
  } finally {
    button.disabled = false;
  }
}
