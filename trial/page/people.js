// The list of people one can be and of the groups they are in.

import { button, colourOf, make } from "./bubble.js";
import { clock, dayName, t } from "./words.js";

const lists = { people: document.getElementById("people"), groups: document.getElementById("groups") };

/**
 * Draws the lists; open are the chats shown. Who goes through them by keyboard
 * stays where they are. onBeside(chat) opens one beside the others.
 */
export function showPeople(book, open, onBeside) {
  fill(lists.people, book.shown.map((p) => row(book, open, onBeside, p.id, p.name, p.title)));
  fill(lists.groups, book.groups.map((g) => row(book, open, onBeside, g.id, g.title, t("members", { n: g.members.length }))));
  document.getElementById("groups-head").hidden = book.groups.length === 0;
}

function fill(list, rows) {
  const held = list.contains(document.activeElement) && document.activeElement.hash;
  list.replaceChildren(...rows);
  if (held) list.querySelector(`[href="${held}"]`)?.focus();
}

function row(book, open, onBeside, id, name, title) {
  const last = book.last(id);
  const face = make("span", `face face-${colourOf(id)}${id < 0 ? " many" : ""}`, id < 0 ? [...name][0] : [...name].at(-1));
  face.setAttribute("aria-hidden", "true");
  const head = make("span", "row-head", make("b", "", name), make("span", "row-title", title));
  const line = make("span", "row-line", last ? lineOf(last) : t("nothing"));
  const link = make("a", "row", face, make("span", "row-words", head, line));
  link.href = `#${id}`;
  if (last) link.append(make("span", "row-side", make("time", "", when(new Date(last.date)))));
  if (open.includes(id)) link.setAttribute("aria-current", "true");
  else if (book.unread(id)) (link.querySelector(".row-side") ?? link).prepend(make("span", "dot", make("span", "hidden", t("unread"))));
  const beside = button("icon beside", "◫", () => onBeside(id));
  beside.setAttribute("aria-label", t("beside", { name }));
  beside.title = t("beside", { name });
  return make("li", "", link, beside);
}

function lineOf(entry) {
  if (entry.kind === "service") return t(`service-${entry.text}`);
  if (entry.file && !entry.text) return t("fileLine", { name: entry.file.name || t(entry.kind) });
  return entry.text.replace(/\s+/g, " ").slice(0, 60);
}

function when(date) {
  const day = dayName(date);
  if (day === t("today")) return clock(date);
  return day === t("yesterday") ? day : `${date.getMonth() + 1}/${date.getDate()}`;
}
