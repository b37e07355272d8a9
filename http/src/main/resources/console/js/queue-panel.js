/** One queue: a look at its items page by page, and what can be done with it. */

import { api, labelOf } from "./api.js";
import { busy, confirmThen, openDialog } from "./dialogs.js";
import { el, setText } from "./dom.js";
import { count, counted } from "./format.js";
import { itemView } from "./items.js";

const PAGE = 20;

/**
 * @param context.control whether the buttons work
 * @param context.changed called after the queue was changed
 * @returns a function that takes the queue as it is known to be now, null once it is gone
 */
export function openQueuePanel(queue, { control, changed, toasts, closed }) {
  const facts = el("p", { class: "facts" });
  const list = el("ol", { class: "items" });
  const range = el("span", { class: "range" });
  const earlier = el("button", { type: "button", on: { click: () => turn(-PAGE) } }, "← Earlier");
  const later = el("button", { type: "button", on: { click: () => turn(PAGE) } }, "Later →");
  let skip = 0;
  let asked = 0;

  async function look() {
    const question = ++asked;
    try {
      const page = await api.browse(queue, skip, PAGE);
      // Answers to earlier questions may come later.
      if (question === asked) {
        draw(page);
      }
    } catch (failure) {
      toasts.failed(failure.message);
    }
  }

  function draw(page) {
    if (page.items.length === 0 && skip > 0) {
      skip = Math.max(0, Math.floor((page.total - 1) / PAGE) * PAGE);
      look();
      return;
    }
    list.start = skip + 1;
    list.replaceChildren(...page.items.map((item) => el("li", {}, itemView(item))));
    if (page.items.length === 0) {
      list.replaceChildren(
        el("li", { class: "empty" }, el("p", {}, "The queue is empty. Push something:"), el("pre", {}, `./ftqueue push ${inShell(queue)} first`)),
      );
    }
    setText(range, page.items.length === 0 ? "" : `${count(skip + 1)}–${count(skip + page.items.length)} of ${count(page.total)}`);
    earlier.disabled = skip === 0;
    later.disabled = skip + page.items.length >= page.total;
  }

  function turn(by) {
    skip = Math.max(0, skip + by);
    look();
  }

  function say(now) {
    setText(facts, `id ${now.id} · ${counted(now.size, "item")}${now.leased ? ` · ${count(now.leased)} leased` : ""}`);
  }

  const dialog = openDialog({
    title: labelOf(queue),
    kind: "drawer",
    closed,
    body: [
      facts,
      ...controls(),
      el(
        "div",
        { class: "peek-head" },
        el("h3", {}, "Items, the next one first"),
        el("button", { type: "button", class: "quiet", on: { click: look } }, "Look again"),
      ),
      el("p", { class: "hint" }, "Looking takes nothing out."),
      list,
      el("div", { class: "pager" }, earlier, range, later),
    ],
  });
  say(queue);
  look();

  function controls() {
    const text = el("textarea", { id: "push-text", rows: 2, spellcheck: "false" });
    const lines = el("input", { type: "checkbox", id: "push-lines" });
    const push = el("button", { type: "submit", class: "primary", disabled: !control }, "Push");
    const pop = el("button", { type: "button", id: "pop", disabled: !control }, "Pop");
    const destroy = el("button", { type: "button", id: "destroy", class: "danger", disabled: !control }, "Destroy …");
    const popped = el("div", { class: "popped", role: "status" });
    const form = el(
      "form",
      { class: "push", method: "dialog" },
      el("label", { for: "push-text" }, "Push an item"),
      text,
      el("span", { class: "check" }, lines, el("label", { for: "push-lines" }, "Each line is an item")),
      push,
    );

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      busy(push, toasts, async () => {
        const items = lines.checked ? text.value.split("\n").filter((line) => line !== "") : [text.value];
        if (items.length === 0) {
          toasts.failed("There is no line to push.");
          return;
        }
        toasts.done(pushedText(await api.push(queue, items)));
        text.value = "";
        await refresh();
      });
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !push.disabled) {
        form.requestSubmit();
      }
    });
    pop.addEventListener("click", () =>
      busy(pop, toasts, async () => {
        const answer = await api.pop(queue);
        popped.replaceChildren(
          ...(answer === null
            ? [el("p", {}, "There was nothing to pop: the queue is empty.")]
            : [el("p", {}, "Popped, and gone from the queue:"), ...answer.items.map(itemView)]),
        );
        await refresh();
      }),
    );
    destroy.addEventListener("click", () =>
      confirmThen({
        title: "Destroy the queue?",
        text: `${labelOf(queue)} and what is in it will be gone on all servers. Nobody can bring it back.`,
        action: "Destroy",
        toasts,
        run: async () => {
          await api.destroyQueue(queue);
          dialog.close();
          toasts.done(`Queue ${labelOf(queue)} is destroyed.`);
          changed();
        },
      }),
    );
    const off = el("p", { class: "note" }, "The buttons work if the server is started with --console --console-control.");
    text.disabled = !control;
    lines.disabled = !control;
    return [control ? null : off, form, el("div", { class: "queue-actions" }, pop, destroy), popped].filter(Boolean);
  }

  async function refresh() {
    changed();
    await look();
  }

  return { show: say, close: () => dialog.close() };
}

/** How to name the queue in a terminal: by its label, unless that would have to be quoted. */
function inShell(queue) {
  return /^[A-Za-z][\w./:-]*$/.test(labelOf(queue)) ? queue.label : queue.id;
}

function pushedText(answer) {
  const holders = answer.holding?.servers;
  const where = holders ? `, held by ${counted(holders, "server")}${answer.holding.synced ? " and on disk" : ""}` : "";
  return `${counted(answer.pushed, "item")} pushed${where}.`;
}
