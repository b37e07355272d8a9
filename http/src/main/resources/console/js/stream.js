/** The events of the server: keeps the connection, and says when there is none. */

/** A state comes each second; a server that says nothing for so long is as good as gone. */
const SILENCE_MILLIS = 6_000;
const RETRY_MILLIS = 2_000;

/**
 * @param on.cluster called with each state of the group
 * @param on.change called with what the server noticed
 * @param on.link called with true and false as the connection comes and goes
 */
export function openStream(on) {
  let source = null;
  let watchdog = 0;
  let connected = null;

  function say(now) {
    if (connected !== now) {
      connected = now;
      on.link(now);
    }
  }

  function heard() {
    clearTimeout(watchdog);
    watchdog = setTimeout(reconnect, SILENCE_MILLIS);
  }

  function reconnect() {
    say(false);
    source?.close();
    connect();
  }

  function connect() {
    clearTimeout(watchdog);
    source = new EventSource("/api/v1/events");
    source.addEventListener("cluster", (event) => {
      say(true);
      heard();
      on.cluster(JSON.parse(event.data));
    });
    source.addEventListener("change", (event) => {
      heard();
      on.change(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      // The browser gives up for good on some failures, so trying again is done here for all of them.
      source.close();
      say(false);
      clearTimeout(watchdog);
      watchdog = setTimeout(connect, RETRY_MILLIS);
    });
    watchdog = setTimeout(reconnect, SILENCE_MILLIS);
  }

  connect();
}
