// The way to the server and back: requests and one stream of events.

/** Everything there is: people, groups, the ends of their chats, the year. */
export function getState() {
  return ask("/api/state");
}

/** What lies before an entry of a chat. */
export function getOlder(chat, before) {
  return ask(`/api/chats/${chat}/entries?before=${before}`);
}

/** The commands a person is offered in a chat. */
export function getMenu(chat, person) {
  return ask(`/api/chats/${chat}/menu?person=${person}`);
}

/** What became of a message. */
export function getStory(chat, message) {
  return ask(`/api/chats/${chat}/story?message=${message}`);
}

/** A file as something to look at. */
export function getPreview(id) {
  return ask(`/api/files/${encodeURIComponent(id)}/preview`);
}

/** Sends a text. The client id makes a repeated send the same message. */
export function sendText({ chat, person, text, client, reply_to }) {
  return ask(`/api/chats/${chat}/messages`, { person, text, client, reply_to });
}

/** Sends a file, whose kind is "photo", "voice" or "file". */
export function sendFile({ chat, person, text, client, reply_to, file }, blob) {
  const about = new URLSearchParams({
    person, client, reply_to: reply_to ?? 0, kind: file.kind, name: file.name, caption: text,
  });
  return ask(`/api/chats/${chat}/files?${about}`, blob);
}

/** Rewrites an own message. */
export function editText(chat, person, message, text) {
  return ask(`/api/chats/${chat}/edits`, { person, message, text });
}

/** Passes a message on from one chat to another. */
export function forward(chat, person, from, message) {
  return ask(`/api/chats/${chat}/forwards`, { person, from, message });
}

/** Reacts to a message; "" takes the reaction back. */
export function react(chat, person, message, emoji) {
  return ask(`/api/chats/${chat}/reactions`, { person, message, emoji });
}

/** Presses a button under a message of the bot. */
export function pressButton(chat, person, message, data) {
  return ask(`/api/chats/${chat}/press`, { person, message, data });
}

/** Starts playing the sample year, so many ms between two lines. */
export function startYear(pace) {
  return ask("/api/year", { pace });
}

/** Where a file is downloaded from. */
export function fileAddress(id) {
  return `/api/files/${encodeURIComponent(id)}`;
}

/** What the server refused, with its status; anything else is no answer. */
export class Refused extends Error {
  constructor(status) {
    super(`refused: ${status}`);
    this.status = status;
  }
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
  const isBytes = body instanceof Blob;
  const options = body && {
    method: "POST",
    headers: { "Content-Type": isBytes ? "application/octet-stream" : "application/json" },
    body: isBytes ? body : JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Refused(answer.status);
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}
