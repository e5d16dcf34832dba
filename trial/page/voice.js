// Saying instead of typing: a voice message recorded in the browser.

import { button, make } from "./bubble.js";
import { toast } from "./notices.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

const LONGEST = 5 * 60_000; // ms

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
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    onClose();
    onDone(new File(parts, "voice.ogg", { type: "audio/ogg" }));
  };
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  openSheet(t("sendVoice"), "choices", make("div", "choices", make("p", "quiet", t("recording")),
    button("choice", `■ ${t("stopRecording")}`, () => recorder.stop())));
}
