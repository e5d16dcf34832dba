// The scrolling part of a chat. It keeps to the end like a messenger does: who
// reads further up is not moved, but told that something came.

import { entryElement, make, pendingElement } from "./bubble.js";
import { dayName, t } from "./words.js";

const NEAR = 90; // px from the end that still count as being at it
const TOP = 160; // px from the beginning at which older ones are fetched

export class Transcript {
  #scroll;
  #log;
  #typing;
  #newer;
  #older;
  #pending = make("div", "pending");
  #drawn = new Map(); // entry id → its element
  #lastDay = "";
  #atEnd = true;
  #typingTimer = 0;
  #fetching = false;
  #seen;
  #does;

  /**
   * root is the chat's element. seen has nameOf, isGroup, persona() and
   * entry(id); does has what bubbles call, and onOlder for what lies before.
   */
  constructor(root, seen, does) {
    this.#scroll = root.querySelector(".scroll");
    this.#log = root.querySelector(".log");
    this.#typing = root.querySelector(".typing");
    this.#newer = root.querySelector(".newer");
    this.#older = root.querySelector(".older");
    this.#seen = seen;
    this.#does = does;
    this.#scroll.addEventListener("scroll", () => this.#noteScroll());
    this.#newer.addEventListener("click", () => this.toEnd());
    this.#older.addEventListener("click", () => this.#fetchOlder());
    // The keyboard of a phone, or a growing text box, must not hide the end.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroll);
  }

  /** Shows a whole chat from its end, or from where one was reading in it. */
  show(entries, pending, hasOlder) {
    const before = this.#atEnd ? -1 : this.#scroll.scrollHeight - this.#scroll.scrollTop;
    this.#log.setAttribute("aria-busy", "true");
    this.#drawn.clear();
    this.#lastDay = "";
    this.#older.hidden = !hasOlder;
    this.#log.replaceChildren(this.#pending);
    if (entries.length + pending.length === 0) this.#log.prepend(make("p", "empty", t("empty")));
    for (const entry of entries) this.#append(entry);
    this.showPending(pending);
    this.#log.setAttribute("aria-busy", "false");
    this.toEnd();
    if (before < 0) return;
    this.#scroll.scrollTop = this.#scroll.scrollHeight - before;
    this.#atEnd = false;
  }

  /** Adds an entry, or redraws the one of its id where it stands. */
  put(entry) {
    const old = this.#drawn.get(entry.id);
    if (old) {
      const fresh = this.#draw(entry);
      const held = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (held) this.#scroll.focus({ preventScroll: true });
    } else {
      this.#append(entry).classList.add("fresh");
    }
    this.#follow(!old && entry.from !== this.#seen.persona());
  }

  showPending(items) {
    const more = items.length > this.#pending.childElementCount;
    this.#pending.replaceChildren(...items.map((item) => pendingElement(item, this.#does)));
    if (items.length) this.#log.querySelector(".empty")?.remove();
    if (more) this.toEnd();
    else this.#follow(false);
  }

  /** Shows the typing sign for so many ms; zero takes it away. */
  showTyping(ms) {
    clearTimeout(this.#typingTimer);
    this.#typing.hidden = ms === 0;
    if (ms > 0) this.#typingTimer = setTimeout(() => this.showTyping(0), ms);
    this.#follow(false);
  }

  /** Leads the eye to an entry, as far as it is there. */
  lead(id) {
    const el = this.#drawn.get(id);
    el?.scrollIntoView({ block: "center" });
    el?.classList.add("found");
    setTimeout(() => el?.classList.remove("found"), 1500);
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#atEnd = true;
    this.#newer.hidden = true;
  }

  #append(entry) {
    this.#log.querySelector(".empty")?.remove();
    const day = dayName(new Date(entry.date));
    if (day !== this.#lastDay) this.#pending.before(make("div", "day", make("span", "", day)));
    this.#lastDay = day;
    const el = this.#draw(entry);
    this.#pending.before(el);
    return el;
  }

  #draw(entry) {
    const seen = { ...this.#seen, persona: this.#seen.persona(), quoted: entry.reply_to && this.#seen.entry(entry.reply_to) };
    const el = entryElement(entry, seen, {
      ...this.#does,
      onPress: (button, data) => this.#does.onPress(entry.id, button, data),
    });
    this.#drawn.set(entry.id, el);
    return el;
  }

  async #fetchOlder() {
    if (this.#fetching || this.#older.hidden) return;
    this.#fetching = true;
    this.#atEnd = false; // what comes goes before what is read
    await this.#does.onOlder();
    this.#fetching = false;
  }

  #follow(isNews) {
    if (this.#atEnd) this.toEnd();
    else if (isNews) this.#newer.hidden = false;
    this.#newer.textContent = t("newer");
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#newer.hidden = true;
    else if (scrollTop < TOP) this.#fetchOlder();
  }
}
