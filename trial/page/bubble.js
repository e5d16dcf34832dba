// One message as it stands in the chat: bubble, file card, buttons below.

import { rich } from "./rich.js";
import { fileAddress } from "./server.js";
import { clock, size, t } from "./words.js";

/** A new element with a class and children. */
export function make(tag, className, ...children) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  el.append(...children);
  return el;
}

/**
 * The element for an entry. quoted is the entry it answers, if any;
 * onTap(text) and onPress(button, data) are told what was tapped.
 */
export function entryElement(entry, quoted, { onTap, onPress }) {
  const mine = entry.from === "me";
  const bubble = make("div", "bubble", speaker(mine));
  if (quoted) bubble.append(make("div", "quote", clip(quoted.text || quoted.file?.name || "")));
  if (entry.file) bubble.append(fileCard(entry.file));
  if (entry.html) bubble.append(make("div", "text", rich(entry.html, onTap)));
  bubble.append(stamp(entry));
  const row = make("div", mine ? "message mine" : "message", bubble);
  if (entry.buttons?.length) row.append(keyboard(entry.buttons, onPress));
  return row;
}

/** The element for a message still on its way. */
export function pendingElement(item, onRetry) {
  const bubble = make("div", "bubble", speaker(true), make("div", "text", item.text), stamp(item));
  const row = make("div", "message mine", bubble);
  if (item.state === "failed") {
    const again = make("button", "retry", t("failed"));
    again.type = "button";
    again.addEventListener("click", () => onRetry(item.client));
    row.append(again);
  } else {
    bubble.lastChild.append(item.state === "sent" ? " ✓" : make("span", "sending", make("span", "hidden", t("sending"))));
  }
  return row;
}

function speaker(mine) {
  return make("span", "hidden", `${t(mine ? "me" : "bot")}: `);
}

function stamp(entry) {
  const date = new Date(entry.date);
  const time = make("time", "", clock(date));
  time.dateTime = entry.date;
  const line = make("div", "stamp");
  if (entry.edited) line.append(t("edited"), " ");
  line.append(time);
  return line;
}

const KINDS = { docx: "W", xlsx: "X", pdf: "P", png: "▦", jpg: "▦" };

function fileCard(file) {
  const ending = /\.(\w+)$/.exec(file.name)?.[1].toLowerCase() ?? "";
  const icon = make("span", `file-icon kind-${ending}`, KINDS[ending] ?? "•");
  icon.setAttribute("aria-hidden", "true");
  const card = make("a", "file", icon, make("span", "file-name", file.name, make("small", "", size(file.size))), arrow());
  card.href = fileAddress(file.id);
  card.download = file.name;
  card.setAttribute("aria-label", `${t("download", { name: file.name })}, ${size(file.size)}`);
  return card;
}

function arrow() {
  const mark = make("span", "file-arrow", "↓");
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

function keyboard(rows, onPress) {
  const board = make("div", "keyboard");
  for (const row of rows) {
    const line = make("div", "keyboard-row");
    for (const { text, data } of row) {
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => onPress(button, data));
      line.append(button);
    }
    board.append(line);
  }
  return board;
}

function clip(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
