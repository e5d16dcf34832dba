// Messages on their way. Each has a client id of its own, under which it is
// sent as often as needed and arrives once; the ids outlive a reload. A chat's
// messages go one after the other: what was typed second never arrives first.

import { Refused, sendFile, sendText } from "./server.js";

const KEY = "outbox";

/** The messages not seen in a chat yet. */
export class Outbox {
  #items = readItems();
  #blobs = new Map(); // client id → the bytes of a file, gone after a reload
  #busy = new Set(); // chats with a message under way
  #onChange;
  #isThere;

  /** onChange(chat) is told of every step; isThere(chat, id) knows entries. */
  constructor(onChange, isThere) {
    this.#onChange = onChange;
    this.#isThere = isThere;
  }

  /** What a chat still has on its way, oldest first. */
  of(chat) {
    return this.#items.filter((item) => item.chat === chat);
  }

  /** Sends what a person says; blob is a file's bytes, with file its name. */
  add(about, blob) {
    const item = { client: newId(), date: new Date().toISOString(), state: "waiting", ...about };
    if (blob) this.#blobs.set(item.client, blob);
    this.#items.push(item);
    this.#changed(item);
    this.#pump(item.chat);
  }

  retry(client) {
    const item = this.#items.find((i) => i.client === client);
    if (!item || item.state !== "failed") return;
    item.state = "waiting";
    this.#changed(item);
    this.#pump(item.chat);
  }

  /** Gives up a message that cannot be sent. */
  drop(client) {
    const item = this.#items.find((i) => i.client === client);
    if (item) this.#drop(item);
  }

  /** Tries everything again that failed or was cut off. */
  retryAll() {
    for (const item of this.#items) this.retry(item.client);
  }

  /**
   * Takes out what has arrived as entries: by number where the server told it,
   * else the oldest of the same words, so that none is shown twice meanwhile.
   */
  settle(chat, entry) {
    if (entry.from === 0) return;
    const own = this.of(chat);
    const item = own.find((i) => i.id === entry.id) ??
      own.find((i) => !i.id && !i.file && i.text === entry.text && i.person === entry.from && isAfter(entry, i));
    if (item) this.#drop(item);
  }

  // One failure holds back what follows it in the same chat.
  async #pump(chat) {
    if (this.#busy.has(chat)) return;
    this.#busy.add(chat);
    let item;
    while ((item = this.of(chat).find((i) => i.state === "waiting"))) {
      if (!(await this.#send(item))) {
        for (const next of this.of(chat)) if (next.state === "waiting") next.state = "failed";
        this.#changed(item);
      }
    }
    this.#busy.delete(chat);
  }

  async #send(item) {
    item.state = "sending";
    this.#changed(item);
    try {
      const { id } = await this.#ask(item);
      Object.assign(item, { id, state: "sent" });
    } catch (problem) {
      item.state = problem instanceof Refused && problem.status < 500 ? "refused" : "failed";
      item.status = problem.status;
    }
    if (item.id && this.#isThere(item.chat, item.id)) this.#drop(item);
    else if (this.#items.includes(item)) this.#changed(item);
    return item.state === "sent" || item.state === "refused" || !this.#items.includes(item);
  }

  #ask(item) {
    if (!item.file) return sendText(item);
    const blob = this.#blobs.get(item.client);
    if (!blob) throw new Refused(0); // its bytes went with the page
    return sendFile(item, blob);
  }

  #drop(item) {
    this.#items = this.#items.filter((i) => i !== item);
    this.#blobs.delete(item.client);
    this.#changed(item);
  }

  #changed(item) {
    sessionStorage.setItem(KEY, JSON.stringify(this.#items.filter((i) => i.state !== "sent")));
    this.#onChange(item.chat);
  }
}

// Telegram's dates have whole seconds, so an entry may look a second too old.
function isAfter(entry, item) {
  return Date.parse(entry.date) >= Date.parse(item.date) - 1000;
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// A message that was on its way when the page closed may have arrived or not:
// it counts as failed, and is sent again under its id. A file's bytes are gone.
function readItems() {
  try {
    const items = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    return items.map((item) => ({ ...item, state: item.file ? "refused" : "failed", status: 0 }));
  } catch {
    return [];
  }
}
