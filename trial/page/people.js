// The list of people one can be.

import { make } from "./bubble.js";
import { clock, dayName, t } from "./words.js";

const list = document.getElementById("people");
const COLOURS = 5;

/**
 * Draws the list; open is the id of the person whose chat is shown. Who is
 * going through it by keyboard stays where they are.
 */
export function showPeople(book, open) {
  const held = list.contains(document.activeElement) && document.activeElement.hash;
  list.replaceChildren(...book.people.map((person, i) => make("li", "", row(book, person, i, person.id === open))));
  if (held) list.querySelector(`[href="${held}"]`)?.focus();
}

function row(book, person, i, isOpen) {
  const last = book.last(person.id);
  const face = make("span", `face face-${i % COLOURS}`, [...person.name].at(-1));
  face.setAttribute("aria-hidden", "true");
  const head = make("span", "row-head", make("b", "", person.name), make("span", "row-title", person.title));
  const line = make("span", "row-line", last ? lineOf(last) : t("nothing"));
  const link = make("a", "row", face, make("span", "row-words", head, line));
  link.href = `#${person.id}`;
  if (last) link.append(make("span", "row-side", make("time", "", when(new Date(last.date)))));
  if (isOpen) link.setAttribute("aria-current", "true");
  else if (book.unread(person.id)) (link.querySelector(".row-side") ?? link).append(dot());
  return link;
}

function lineOf(entry) {
  if (entry.file && !entry.text) return t("fileLine", { name: entry.file.name });
  return entry.text.replace(/\s+/g, " ").slice(0, 60);
}

function when(date) {
  const day = dayName(date);
  if (day === t("today")) return clock(date);
  return day === t("yesterday") ? day : `${date.getMonth() + 1}/${date.getDate()}`;
}

function dot() {
  return make("span", "dot", make("span", "hidden", t("unread")));
}
