// The page's own words. What people and the bot say is never touched.

let tables = {};
let lang = "zh-Hans";

/** Loads the words; the language is the one chosen earlier, Chinese at first. */
export async function loadWords() {
  tables = await (await fetch("i18n.json")).json();
  setLanguage(localStorage.getItem("lang") ?? "zh-Hans");
}

/** The language shown now: "zh-Hans", "zh-Hant" or "en". */
export function language() {
  return lang;
}

/** Shows another language from now on; it is remembered. */
export function setLanguage(next) {
  lang = tables[next] ? next : "zh-Hans";
  localStorage.setItem("lang", lang);
}

/** A text with its {placeholders} filled. */
export function t(key, values = {}) {
  const text = tables[lang][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Fills everything in a part of the document that names a text. */
export function fillWords(root = document) {
  document.documentElement.lang = lang;
  for (const el of root.querySelectorAll("[data-t]")) el.textContent = t(el.dataset.t);
  for (const el of root.querySelectorAll("[data-t-label]")) el.setAttribute("aria-label", t(el.dataset.tLabel));
  for (const el of root.querySelectorAll("[data-t-hint]")) el.placeholder = t(el.dataset.tHint);
}

/** The day of a date as a messenger heads it: today, yesterday, or the day. */
export function dayName(date) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(lang, { year, month: "long", day: "numeric", weekday: "short" }).format(date);
}

/** The time of day, e.g. 19:32. */
export function clock(date) {
  return new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}

/** A file's size as people read it, e.g. 34 KB. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
