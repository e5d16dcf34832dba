// The chat page's table of contents: words → events → state → chat. Which chat
// is open stands in the address (#1001), so that a phone's back gesture leads
// from a chat to the list.

import { Book } from "./book.js";
import { Composer } from "./composer.js";
import { alertBox, showOffline, toast } from "./notices.js";
import { Outbox } from "./outbox.js";
import { showPeople } from "./people.js";
import { getState, listen, pressButton } from "./server.js";
import { Transcript } from "./transcript.js";
import { fillWords, loadWords, switchLanguage, t } from "./words.js";
import { showYear, wireYear } from "./year.js";

const $ = (id) => document.getElementById(id);
const PRESSED = 5000; // ms a pressed button waits for its answer
const AGAIN = 2000; // ms before a state that did not come is asked for anew

const book = new Book();
const outbox = new Outbox(
  (chat) => chat === open && transcript.showPending(outbox.of(chat)),
  (chat, id) => book.has(chat, id),
);
const transcript = new Transcript({ onTap, onPress, onRetry: (client) => outbox.retry(client) });
const composer = new Composer((text) => outbox.add(open, text));
const unsent = new Map(); // person id → text left in the box
let open = 0; // the person one is
let starters = [];
let carried = ""; // a /start waiting for the person who is to join
let waiting = null; // events told while the state is being fetched
let stale = false; // another load was wanted meanwhile

async function main() {
  await loadWords();
  starters = await (await fetch("starters.json")).json();
  fillWords();
  $("lang").addEventListener("click", () => { switchLanguage(); redraw(); });
  wireYear(() => { toast(t("yearFailed")); load(); });
  addEventListener("hashchange", openFromAddress);
  load();
  listen({ onOpen: load, onLost: () => showOffline(true), onEvent: hear });
}

// The state is fetched anew whenever the stream opens, and what is told
// meanwhile is heard after it, so nothing falls between the two. A load wanted
// during another one follows it.
async function load() {
  if (waiting) {
    stale = true;
    return;
  }
  waiting = [];
  stale = false;
  let told;
  try {
    book.load(await getState());
    told = waiting;
  } catch {
    setTimeout(load, AGAIN);
    showOffline(true);
    return;
  } finally {
    waiting = null;
  }
  if (stale) return load();
  for (const person of book.people) settle(person.id);
  $("loading").hidden = true;
  showOffline(false);
  openFromAddress();
  redraw();
  for (const [kind, value] of told) hear(kind, value);
  outbox.retryAll();
}

function settle(chat) {
  for (const entry of book.entries(chat)) outbox.settle(chat, entry);
}

function hear(kind, value) {
  if (waiting) {
    waiting.push([kind, value]);
    return;
  }
  ({ entry: hearEntry, typing: hearTyping, toast: hearToast, year: hearYear, reload: load })[kind](value);
}

function hearEntry({ chat, entry }) {
  if (!book.put(chat, entry)) return;
  outbox.settle(chat, entry);
  if (chat === open) {
    transcript.put(entry, book.entries(chat));
    transcript.showTyping(book.typingFor(chat));
    book.markRead(chat);
  }
  showPeople(book, open);
}

function hearTyping({ chat, until }) {
  book.setTyping(chat, until);
  if (chat === open) transcript.showTyping(book.typingFor(chat));
}

function hearToast({ chat, text, alert }) {
  for (const button of document.querySelectorAll(".keyboard .waiting")) button.classList.remove("waiting");
  if (chat !== open || !text) return;
  if (alert) alertBox(text);
  else toast(text);
}

function hearYear(year) {
  Object.assign(book.year, year);
  showYear(book.year);
}

function openFromAddress() {
  const id = Number(location.hash.slice(1));
  if (open) unsent.set(open, composer.text);
  open = book.person(id) ? id : 0;
  document.body.dataset.view = open ? "chat" : "list";
  if (open) book.markRead(open);
  composer.restore(unsent.get(open) ?? "");
  redraw();
  if (open && carried) {
    composer.fill(carried);
    carried = "";
  }
}

function redraw() {
  fillWords();
  $("lang").textContent = t("other");
  $("lang").setAttribute("aria-label", t("otherLabel"));
  showPeople(book, open);
  showYear(book.year);
  const person = book.person(open);
  $("welcome").hidden = Boolean(person);
  $("chat").hidden = !person;
  $("skip").hidden = !person;
  if (!person) return;
  $("chat-name").textContent = t("bot");
  $("chat-as").textContent = t("as", person);
  composer.offer(starters, person);
  transcript.show(open, book.entries(open), outbox.of(open));
  transcript.showTyping(book.typingFor(open));
}

function onTap(text) {
  if (!text.startsWith("/start ")) {
    composer.fill(text);
    return;
  }
  carried = text;
  toast(t(matchMedia("(min-width: 900px)").matches ? "carry" : "carryPhone"));
}

async function onPress(message, button, data) {
  button.classList.add("waiting");
  setTimeout(() => button.classList.remove("waiting"), PRESSED);
  try {
    await pressButton(open, message, data);
  } catch {
    button.classList.remove("waiting");
    toast(t("pressFailed"));
  }
}

main();
