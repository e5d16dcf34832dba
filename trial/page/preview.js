// A file as something to look at: pages, tables, pictures. Comments of a
// report open where their figure stands.

import { button, make } from "./bubble.js";
import { fileAddress, getPreview } from "./server.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

/** Shows a file of a chat. */
export async function showPreview(file) {
  const name = file.name || t("photo");
  let shown;
  try {
    shown = draw(await getPreview(file.id), file);
  } catch {
    shown = [make("p", "quiet", t("noPreview"))];
  }
  const get = make("a", "strong get", t("download", { name }));
  Object.assign(get, { href: fileAddress(file.id), download: name });
  openSheet(name, "paper", get, ...shown);
}

function draw(preview, file) {
  const cut = preview.cut ? [make("p", "quiet", t("cut"))] : [];
  switch (preview.kind) {
    case "pages":
      return [make("p", "quiet", t("pagesHint")), make("article", "page", ...pages(preview)), ...cut];
    case "tables":
      return [...preview.sheets.flatMap(table), ...cut];
    case "picture":
      return [Object.assign(make("img", "whole"), { src: fileAddress(file.id), alt: file.name || t("photo") })];
    case "sound":
      return [Object.assign(make("audio", "voice"), { src: fileAddress(file.id), controls: true })];
    case "text":
      return [make("pre", "plain", preview.text), ...cut];
  }
  return [make("p", "quiet", t("noPreview"))];
}

function pages({ blocks, notes = {} }) {
  const out = [];
  for (const { style, runs } of blocks) {
    if (style !== "row") {
      out.push(make({ title: "h3", heading: "h4" }[style] ?? "p", style, ...runs.map((run) => stretch(run, notes))));
      continue;
    }
    if (out.at(-1)?.tagName !== "TABLE") out.push(make("table", ""));
    out.at(-1).append(make("tr", "", ...runs.map(({ text }) => make("td", "", text))));
  }
  return out;
}

function stretch({ text, note, bold }, notes) {
  if (note === undefined || !notes[note]) return bold ? make("b", "", text) : text;
  const mark = button("noted", text, () => {
    const open = mark.nextSibling?.className === "note";
    if (open) mark.nextSibling.remove();
    else mark.after(make("span", "note", notes[note].trim()));
    mark.setAttribute("aria-expanded", String(!open));
  });
  mark.setAttribute("aria-expanded", "false");
  return mark;
}

function table({ name, rows }) {
  const body = rows.map((row, i) => make("tr", "", ...row.map((cell) => make(i ? "td" : "th", "", cell))));
  return [make("h3", "", name), make("div", "wide", make("table", "", ...body))];
}
