// Passing words: the toast, the alert, the line about a lost connection.

import { t } from "./words.js";

const $ = (id) => document.getElementById(id);
const SHOWN = 3500; // ms a toast stays

let timer = 0;

/** Shows a line for a few seconds. */
export function toast(text) {
  clearTimeout(timer);
  $("toast").textContent = text;
  $("toast").hidden = false;
  timer = setTimeout(() => { $("toast").hidden = true; }, SHOWN);
}

/** Shows a text that must be dismissed. */
export function alertBox(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

/** Says that the connection is lost, or that it is there. */
export function showOffline(isOffline) {
  $("offline").hidden = !isOffline;
  $("offline").textContent = isOffline ? t("offline") : "";
}
