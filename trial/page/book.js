// What the page knows: people, groups, what was said in each chat, what is
// unread. It draws nothing; whoever draws asks it and is told of changes.

const KEPT = 3000; // entries of a chat held at once; older ones are asked for again

/** The people and chats as the server last told them. */
export class Book {
  people = [];
  groups = [];
  year = { available: false, loaded: false, running: false, done: 0, total: 0 };
  bot = { name: "", username: "" };
  explains = false;
  #chats = new Map(); // chat id → { entries: Map of entry id → entry in order, more, pinned }
  #seen = readSeen(); // chat id → number of the last entry read
  #typing = new Map(); // chat id → time in ms the sign ends

  /** Takes over a whole state, forgetting what it no longer holds. */
  load(state) {
    Object.assign(this, { people: state.people, groups: state.groups, bot: state.bot, year: state.year, explains: state.explains });
    this.#chats.clear();
    for (const [id, { entries, more, pinned }] of Object.entries(state.chats)) {
      this.#chats.set(Number(id), { entries: new Map(entries.map((e) => [e.id, e])), more, pinned });
      if (!(id in this.#seen)) this.markRead(Number(id));
    }
  }

  /** Puts what lies before the oldest known entry there. */
  addOlder(id, { entries, more }) {
    const chat = this.#chats.get(id);
    if (!chat) return;
    chat.entries = new Map([...entries.map((e) => [e.id, e]), ...chat.entries]);
    chat.more = more;
  }

  /** The people one can be alone with the bot. */
  get shown() {
    return this.people.filter((p) => !p.hidden);
  }

  person(id) {
    return this.people.find((p) => p.id === id);
  }

  group(id) {
    return this.groups.find((g) => g.id === id);
  }

  /** Whose chat it is: the persons one can be in it. */
  speakers(chat) {
    const group = this.group(chat);
    return group ? group.members.map((id) => this.person(id)).filter(Boolean) : this.shown.filter((p) => p.id === chat);
  }

  isChat(id) {
    return this.speakers(id).length > 0;
  }

  /** What was said in a chat, oldest first, as far as it is known here. */
  entries(id) {
    return [...(this.#chats.get(id)?.entries.values() ?? [])];
  }

  entry(id, entry) {
    return this.#chats.get(id)?.entries.get(entry);
  }

  hasOlder(id) {
    return this.#chats.get(id)?.more ?? false;
  }

  pinned(id) {
    const chat = this.#chats.get(id);
    return chat?.entries.get(chat.pinned);
  }

  last(id) {
    return this.entries(id).at(-1);
  }

  /** The phone's keyboard that was set last, if it was not taken away. */
  keyboard(id) {
    const set = this.entries(id).findLast((e) => e.keyboard)?.keyboard;
    return set && !set.remove && set.rows ? set : undefined;
  }

  /** Adds an entry, or replaces the one of its id; false for chats not shown. */
  put(id, entry) {
    const chat = this.#chats.get(id);
    if (!chat) return false;
    chat.entries.set(entry.id, entry);
    if (chat.entries.size > KEPT) {
      chat.entries.delete(chat.entries.keys().next().value);
      chat.more = true;
    }
    if (entry.from === 0) this.#typing.delete(id);
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
    return Boolean(last) && last.from === 0 && last.id > (this.#seen[id] ?? 0);
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
