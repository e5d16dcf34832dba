// The text box with what stands around it: examples, the phone's keyboard, the
// message one answers or rewrites, files and commands.

import { button } from "./bubble.js";
import { t } from "./words.js";

const LONGEST = 4096; // what Telegram lets one message hold

export class Composer {
  #form;
  #box;
  #button;
  #chips;
  #keys;
  #about;
  #tooLong;
  #pick;
  #does;
  #target = null; // { kind: "reply" | "edit", entry }

  /** does: onSend(text, target), onFile(file, caption), onCommands, onAttach. */
  constructor(root, does) {
    const one = (name) => root.querySelector(`.${name}`);
    this.#form = one("composer");
    this.#box = one("write");
    this.#button = one("send");
    this.#chips = one("chips");
    this.#keys = one("keys");
    this.#about = one("about");
    this.#tooLong = one("too-long");
    this.#pick = one("pick");
    this.#does = does;
    this.#box.addEventListener("input", () => this.#fit());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("paste", (event) => this.#take(event.clipboardData.files, event));
    one("commands").addEventListener("click", () => does.onCommands());
    one("attach").addEventListener("click", () => does.onAttach());
    one("about-off").addEventListener("click", () => this.release());
    this.#pick.addEventListener("change", () => { this.#take(this.#pick.files); this.#pick.value = ""; });
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => this.#take(event.dataTransfer.files, event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get text() {
    return this.#box.value;
  }

  focus() {
    this.#box.focus();
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

  /** Lets one choose files; accept limits which. */
  choose(accept) {
    this.#pick.accept = accept;
    this.#pick.click();
  }

  /** What is sent next answers an entry, or takes its place. */
  aim(kind, entry) {
    this.#target = { kind, entry };
    this.#about.hidden = false;
    this.#about.querySelector(".about-text").textContent = t(kind === "edit" ? "editing" : "replying", { text: (entry.text || entry.file?.name || "").slice(0, 40) });
    if (kind === "edit") this.fill(entry.text);
    else this.#box.focus();
  }

  /** Leaves the entry one was answering or rewriting. */
  release() {
    if (this.#target?.kind === "edit") this.restore("");
    this.#target = null;
    this.#about.hidden = true;
  }

  /** Offers examples, or the keyboard the bot put in their place. */
  offer(examples, keyboard) {
    this.#chips.hidden = Boolean(keyboard);
    this.#keys.hidden = !keyboard;
    this.#chips.replaceChildren(...examples.map((text) => button("chip", text, () => this.#does.onSend(text, null))));
    const rows = keyboard?.rows ?? [];
    this.#keys.replaceChildren(...rows.map((row) => {
      const line = document.createElement("div");
      line.className = "keyboard-row";
      line.append(...row.map((text) => button("key", text, () => this.#does.onSend(text, null))));
      return line;
    }));
    this.#box.placeholder = keyboard?.hint || t("write");
  }

  #take(files, event) {
    if (!files?.length) return;
    event?.preventDefault();
    const caption = this.#box.value.trim();
    this.restore("");
    [...files].forEach((file, i) => this.#does.onFile(file, i === 0 ? caption : ""));
  }

  // Enter sends, except where fingers type: there it begins a new line. While
  // an input method is composing, Enter belongs to it.
  #key(event) {
    if (event.key === "Escape") this.release();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.#box.value.trim();
    if (this.#button.disabled) return;
    const target = this.#target;
    this.#target = null;
    this.#about.hidden = true;
    this.#box.value = "";
    this.#fit();
    this.#box.focus();
    this.#does.onSend(text, target);
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
