// Messages on their way. Each has a client id of its own, under which it is
// sent as often as needed and arrives once; the ids outlive a reload.

import { sendText } from "./server.js";

const KEY = "outbox";

/** The messages not seen in a chat yet. */
export class Outbox {
  #items = readItems();
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

  add(chat, text) {
    const item = { client: newId(), chat, text, date: new Date().toISOString(), state: "sending" };
    this.#items.push(item);
    return this.#send(item);
  }

  retry(client) {
    const item = this.#items.find((i) => i.client === client);
    if (item && item.state === "failed") this.#send(item);
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
    if (entry.from !== "me") return;
    const own = this.of(chat);
    const item = own.find((i) => i.id === entry.id) ?? own.find((i) => !i.id && i.text === entry.text && isAfter(entry, i));
    if (item) this.#drop(item);
  }

  async #send(item) {
    item.state = "sending";
    this.#changed(item);
    try {
      const { id } = await sendText(item.chat, item.text, item.client);
      Object.assign(item, { id, state: "sent" });
    } catch {
      item.state = "failed";
    }
    if (item.id && this.#isThere(item.chat, item.id)) this.#drop(item);
    else if (this.#items.includes(item)) this.#changed(item);
  }

  #drop(item) {
    this.#items = this.#items.filter((i) => i !== item);
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
// it counts as failed, and is sent again under its id.
function readItems() {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY)) ?? []).map((item) => ({ ...item, state: "failed" }));
  } catch {
    return [];
  }
}
