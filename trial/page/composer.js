// The text box with its button, and the examples above it.

import { make } from "./bubble.js";
import { language, t } from "./words.js";

const LONGEST = 4096; // what Telegram lets one message hold

export class Composer {
  #form = document.getElementById("composer");
  #box = document.getElementById("write");
  #button = document.getElementById("send");
  #chips = document.getElementById("chips");
  #tooLong = document.getElementById("too-long");
  #onSend;

  constructor(onSend) {
    this.#onSend = onSend;
    this.#box.addEventListener("input", () => this.#fit());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get text() {
    return this.#box.value;
  }

  /** Puts a text into the box, to be looked over and sent. */
  fill(text) {
    this.#box.value = text;
    this.#fit();
    this.#box.focus();
  }

  /** Restores what was left unsent in a chat, without opening a keyboard. */
  restore(text) {
    this.#box.value = text;
    this.#fit();
  }

  /** Offers the examples for a person, found by what their title begins with. */
  offer(starters, person) {
    const fits = starters.find((s) => person.title.startsWith(s.title));
    this.#chips.replaceChildren(...(fits?.[language()] ?? []).map((text) => this.#chip(text)));
  }

  #chip(text) {
    const chip = make("button", "chip", text);
    chip.type = "button";
    chip.addEventListener("click", () => this.#onSend(text));
    return chip;
  }

  // Enter sends, except where fingers type: there it begins a new line. While
  // an input method is composing, Enter belongs to it.
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.#box.value.trim();
    if (this.#button.disabled) return;
    this.#box.value = "";
    this.#fit();
    this.#box.focus();
    this.#onSend(text);
  }

  #fit() {
    const text = this.#box.value.trim();
    this.#button.disabled = text === "" || text.length > LONGEST;
    this.#tooLong.hidden = text.length <= LONGEST;
    this.#tooLong.textContent = this.#tooLong.hidden ? "" : t("tooLong", { n: text.length });
    this.#box.style.height = "auto";
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
  }
}
