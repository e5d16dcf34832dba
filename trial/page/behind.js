// Behind the scenes: what became of a message, step by step, from the words as
// they came to the section of the report that counts them.

import { make } from "./bubble.js";
import { getStory } from "./server.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

/** Shows the story of an entry. */
export async function showStory(chat, entry) {
  let body;
  try {
    body = steps(await getStory(chat, entry.id));
  } catch (problem) {
    body = [make("p", "quiet", t(problem.status === 404 ? "noStory" : "pressFailed"))];
  }
  openSheet(t("behind"), "paper", ...body);
}

function steps(story) {
  const figures = story.records.flatMap((r) => r.figures ?? []);
  const steps = [
    step("stepStored", make("blockquote", "raw", ...marked(story.text, figures))),
    step("stepRead", make("p", "", t(`source-${story.source || "rules"}`), t("colon"), t(`intent-${story.intent || "other"}`)), ...readings(figures)),
  ];
  if (!story.records.length) {
    steps.push(step("stepRecord", make("p", "quiet", t("noRecord"))));
  } else {
    steps.push(step("stepRecord", ...story.records.map(recordCard)));
    steps.push(step("stepTotals", ...totals(story.records)));
    steps.push(step("stepReport", ...sections(story.records)));
  }
  return [make("ol", "story", ...steps)];
}

function step(key, ...body) {
  return make("li", "", make("h3", "", t(key)), ...body);
}

// The figures stand out in the text they were read from, each once.
function marked(text, figures) {
  const out = [];
  let at = 0;
  for (const { quote } of figures) {
    const found = quote ? text.indexOf(quote, at) : -1;
    if (found < 0) continue;
    out.push(text.slice(at, found), make("mark", "", quote));
    at = found + quote.length;
  }
  out.push(text.slice(at));
  return out;
}

function readings(figures) {
  if (!figures.length) return [];
  return [make("ul", "", ...figures.map(({ shown, quote, adds }) =>
    make("li", "", make("mark", "", quote || "—"), " → ", make("b", "", shown), adds ? "" : t("notAdded"))))];
}

function recordCard(r) {
  const card = make("div", "card", make("p", "", make("b", "", `#${r.number} ${r.title}`), ` · ${r.now ? `${r.now} · ` : ""}${r.day} · ${r.member}`));
  card.append(make("p", "quiet", t(`did-${r.did || "shown"}`), r.state === "live" ? "" : ` · ${t(`state-${r.state}`)}`));
  if (r.same_as) card.append(make("p", "quiet", t("sameAs", { n: r.same_as })));
  for (const { by, at, shown } of r.history ?? []) card.append(make("p", "quiet", t("was", { by, at, shown })));
  return card;
}

function totals(records) {
  const rows = records.flatMap((r) => (r.totals ?? []).map((total) => [r, total]));
  if (!rows.length) return [make("p", "quiet", t("noTotals"))];
  const head = make("tr", "", ...["colWhat", "colPart", "colTotal"].map((key) => make("th", "", t(key))));
  return [make("table", "", head, ...rows.map(([r, { scope, name, what, of, part, total }]) => make("tr", "",
    make("td", "", `${name || t(`scope-${scope}`)} · ${of || `${r.title} ${t(`what-${what}`)}`}`),
    make("td", "", part), make("td", "", make("b", "", total)))))];
}

function sections(records) {
  const all = [...new Set(records.flatMap((r) => r.sections ?? []))];
  if (!all.length) return [make("p", "quiet", t("noSection"))];
  return [make("ul", "", ...all.map((name) => make("li", "", name)))];
}
