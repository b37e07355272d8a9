/** Puts the parts of the console together. */

import { api, labelOf } from "./api.js";
import { askForLabel, confirmThen } from "./dialogs.js";
import { clock, enumerate } from "./format.js";
import { createGroup } from "./group.js";
import { createMerges } from "./merges.js";
import { createPlots } from "./plots.js";
import { createQueues, FETCHED } from "./queues.js";
import { openQueuePanel } from "./queue-panel.js";
import { createRiver } from "./river.js";
import { createShortcuts } from "./shortcuts.js";
import { openSplitDialog } from "./split-dialog.js";
import { openStream } from "./stream.js";
import { createSummary } from "./summary.js";
import { createTheme } from "./theme.js";
import { createToasts } from "./toasts.js";

const QUEUES_EVERY_MILLIS = 2_000;

const toasts = createToasts();
const summary = createSummary();
const group = createGroup();
const river = createRiver();
const plots = createPlots();
const merges = createMerges();
const theme = createTheme(plots.recolour);
const queues = createQueues({ open: openQueue, searched: loadQueues });

const byId = (id) => document.getElementById(id);

let capabilities = { control: false };
let cluster = null;
let panel = null;

async function loadCapabilities() {
  try {
    capabilities = await api.capabilities();
  } catch (failure) {
    // The next connection asks again; until then nothing is allowed.
    capabilities = { control: false };
  }
  byId("looking-only").hidden = capabilities.control;
  byId("version").textContent = capabilities.version ? `FTQueue ${capabilities.version}` : "";
  allow();
}

/** Which buttons can be pressed. */
function allow() {
  const control = capabilities.control && document.body.dataset.link === "up";
  const split = cluster?.components.length > 1 || cluster?.servers.some((server) => server.partition?.blocked.length > 0);
  byId("create").disabled = !control;
  byId("split").disabled = !control || cluster === null || cluster.servers.length < 2;
  byId("heal").disabled = !control || !split;
}

async function loadQueues() {
  try {
    const { queues: now } = await api.queues(queues.prefix(), FETCHED);
    queues.show(now);
    panel?.show(now);
  } catch (failure) {
    queues.fail(failure.message);
  }
}

function showCluster(now) {
  cluster = now;
  summary.show(now);
  group.show(now);
  river.show(now);
  plots.show(now);
  merges.show(now);
  allow();
}

function showLink(up) {
  document.body.dataset.link = up ? "up" : "down";
  byId("link").dataset.state = up ? "up" : "down";
  byId("link-text").textContent = up ? "Live" : "Not connected";
  const banner = byId("banner");
  banner.hidden = up;
  if (up) {
    banner.textContent = "";
    loadCapabilities();
    loadQueues();
  } else {
    const known = cluster === null ? "Nothing is known yet." : `What you see is as of ${clock(cluster.at)}.`;
    banner.textContent = `The connection to this server is lost. ${known} Trying again …`;
  }
  allow();
}

function openQueue(queue) {
  const opened = openQueuePanel(queue, {
    control: capabilities.control,
    changed: loadQueues,
    toasts,
    closed: () => {
      panel = null;
    },
  });
  panel = {
    show(all) {
      const now = all.find((one) => one.id === queue.id);
      if (now) {
        opened.show(now);
      }
    },
  };
}

function createQueue() {
  askForLabel({
    toasts,
    create: async (label) => {
      const queue = await api.createQueue(label);
      toasts.done(`Queue ${labelOf(queue)} is there, id ${queue.id}.`);
      await loadQueues();
    },
  });
}

function split() {
  openSplitDialog({
    servers: cluster.servers.filter((server) => server.reachable),
    toasts,
    split: async (sides) => {
      await api.split(sides);
      toasts.done("The servers are told not to hear the other side.");
    },
  });
}

function heal() {
  confirmThen({
    title: "Heal the split?",
    text: `${enumerate(cluster.components.map((_, index) => `side ${index + 1}`))} become one group again, and a report tells what became of the queues.`,
    action: "Heal",
    toasts,
    run: async () => {
      await api.heal();
      toasts.done("The servers hear each other again.");
    },
  });
}

function goTo(id) {
  return () => {
    byId(id).focus();
    byId(id).scrollIntoView();
  };
}

/** For shortcuts: presses a button that can be pressed. */
function press(id) {
  return () => byId(id).click();
}

byId("create").addEventListener("click", createQueue);
byId("split").addEventListener("click", split);
byId("heal").addEventListener("click", heal);

createShortcuts([
  { key: "1", text: "Members", run: goTo("group") },
  { key: "2", text: "Configuration history", run: goTo("history") },
  { key: "3", text: "Plots", run: goTo("plots") },
  { key: "4", text: "Queues", run: goTo("queues") },
  { key: "5", text: "Merge reports", run: goTo("merges") },
  { key: "/", text: "Search the queues", run: queues.focusSearch },
  { key: "n", text: "New queue", run: press("create") },
  { key: "s", text: "Split the group, to try it out", run: press("split") },
  { key: "h", text: "Heal the split", run: press("heal") },
  { key: "t", text: "Theme: system, dark, light", run: theme.next },
]);

openStream({
  cluster: showCluster,
  change: loadQueues,
  link: showLink,
});
setInterval(() => {
  if (!document.hidden && document.body.dataset.link === "up") {
    loadQueues();
  }
}, QUEUES_EVERY_MILLIS);
