/** A ring of members with the one lit whose turn it is to issue a slot. */

import { setAttribute, setText, svg } from "./dom.js";
import { count } from "./format.js";
import { nameOf } from "./summary.js";

const SIZE = 200;
const RADIUS = 74;
/** How often the ring moves; it plays what has happened since the last state but one, a second late. */
const STEP_MILLIS = 200;
const PERIOD_MILLIS = 1_000;

export function createRing() {
  const slot = svg("text", { class: "ring-slot", x: SIZE / 2, y: SIZE / 2 + 2 });
  const label = svg("text", { class: "ring-label", x: SIZE / 2, y: SIZE / 2 - 20 }, "slot");
  const turn = svg("text", { class: "ring-label", x: SIZE / 2, y: SIZE / 2 + 22 });
  const nodes = svg("g");
  const root = svg(
    "svg",
    { class: "ring", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img" },
    svg("circle", { class: "ring-track", cx: SIZE / 2, cy: SIZE / 2, r: RADIUS }),
    nodes,
    label,
    slot,
    turn,
  );
  let members = [];
  let from = null;
  let to = null;
  let since = 0;
  let timer = 0;

  function place() {
    const size = Math.max(9, Math.min(22, 110 / Math.max(members.length, 1)));
    nodes.replaceChildren(
      ...members.map((member, index) => {
        const angle = (index / members.length) * 2 * Math.PI - Math.PI / 2;
        const x = SIZE / 2 + RADIUS * Math.cos(angle);
        const y = SIZE / 2 + RADIUS * Math.sin(angle);
        const name = nameOf(member);
        return svg(
          "g",
          { class: "ring-node" },
          svg("circle", { cx: x, cy: y, r: size }),
          svg("text", { x, y }, name.length * 7 < size * 2 ? name : String(index + 1)),
          svg("title", {}, name),
        );
      }),
    );
  }

  /** Lights the member that issues a slot. */
  function light(number) {
    const index = Number(number % members.length);
    [...nodes.children].forEach((node, position) => node.classList.toggle("lit", position === index));
    setText(slot, count(number));
    setText(turn, `${nameOf(members[index])}’s turn`);
  }

  function step() {
    const part = Math.min(1, (performance.now() - since) / PERIOD_MILLIS);
    light(Math.round(from + (to - from) * part));
    if (part >= 1) {
      stop();
    }
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
  }

  return {
    root,
    show(component) {
      const changed =
        members.length !== component.members.length ||
        members.some((member, index) => member.id !== component.members[index].id);
      members = component.members;
      if (changed) {
        place();
      }
      const number = component.sequencer?.slot ?? null;
      if (number === null) {
        return;
      }
      setAttribute(root, "aria-label", `Slot ${count(number)} is for ${nameOf(component.sequencer)} to issue`);
      from = to === null || changed || number < to ? number : to;
      to = number;
      since = performance.now();
      stop();
      if (from === to || matchMedia("(prefers-reduced-motion: reduce)").matches) {
        light(to);
      } else {
        timer = setInterval(step, STEP_MILLIS);
        step();
      }
    },
  };
}
