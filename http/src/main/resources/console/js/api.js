/** The HTTP interface. What the server refuses becomes an Error with its sentence. */

const BASE = "/api/v1";
const PATIENCE_MILLIS = 20_000;

export const api = {
  capabilities: () => call("GET", "/capabilities"),
  queues: (prefix, limit) => call("GET", `/queues?prefix=${encodeURIComponent(prefix)}&limit=${limit}`),
  createQueue: (label) => call("POST", "/queues", { label }),
  destroyQueue: (queue) => call("DELETE", pathOf(queue)),
  browse: (queue, skip, max) => call("GET", `${pathOf(queue)}/items?skip=${skip}&max=${max}`),
  push: (queue, texts) => call("POST", `${pathOf(queue)}/items`, { items: texts.map((text) => ({ text })) }),
  pop: (queue) => call("POST", `${pathOf(queue)}/pop`),
  split: (sides) => call("POST", "/partition", { sides }),
  heal: () => call("POST", "/heal"),
};

/** The label as text; one that is no text is shown by its bytes. */
export function labelOf(queue) {
  return queue.label ?? `base64:${queue.labelBase64}`;
}

function pathOf(queue) {
  const segment =
    queue.label === undefined
      ? "~" + queue.labelBase64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
      : encodeURIComponent(queue.label);
  return `/queues/${segment}`;
}

async function call(method, path, body) {
  const request = { method, signal: AbortSignal.timeout(PATIENCE_MILLIS), headers: { Accept: "application/json" } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(BASE + path, request);
  } catch (failure) {
    throw new Error(
      failure.name === "TimeoutError"
        ? "The server has not answered in time; what became of this is not known. Look before you try again."
        : "The server cannot be reached just now.",
    );
  }
  if (!response.ok) {
    throw new Error(await problemOf(response));
  }
  return response.status === 204 ? null : response.json();
}

async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch (unreadable) {
    return `The server answered ${response.status} ${response.statusText}.`;
  }
}
