// What can be done with a message: answer, rewrite, pass on, react, copy, and
// look behind the scenes.

import { showStory } from "./behind.js";
import { toast } from "./notices.js";
import { forward } from "./server.js";
import { choose } from "./sheet.js";
import { t } from "./words.js";

/** Offers what can be done with an entry of a pane's chat. */
export function showMessageMenu(entry, { pane, book, onReply, onEdit, onReact }) {
  const mine = entry.from === pane.person.id;
  const rows = [];
  if (book.explains) rows.push([`🔍 ${t("behind")}`, () => showStory(pane.chat, entry)]);
  rows.push([`↩ ${t("reply")}`, onReply]);
  if (mine && !entry.origin && entry.kind !== "location") rows.push([`✎ ${t("edit")}`, onEdit]);
  rows.push([`→ ${t("forward")}`, () => chooseTarget(entry, pane, book)]);
  rows.push([`👍 ${t(entry.reactions?.[pane.person.id] ? "unreact" : "react")}`, onReact]);
  if (entry.text) rows.push([`⧉ ${t("copy")}`, () => copy(entry.text)]);
  choose(t("more"), rows);
}

// One passes on only where one is: to the bot, or into a group one is in.
function chooseTarget(entry, pane, book) {
  const me = pane.person.id;
  const targets = book.shown.filter((p) => p.id === me).map((p) => [p.id, t("bot")]);
  for (const group of book.groups) if (group.members.includes(me)) targets.push([group.id, group.title]);
  choose(t("forwardTo"), targets.map(([id, name]) => [name, async () => {
    try {
      await forward(id, me, pane.chat, entry.id);
      toast(t("forwardDone", { name }));
    } catch {
      toast(t("pressFailed"));
    }
  }]));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    toast(t("pressFailed"));
  }
}
