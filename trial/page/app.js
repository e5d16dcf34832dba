// The page's table of contents: words → events → state → chats. Which chats
// are open stands in the address (#1001 or #1001,-501), so that a phone's back
// gesture leads from a chat to the list.

import { Book } from "./book.js";
import { alertBox, showOffline, toast } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Pane } from "./pane.js";
import { showPeople } from "./people.js";
import { getState, listen } from "./server.js";
import { fillWords, language, loadWords, setLanguage, t } from "./words.js";
import { showYear, wireYear } from "./year.js";

const $ = (id) => document.getElementById(id);
const AGAIN = 2000; // ms before a state that did not come is asked for anew
const ROOM = 470; // px a chat needs beside another

const book = new Book();
const outbox = new Outbox(
  (chat) => paneOf(chat)?.showPending(),
  (chat, id) => Boolean(book.entry(chat, id)),
);
const unsent = new Map(); // chat id → text left in the box
let panes = []; // the open chats, from left to right
let active = null; // the one looked at
let starters = [];
let carried = new URLSearchParams(location.search).get("start"); // a code waiting for who is to join
if (carried) carried = `/start ${carried}`;
let waiting = null; // events told while the state is being fetched
let stale = false; // another load was wanted meanwhile

async function main() {
  await loadWords();
  starters = await (await fetch("starters.json")).json();
  fillWords();
  $("lang").value = language();
  $("lang").addEventListener("change", () => { setLanguage($("lang").value); redraw(); });
  $("skip").addEventListener("click", () => active?.focus());
  addEventListener("keydown", switchByKey);
  addEventListener("resize", openFromAddress);
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
  for (const { id } of [...book.shown, ...book.groups]) settle(id);
  $("loading").hidden = true;
  showOffline(false);
  openFromAddress();
  redraw();
  for (const [kind, value] of told) hear(kind, value);
  outbox.retryAll();
  if (carried && !active) toast(t(isWide() ? "carry" : "carryPhone"));
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
  paneOf(chat)?.put(entry);
  list();
}

function hearTyping({ chat, until }) {
  book.setTyping(chat, until);
  paneOf(chat)?.showTyping();
}

function hearToast({ chat, by, text, alert }) {
  const pane = paneOf(chat);
  for (const button of pane?.root.querySelectorAll(".keyboard .waiting") ?? []) button.classList.remove("waiting");
  if (!pane || pane.person.id !== by || !text) return;
  if (alert) alertBox(text);
  else toast(text);
}

function hearYear(year) {
  Object.assign(book.year, year);
  showYear(book.year);
}

function paneOf(chat) {
  return panes.find((pane) => pane.chat === chat);
}

const isWide = () => matchMedia("(min-width: 900px)").matches;

// How many chats fit beside the list; on a phone there is room for one.
function room() {
  return isWide() ? Math.max(1, Math.floor((innerWidth - 340) / ROOM)) : 1;
}

function openFromAddress() {
  const wanted = location.hash.slice(1).split(",").map(Number).filter((id) => book.isChat(id)).slice(-room());
  if (wanted.join() === panes.map((p) => p.chat).join()) return;
  for (const pane of panes) unsent.set(pane.chat, pane.text);
  const old = new Map(panes.map((pane) => [pane.chat, pane]));
  panes = wanted.map((id) => old.get(id) ?? newPane(id));
  const fresh = panes.find((pane) => !old.has(pane.chat));
  setActive(fresh ?? panes.at(-1) ?? null);
  redraw();
}

function newPane(chat) {
  const pane = new Pane(chat, book, outbox, {
    onFocus: (which) => which !== active && setActive(which),
    onClose: (which) => { location.hash = panes.filter((p) => p !== which).map((p) => p.chat).join(); },
    onStart: carry, examples,
  });
  pane.restore(unsent.get(chat) ?? "");
  return pane;
}

function setActive(pane) {
  active = pane;
  for (const each of panes) each.root.classList.toggle("active", each === active);
  list();
  if (active && carried && book.person(active.chat)) {
    active.fill(carried);
    carried = "";
  }
}

// A chat opened from the list takes the place of the one looked at; opened
// beside, it comes in addition, and the oldest makes room.
function beside(chat) {
  const others = panes.map((p) => p.chat).filter((id) => id !== chat);
  location.hash = [...others, chat].slice(-room()).join();
}

function list() {
  showPeople(book, panes.map((p) => p.chat), beside);
}

function examples(person, isGroup) {
  const fits = starters.find((s) => (isGroup ? s.title === "group" : person.title.startsWith(s.title)));
  return fits?.[language()] ?? fits?.["zh-Hans"] ?? [];
}

function redraw() {
  fillWords();
  document.body.dataset.view = active ? "chat" : "list";
  document.body.dataset.panes = panes.length;
  list();
  showYear(book.year);
  $("welcome").hidden = panes.length > 0;
  $("skip").hidden = !active;
  for (const el of [...$("stage").querySelectorAll(".chat")]) if (!panes.some((p) => p.root === el)) el.remove();
  for (const pane of panes) {
    $("stage").append(pane.root);
    pane.root.classList.toggle("active", pane === active);
    pane.show();
  }
}

function carry(text) {
  carried = text;
  toast(t(isWide() ? "carry" : "carryPhone"));
}

// Alt with an arrow goes to the chat beside, as between windows.
function switchByKey(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!event.altKey || !step || panes.length < 2) return;
  const next = panes[(panes.indexOf(active) + step + panes.length) % panes.length];
  setActive(next);
  next.focus();
  event.preventDefault();
}

main();
