// The scrolling part of the chat. It keeps to the end like a messenger does:
// who reads further up is not moved, but told that something came.

import { entryElement, make, pendingElement } from "./bubble.js";
import { dayName, t } from "./words.js";

const NEAR = 90; // px from the end that still count as being at it

export class Transcript {
  #scroll = document.getElementById("scroll");
  #log = document.getElementById("log");
  #typing = document.getElementById("typing");
  #newer = document.getElementById("newer");
  #pending = make("div", "pending");
  #drawn = new Map(); // entry id → its element
  #chat = 0; // whose chat is shown
  #lastDay = "";
  #atEnd = true;
  #typingTimer = 0;
  #does;

  /** does has what bubbles call: onTap, onPress(message, button, data), onRetry. */
  constructor(does) {
    this.#does = does;
    this.#scroll.addEventListener("scroll", () => this.#noteScroll());
    this.#newer.addEventListener("click", () => this.toEnd());
    // The keyboard of a phone, or a growing text box, must not hide the end.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroll);
  }

  /** Shows a whole chat from its end, or from where one was reading in it. */
  show(chat, entries, pending) {
    const reading = chat === this.#chat && !this.#atEnd ? this.#scroll.scrollTop : -1;
    this.#chat = chat;
    this.#log.setAttribute("aria-busy", "true");
    this.#drawn.clear();
    this.#lastDay = "";
    this.#log.replaceChildren(this.#pending);
    if (entries.length + pending.length === 0) this.#log.prepend(make("p", "empty", t("empty")));
    for (const entry of entries) this.#append(entry, entries);
    this.showPending(pending);
    this.#log.setAttribute("aria-busy", "false");
    this.toEnd();
    if (reading < 0) return;
    this.#scroll.scrollTop = reading;
    this.#atEnd = false;
  }

  /** Adds an entry, or redraws the one of its id where it stands. */
  put(entry, entries) {
    const old = this.#drawn.get(entry.id);
    if (old) {
      const fresh = this.#draw(entry, entries);
      const held = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (held) this.#scroll.focus({ preventScroll: true });
    } else {
      this.#append(entry, entries).classList.add("fresh");
    }
    this.#follow(!old && entry.from === "bot");
  }

  showPending(items) {
    const more = items.length > this.#pending.childElementCount;
    this.#pending.replaceChildren(...items.map((item) => pendingElement(item, this.#does.onRetry)));
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

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#atEnd = true;
    this.#newer.hidden = true;
  }

  #append(entry, entries) {
    this.#log.querySelector(".empty")?.remove();
    const day = dayName(new Date(entry.date));
    if (day !== this.#lastDay) this.#pending.before(make("div", "day", make("span", "", day)));
    this.#lastDay = day;
    const el = this.#draw(entry, entries);
    this.#pending.before(el);
    return el;
  }

  #draw(entry, entries) {
    const quoted = entry.reply_to ? entries.find((e) => e.id === entry.reply_to) : undefined;
    const el = entryElement(entry, quoted, {
      onTap: this.#does.onTap,
      onPress: (button, data) => this.#does.onPress(entry.id, button, data),
    });
    this.#drawn.set(entry.id, el);
    return el;
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
  }
}
