// The way to the server and back: four requests and one stream of events.

/** Everything there is: people, their chats, the state of the sample year. */
export function getState() {
  return ask("/api/state");
}

/** Sends a text. The client id makes a repeated send the same message. */
export function sendText(chat, text, client) {
  return ask(`/api/chats/${chat}/messages`, { text, client });
}

/** Presses a button under a message of the bot. */
export function pressButton(chat, message, data) {
  return ask(`/api/chats/${chat}/press`, { message, data });
}

/** Starts playing the sample year; its progress comes as events. */
export function startYear() {
  return ask("/api/year", {});
}

/** Where a file is downloaded from. */
export function fileAddress(id) {
  return `/api/files/${encodeURIComponent(id)}`;
}

const KINDS = ["entry", "typing", "toast", "year", "reload"];
const AGAIN = 2000; // ms between looks whether the stream was given up

/**
 * Listens for as long as the page is looked at. onOpen comes with every
 * connection, the first and each later one; onLost when one breaks;
 * onEvent(kind, value) for everything told. A page put aside lets go of its
 * connection: a browser has only six for all its tabs.
 */
export function listen(told) {
  let stream = connect(told);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) stream = connect(told);
  });
  setInterval(() => {
    // The browser retries a broken connection, but not a refused one.
    if (stream.readyState === EventSource.CLOSED) stream = connect(told);
  }, AGAIN);
}

function connect({ onOpen, onLost, onEvent }) {
  const stream = new EventSource("/api/events");
  stream.onopen = onOpen;
  stream.onerror = onLost;
  for (const kind of KINDS) {
    stream.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
  }
  return stream;
}

async function ask(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}
