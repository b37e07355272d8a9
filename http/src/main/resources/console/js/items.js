/** An item as a person can look at it: text as it is, other bytes in hex. */

import { el } from "./dom.js";
import { counted } from "./format.js";

const SHORT_CHARACTERS = 400;
const SHORT_BYTES = 128;

export function itemView(item) {
  if (item.text === undefined) {
    const bytes = atob(item.base64);
    return view("bytes", hex(bytes.slice(0, SHORT_BYTES)), bytes.length > SHORT_BYTES, () => hex(bytes), counted(bytes.length, "byte"));
  }
  if (item.text === "") {
    return el("p", { class: "item-note" }, "an empty item");
  }
  const short = item.text.slice(0, SHORT_CHARACTERS);
  return view("text", short, short.length < item.text.length, () => item.text, counted(item.text.length, "character"));
}

function view(kind, short, cut, all, size) {
  const text = el("pre", { class: kind }, cut ? `${short} …` : short);
  const more = el("button", { type: "button", class: "quiet" }, `Show all ${size}`);
  more.addEventListener("click", () => {
    text.textContent = all();
    more.remove();
  });
  return el("div", { class: "item" }, kind === "bytes" ? el("p", { class: "item-note" }, size) : null, text, cut ? more : null);
}

function hex(bytes) {
  const pairs = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"));
  return pairs.join(" ");
}
