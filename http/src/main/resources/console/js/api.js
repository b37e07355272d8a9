/** The HTTP interface. What the server refuses becomes an Error with its sentence. */

const BASE = "/api/v1";
const PATIENCE_MILLIS = 20_000;

export const api = {
  capabilities: () => call("GET", `${BASE}/capabilities`),
  queues: (prefix, limit) => call("GET", `${BASE}/queues?prefix=${encodeURIComponent(prefix)}&limit=${limit}`),
  createQueue: (label) => call("POST", `${BASE}/queues`, { label }),
  destroyQueue: (queue) => call("DELETE", queue.href),
  browse: (queue, skip, max) => call("GET", `${queue.href}/items?skip=${skip}&max=${max}`),
  push: (queue, texts) => call("POST", `${queue.href}/items`, { items: texts.map((text) => ({ text })) }),
  pop: (queue) => call("POST", `${queue.href}/pop`),
  split: (sides) => call("POST", `${BASE}/partition`, { sides }),
  heal: () => call("POST", `${BASE}/heal`),
};

/** The label as text; one that is no text is shown by its bytes. */
export function labelOf(queue) {
  return queue.label === "" ? "(the empty label)" : (queue.label ?? `base64:${queue.labelBase64}`);
}

async function call(method, path, body) {
  const request = { method, signal: AbortSignal.timeout(PATIENCE_MILLIS), headers: { Accept: "application/json" } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, request);
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
