// One open chat: who one is in it, what was said, the text box. A chat with
// the bot belongs to its person; in a group one chooses who one is.

import { Composer } from "./composer.js";
import { showMessageMenu } from "./actions.js";
import { make } from "./bubble.js";
import { toast } from "./notices.js";
import { showPreview } from "./preview.js";
import { recordVoice } from "./voice.js";
import { editText, getMenu, getOlder, pressButton, react } from "./server.js";
import { choose, closeSheet } from "./sheet.js";
import { Transcript } from "./transcript.js";
import { fillWords, t } from "./words.js";

const PRESSED = 5000; // ms a pressed button waits for its answer
const HEART = "👍";

export class Pane {
  chat;
  root;
  #book;
  #outbox;
  #does;
  #transcript;
  #composer;
  #persona;

  /** does: onFocus(pane), onClose(pane), onStart(text), examples(person). */
  constructor(chat, book, outbox, does) {
    this.chat = chat;
    this.#book = book;
    this.#outbox = outbox;
    this.#does = does;
    this.root = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.root.setAttribute("aria-label", this.title);
    this.#transcript = new Transcript(this.root, {
      isGroup: Boolean(this.group), persona: () => this.person.id,
      nameOf: (id) => book.person(id)?.name ?? "", entry: (id) => book.entry(chat, id),
    }, this.#doings());
    this.#composer = new Composer(this.root, {
      onSend: (text, target) => this.#send(text, target), onFile: (file, caption) => this.#sendFile(file, caption),
      onCommands: () => this.#commands(), onAttach: () => this.#attach(),
    });
    this.root.addEventListener("focusin", () => does.onFocus(this));
    this.root.addEventListener("pointerdown", () => does.onFocus(this));
    this.root.querySelector(".close").addEventListener("click", () => does.onClose(this));
    this.root.querySelector(".persona").addEventListener("change", (event) => this.#be(Number(event.target.value)));
    this.root.querySelector(".pinned").addEventListener("click", () => this.#transcript.lead(book.pinned(chat)?.id));
  }

  get group() {
    return this.#book.group(this.chat);
  }

  get title() {
    return this.group?.title ?? t("as", this.#book.person(this.chat));
  }

  /** Who one is in this chat. */
  get person() {
    const all = this.#book.speakers(this.chat);
    return all.find((p) => p.id === this.#persona) ?? all[0];
  }

  get text() {
    return this.#composer.text;
  }

  focus() {
    this.#composer.focus();
  }

  fill(text) {
    this.#composer.fill(text);
  }

  restore(text) {
    this.#composer.restore(text);
  }

  /** Draws everything anew. */
  show() {
    fillWords(this.root);
    this.#head();
    this.#offer();
    this.#transcript.show(this.#book.entries(this.chat), this.#outbox.of(this.chat), this.#book.hasOlder(this.chat));
    this.#transcript.showTyping(this.#book.typingFor(this.chat));
    this.#book.markRead(this.chat);
  }

  put(entry) {
    this.#transcript.put(entry);
    this.showTyping();
    if (entry.keyboard) this.#offer();
    if (entry.keyboard?.reply && entry.from === 0) this.#composer.aim("reply", entry);
    this.#book.markRead(this.chat);
  }

  showTyping() {
    this.#transcript.showTyping(this.#book.typingFor(this.chat));
  }

  showPending() {
    this.#transcript.showPending(this.#outbox.of(this.chat));
  }

  #head() {
    const { group, person } = this;
    this.root.querySelector(".chat-name").textContent = group ? group.title : t("bot");
    this.root.querySelector(".chat-as").textContent = group ? "" : t("as", person);
    const choice = this.root.querySelector(".persona");
    choice.hidden = !group;
    if (group) {
      choice.replaceChildren(...this.#book.speakers(this.chat).map((p) => {
        const option = make("option", "", `${p.name} · ${p.title}`);
        option.value = p.id;
        return option;
      }));
      choice.value = person.id;
    }
    const pinned = this.#book.pinned(this.chat);
    const line = this.root.querySelector(".pinned");
    line.hidden = !pinned;
    line.textContent = pinned ? `📌 ${pinned.text.slice(0, 60)}` : "";
  }

  #offer() {
    this.#composer.offer(this.#does.examples(this.person, Boolean(this.group)), this.#book.keyboard(this.chat));
  }

  #be(person) {
    this.#persona = person;
    this.show();
  }

  async #send(text, target) {
    if (target?.kind !== "edit") {
      this.#outbox.add({ chat: this.chat, person: this.person.id, text, reply_to: target?.entry.id });
      return;
    }
    await this.#try(() => editText(this.chat, this.person.id, target.entry.id, text), "editFailed");
  }

  #sendFile(file, caption) {
    const kind = /^image\/(png|jpeg|gif)$/.test(file.type) ? "photo" : /^audio\//.test(file.type) ? "voice" : "file";
    this.#outbox.add({ chat: this.chat, person: this.person.id, text: caption, file: { name: file.name, size: file.size, kind } }, file);
  }

  async #try(what, problem) {
    try {
      await what();
    } catch {
      toast(t(problem));
    }
  }

  #doings() {
    return {
      onTap: (text) => (text.startsWith("/start ") ? this.#does.onStart(text) : this.#composer.fill(text)),
      onPress: (message, el, data) => this.#press(message, el, data),
      onRetry: (client) => this.#outbox.retry(client),
      onDrop: (client) => this.#outbox.drop(client),
      onFile: showPreview,
      onOlder: () => this.#older(),
      onMore: (entry) => showMessageMenu(entry, {
        pane: this, book: this.#book, onReply: () => this.#composer.aim("reply", entry),
        onEdit: () => this.#composer.aim("edit", entry),
        onReact: () => {
          const mine = entry.reactions?.[this.person.id];
          return this.#try(() => react(this.chat, this.person.id, entry.id, mine ? "" : HEART), "pressFailed");
        },
      }),
    };
  }

  async #older() {
    await this.#try(async () => {
      this.#book.addOlder(this.chat, await getOlder(this.chat, this.#book.entries(this.chat)[0].id));
      this.show();
    }, "pressFailed");
  }

  async #press(message, el, data) {
    el.classList.add("waiting");
    setTimeout(() => el.classList.remove("waiting"), PRESSED);
    await this.#try(() => pressButton(this.chat, this.person.id, message, data), "pressFailed");
  }

  async #commands() {
    await this.#try(async () => {
      const { commands } = await getMenu(this.chat, this.person.id);
      const rows = commands.map(({ command, description }) => [`/${command}  ${description}`, () => this.#composer.fill(`/${command} `)]);
      choose(t("commands"), rows.length ? rows : [[t("noCommands"), () => {}]]);
    }, "pressFailed");
  }

  #attach() {
    choose(t("attach"), [
      [`▦ ${t("sendPhoto")}`, () => this.#composer.choose("image/png,image/jpeg")],
      [`📎 ${t("sendFile")}`, () => this.#composer.choose("")],
      [`🎙 ${t("sendVoice")}`, () => recordVoice((file) => this.#sendFile(file, ""), closeSheet)],
    ]);
  }
}
