// One message as it stands in the chat: bubble, file card, buttons below.

import { rich } from "./rich.js";
import { fileAddress } from "./server.js";
import { clock, size, t } from "./words.js";

const COLOURS = 5;

/** A new element with a class and children. */
export function make(tag, className, ...children) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  el.append(...children);
  return el;
}

/** A new button that does something when it is pressed. */
export function button(className, label, onClick) {
  const el = make("button", className, label);
  el.type = "button";
  el.addEventListener("click", onClick);
  return el;
}

/** The number of somebody's colour, the same wherever they appear. */
export function colourOf(id) {
  return Math.abs(id) % COLOURS;
}

/**
 * The element for an entry. seen has what surrounds it: persona, who one is;
 * nameOf(id); isGroup; quoted, the entry it answers. does has what it calls:
 * onTap(text), onPress(button, data), onMore(entry), onFile(file).
 */
export function entryElement(entry, seen, does) {
  if (entry.kind === "service") return make("div", "day", make("span", "", t(`service-${entry.text}`)));
  const mine = entry.from === seen.persona;
  const bubble = make("div", "bubble", speaker(entry, mine, seen));
  if (entry.origin) bubble.append(make("div", "origin", t("forwarded", { name: entry.origin })));
  if (seen.quoted) bubble.append(quote(seen.quoted, seen));
  if (entry.file) bubble.append(...fileParts(entry, does));
  if (entry.place) bubble.append(make("div", "place", `📍 ${entry.place.latitude}, ${entry.place.longitude}`));
  if (entry.kind && !entry.file && !entry.place) bubble.append(make("div", "place", t(`kind-${entry.kind}`)));
  if (entry.html) bubble.append(make("div", "text", rich(entry.html, does.onTap)));
  bubble.append(stamp(entry, () => does.onMore(entry)));
  const row = make("div", `message${mine ? " mine" : ""}${entry.album ? " album" : ""}`, bubble);
  row.dataset.id = entry.id;
  const reactions = reactionLine(entry);
  if (reactions) row.append(reactions);
  if (entry.buttons?.length) row.append(keyboard(entry.buttons, does.onPress));
  return row;
}

/** The element for a message still on its way. */
export function pendingElement(item, { onRetry, onDrop }) {
  const words = item.file ? [make("div", "place", `📎 ${item.file.name}`)] : [];
  const line = stamp(item);
  const bubble = make("div", "bubble", make("span", "hidden", `${t("me")}: `), ...words, make("div", "text", item.text), line);
  const row = make("div", "message mine", bubble);
  if (item.state === "failed") {
    row.append(button("retry", t("failed"), () => onRetry(item.client)));
  } else if (item.state === "refused") {
    row.append(make("p", "retry", t(refusal(item))), button("retry", t("giveUp"), () => onDrop(item.client)));
  } else {
    line.append(item.state === "sent" ? " ✓" : make("span", "sending", make("span", "hidden", t("sending"))));
  }
  return row;
}

function refusal(item) {
  if (item.status === 413) return "tooBig";
  return item.file && !item.status ? "fileLost" : "refused";
}

function speaker(entry, mine, seen) {
  const name = entry.from === 0 ? t("bot") : mine ? t("me") : seen.nameOf(entry.from);
  if (!seen.isGroup || mine) return make("span", "hidden", `${name}: `);
  return make("div", `speaker ${entry.from === 0 ? "" : `voice-${colourOf(entry.from)}`}`, name);
}

function quote(entry, seen) {
  const text = entry.text || entry.file?.name || "";
  const name = entry.from === 0 ? t("bot") : seen.nameOf(entry.from);
  return make("div", "quote", make("b", "", name), " ", text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function stamp(entry, onMore) {
  const date = new Date(entry.date);
  const time = make("time", "", clock(date));
  time.dateTime = entry.date;
  const line = make("div", "stamp");
  if (entry.edited) line.append(t("edited"), " ");
  line.append(time);
  if (onMore) {
    const more = button("more", "⋯", onMore);
    more.setAttribute("aria-label", t("more"));
    line.append(more);
  }
  return line;
}

function reactionLine(entry) {
  const all = [...Object.values(entry.reactions ?? {}), ...(entry.reaction ? [entry.reaction] : [])];
  if (!all.length) return undefined;
  const line = make("div", "reactions", ...new Set(all));
  line.setAttribute("aria-label", t("reactions", { list: all.join(" ") }));
  return line;
}

const KINDS = { docx: "W", xlsx: "X", pdf: "P", txt: "T" };

function fileParts(entry, does) {
  const { file } = entry;
  if (entry.kind === "voice") return [voice(file)];
  if (/^image\//.test(file.type)) return [picture(file, does), ...(entry.kind === "photo" ? [] : [fileCard(file, does)])];
  return [fileCard(file, does)];
}

function voice(file) {
  const player = make("audio", "voice");
  Object.assign(player, { controls: true, preload: "none", src: fileAddress(file.id) });
  player.setAttribute("aria-label", t("voice"));
  return player;
}

function picture(file, does) {
  const image = make("img", "photo");
  Object.assign(image, { src: fileAddress(file.id), loading: "lazy", alt: file.name || t("photo") });
  const open = button("photo-open", image, () => does.onFile(file));
  open.setAttribute("aria-label", t("look", { name: file.name || t("photo") }));
  image.addEventListener("error", () => open.replaceChildren(`▦ ${file.name || t("photo")}`));
  return open;
}

function fileCard(file, does) {
  const ending = /\.(\w+)$/.exec(file.name)?.[1].toLowerCase() ?? "";
  const icon = make("span", `file-icon kind-${ending}`, KINDS[ending] ?? "•");
  icon.setAttribute("aria-hidden", "true");
  const name = file.name || t("file");
  const open = button("file-open", icon, () => does.onFile(file));
  open.append(make("span", "file-name", name, make("small", "", size(file.size))));
  open.setAttribute("aria-label", `${t("look", { name })}, ${size(file.size)}`);
  const get = make("a", "file-get", "↓");
  Object.assign(get, { href: fileAddress(file.id), download: name });
  get.setAttribute("aria-label", t("download", { name }));
  return make("div", "file", open, get);
}

function keyboard(rows, onPress) {
  const board = make("div", "keyboard");
  for (const row of rows) {
    const line = make("div", "keyboard-row");
    for (const { text, data, url } of row) line.append(url ? link(text, url) : key(text, data, onPress));
    board.append(line);
  }
  return board;
}

function key(text, data, onPress) {
  const el = button("", text, () => onPress(el, data));
  return el;
}

function link(text, url) {
  const el = make("a", "", `${text} ↗`);
  Object.assign(el, { href: url, target: "_blank", rel: "noopener noreferrer" });
  return el;
}
