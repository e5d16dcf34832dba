// The one sheet that lies over the page: choices, previews, stories. On a
// phone it comes from below, on a desktop it stands at the side.

import { button, make } from "./bubble.js";

const $ = (id) => document.getElementById(id);

$("sheet-close").addEventListener("click", closeSheet);
$("sheet").addEventListener("click", (event) => {
  if (event.target === $("sheet")) closeSheet(); // beside it
});

/** Lays a sheet over the page; kind is "choices" or "paper". */
export function openSheet(title, kind, ...body) {
  $("sheet").dataset.kind = kind;
  $("sheet-title").textContent = title;
  $("sheet-body").replaceChildren(...body);
  $("sheet-body").scrollTop = 0;
  if (!$("sheet").open) $("sheet").showModal();
}

export function closeSheet() {
  if ($("sheet").open) $("sheet").close();
}

/** Offers choices: rows of a label and what it does. */
export function choose(title, rows) {
  openSheet(title, "choices", make("div", "choices", ...rows.map(([label, act]) => button("choice", label, () => {
    closeSheet();
    act();
  }))));
}
