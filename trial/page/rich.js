// Turns the HTML of a message into nodes. The server has cleaned it already;
// here only the tags of a chat are let through once more, and nothing that
// could run. Commands and invitation links become things to tap.

const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE", "BR"]);

// A command with what belongs to it, or a deep link to the bot.
const TAPPABLE = /(?<![\w/:.])\/[a-z]{2,20}(?: [^\s，。、；（）(),;/]+)*|https:\/\/t\.me\/\w+\?start=[\w-]+/g;

/**
 * The nodes for a message's HTML. onTap(text) is called with a command that
 * was tapped, for a deep link with the /start it stands for.
 */
export function rich(html, onTap) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const out = document.createDocumentFragment();
  copy(source, out, onTap);
  return out;
}

function copy(from, to, onTap) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(...words(node, onTap));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      copyElement(node, to, onTap);
    }
  }
}

function copyElement(node, to, onTap) {
  if (node.tagName === "SCRIPT" || node.tagName === "STYLE") return;
  if (!TAGS.has(node.tagName)) return copy(node, to, onTap); // its words stay
  if (node.tagName === "A" && !/^https?:\/\//.test(node.getAttribute("href") ?? "")) return copy(node, to, onTap);
  if (node.tagName === "A" && startOf(node.href)) {
    to.append(tap(node.textContent, startOf(node.href), onTap));
    return;
  }
  const el = document.createElement(node.tagName);
  if (node.tagName === "A") Object.assign(el, { href: node.href, target: "_blank", rel: "noopener noreferrer" });
  copy(node, el, onTap);
  to.append(el);
}

function words(node, onTap) {
  // A line break already said by <br> is not said twice.
  const text = node.previousSibling?.nodeName === "BR" ? node.data.replace(/^\n/, "") : node.data;
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TAPPABLE)) {
    parts.push(text.slice(at, found.index), tap(found[0], startOf(found[0]) ?? found[0], onTap));
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}

function tap(label, text, onTap) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tap";
  button.textContent = label;
  button.addEventListener("click", () => onTap(text));
  return button;
}

function startOf(link) {
  const found = /^https:\/\/t\.me\/\w+\?start=([\w-]+)$/.exec(link);
  return found && `/start ${found[1]}`;
}
