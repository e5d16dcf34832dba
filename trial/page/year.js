// The button that puts in the sample year, and how far it has come.

import { startYear } from "./server.js";
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

/** Makes the button work; onFailed is told when the server refused. */
export function wireYear(onFailed) {
  $("year-button").addEventListener("click", async () => {
    $("year-button").disabled = true;
    try {
      await startYear(Number($("year-pace").value));
    } catch {
      onFailed();
    }
  });
}

/** Draws the state of the sample year. */
export function showYear({ available, loaded, running, done, total }) {
  const button = $("year-button");
  $("year").hidden = !available;
  button.disabled = running || loaded;
  button.textContent = t(loaded ? "yearLoaded" : running ? "yearRunning" : "year");
  button.classList.toggle("done", loaded);
  $("year-pace").hidden = running || loaded;
  $("year-progress").hidden = !running;
  $("year-bar").max = Math.max(1, total);
  $("year-bar").value = done;
  $("year-bar").setAttribute("aria-label", t("yearProgress"));
  $("year-count").textContent = `${done}/${total}`;
  $("year-hint").hidden = !loaded;
  $("year-hint").textContent = t("yearHint");
}
