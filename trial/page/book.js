// What the page knows: people, what was said in each chat, what is unread.
// It draws nothing; whoever draws asks it and is told when something changed.

/** The people and chats as the server last told them. */
export class Book {
  people = [];
  year = { available: false, loaded: false, running: false, done: 0, total: 0 };
  bot = { name: "", username: "" };
  #chats = new Map(); // person id → Map of entry id → entry, in order
  #seen = readSeen(); // person id → number of the last entry read
  #typing = new Map(); // person id → time in ms the sign ends

  /** Takes over a whole state, forgetting what it no longer holds. */
  load(state) {
    this.people = state.people;
    this.bot = state.bot;
    this.year = state.year;
    this.#chats.clear();
    for (const person of state.people) {
      const entries = state.chats[person.id] ?? [];
      this.#chats.set(person.id, new Map(entries.map((e) => [e.id, e])));
      if (!(person.id in this.#seen)) this.markRead(person.id);
    }
  }

  person(id) {
    return this.people.find((p) => p.id === id);
  }

  /** What was said in a chat, oldest first. */
  entries(id) {
    return [...(this.#chats.get(id)?.values() ?? [])];
  }

  has(id, entry) {
    return this.#chats.get(id)?.has(entry) ?? false;
  }

  last(id) {
    return this.entries(id).at(-1);
  }

  /** Adds an entry, or replaces the one of its id; false for chats not shown. */
  put(id, entry) {
    const chat = this.#chats.get(id);
    if (!chat) return false;
    chat.set(entry.id, entry);
    if (entry.from === "bot") this.#typing.delete(id);
    return true;
  }

  setTyping(id, until) {
    this.#typing.set(id, Date.parse(until));
  }

  /** How many ms the typing sign is still to be shown; zero for none. */
  typingFor(id) {
    return Math.max(0, (this.#typing.get(id) ?? 0) - Date.now());
  }

  unread(id) {
    const last = this.last(id);
    return Boolean(last) && last.from === "bot" && last.id > (this.#seen[id] ?? 0);
  }

  markRead(id) {
    this.#seen[id] = this.last(id)?.id ?? 0;
    localStorage.setItem("seen", JSON.stringify(this.#seen));
  }
}

function readSeen() {
  try {
    return JSON.parse(localStorage.getItem("seen")) ?? {};
  } catch {
    return {}; // somebody else's words under our key
  }
}
