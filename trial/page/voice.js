// Saying instead of typing: a voice message recorded in the browser.

import { button, make } from "./bubble.js";
import { toast } from "./notices.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

const SHORTEST = 700; // ms
const LONGEST = 5 * 60_000;

/** "1:05" of milliseconds. */
function clock(ms) {
  const s = Math.floor(ms / 1000);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

/** Records until one stops; onDone gets the file, onClose takes the sheet off. */
export async function recordVoice(onDone, onClose) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast(t("noMicrophone"));
    return;
  }
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const told = make("p", "quiet recorded", t("recording"));
  const begun = performance.now();
  const tick = setInterval(() => (told.textContent = `${t("recording")} ${clock(performance.now() - begun)}`), 200);
  recorder.onstop = () => {
    clearInterval(tick);
    for (const track of stream.getTracks()) track.stop();
    onClose();
    if (performance.now() - begun < SHORTEST) return toast(t("tooShort"));
    const type = recorder.mimeType.split(";")[0];
    onDone(new File(parts, `voice.${type.split("/")[1]}`, { type }));
  };
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  openSheet(t("sendVoice"), "choices", make("div", "choices", told,
    button("choice", `■ ${t("stopRecording")}`, () => recorder.stop())));
}
