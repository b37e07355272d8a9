/** The state of the group in a sentence. */

import { counted, enumerate } from "./format.js";
import { setAttribute, setText } from "./dom.js";

export function createSummary() {
  const root = document.getElementById("summary");
  const text = document.getElementById("summary-text");

  return {
    show(cluster) {
      const { mood, sentence } = describe(cluster);
      setAttribute(root, "data-mood", mood);
      setText(text, sentence);
    },
  };
}

/** Names that tell the servers apart: the address where there is no name. */
export function nameOf(server) {
  return server.name || server.address || server.id;
}

/** What to say of the group, and how good that is: "good", "busy" or "bad". */
export function describe(cluster) {
  const servers = cluster.servers;
  const lost = servers.filter((server) => !server.reachable);
  const components = cluster.components.filter((component) => component.members.length > 0);
  const merging = servers.filter((server) => server.reachable && server.health === "merging");
  const sides = components.map((component) => component.members.map(nameOf).join(", "));

  const silence = `${enumerate(lost.map(nameOf))} ${lost.length === 1 ? "does" : "do"} not answer.`;

  if (components.length > 1) {
    const split = `The group is split: ${sides.join(" | ")}. Each side serves on its own; they become one again when they hear each other.`;
    return { mood: "bad", sentence: lost.length > 0 ? `${split} ${silence}` : split };
  }
  if (components.length === 0) {
    return { mood: "busy", sentence: "The servers are agreeing on who is a member …" };
  }
  if (lost.length > 0) {
    const left = servers.length - lost.length;
    return { mood: "bad", sentence: `${silence} ${counted(left, "server")} ${left === 1 ? "goes" : "go"} on.` };
  }
  if (merging.length > 0) {
    return { mood: "busy", sentence: `One group; ${enumerate(merging.map(nameOf))} ${merging.length === 1 ? "is" : "are"} catching up.` };
  }
  if (servers.length === 1) {
    return {
      mood: "good",
      sentence: "One server serves, alone. Start another with ./ftqueue server: they find each other.",
    };
  }
  const all = servers.length === 2 ? "Both" : `All ${servers.length}`;
  return { mood: "good", sentence: `${all} servers serve as one group.` };
}
