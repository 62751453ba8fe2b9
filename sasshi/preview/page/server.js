// The line to ../server.py: what it sends, and what it is asked.

const AGAIN_MS = 1000;

/**
 * Listens for "state" and "busy"; `connected` is called with true and false. All that is shown
 * comes with each connection, so a server that was stopped and started again is picked up.
 */
export function listen({ state, busy, connected }) {
  let source = null;
  const open = () => {
    source = new EventSource("events");
    source.addEventListener("open", () => connected(true));
    source.addEventListener("state", (event) => state(JSON.parse(event.data)));
    source.addEventListener("busy", (event) => busy(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      connected(false);
      if (source?.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
  };
  // A browser has few connections to one server: windows that nobody sees give theirs back.
  document.addEventListener("visibilitychange", () => {
    source?.close();
    source = null;
    if (!document.hidden) open();
  });
  window.addEventListener("pagehide", () => source?.close());
  open();
}

/** Asks the server to do something; gives its answer, or `undefined` if it refuses. */
export async function post(name, body) {
  return answer(
    fetch(name, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** Gets JSON from the server, `undefined` if it refuses or is not there. */
export async function get(name) {
  return answer(fetch(name));
}

async function answer(request) {
  try {
    const response = await request;
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // not connected: the page says so elsewhere
  }
}

/** The address of the picture of a page, drawn with at least so many px for a mm. */
export function picture(key, pxPerMm) {
  const scale = [1, 2, 3, 4, 6, 8, 12, 16].find((each) => each >= pxPerMm * 0.95) ?? 24;
  return `picture/${encodeURIComponent(key)}/${scale}`;
}
