// From a text on a page to its source: areas over the picture that a mouse, a keyboard and a
// screen reader find.

import { toast } from "./announce.js";
import { create } from "./dom.js";
import { post } from "./server.js";
import { say } from "./words.js";

let editor = false;

/** Takes note of whether the server opens an editor. */
export function update(state) {
  editor = state.editor;
}

/** Fills the layer over a page with its texts, in order; the smallest lie on top. */
export function texts(layer, page) {
  const focused = [...layer.querySelectorAll("button")].indexOf(document.activeElement);
  const [width, height] = page.size;
  const areas = page.texts.map(({ box }) => box[2] * box[3]).sort((one, other) => other - one);
  layer.replaceChildren(
    ...page.texts.map((text) => {
      const [x, y, w, h] = text.box;
      const button = create("button", { type: "button", tabIndex: -1, textContent: text.words });
      Object.assign(button.dataset, { path: text.path, line: text.line });
      button.setAttribute("aria-description", where(text));
      const block = create(/^h[1-6]$/.test(text.tag) ? text.tag : "p", {}, button);
      const percent = { left: x / width, top: y / height, width: w / width, height: h / height };
      for (const [side, part] of Object.entries(percent)) block.style[side] = `${part * 100}%`;
      block.style.zIndex = areas.indexOf(w * h);
      return block;
    }),
  );
  layer.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

/** Gives `path:line`. */
export function where({ path, line }) {
  return line ? `${path}:${line}` : path;
}

/** Goes to a place: into the editor, or onto the clipboard. */
export async function go(place) {
  const text = where(place);
  if (editor) {
    const body = { path: place.path, line: Number(place.line) || 1 };
    const refusal = await post("open", body);
    toast(refusal === null ? say("opened", { text }) : (refusal ?? say("refused")));
  } else {
    toast((await copy(text)) ? say("copied", { text }) : text);
  }
}

/** Puts a text onto the clipboard; tells whether the browser allowed it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Lets texts be clicked, walked through with the arrow keys, and say where they come from. */
export function start() {
  const pages = document.getElementById("pages");
  const label = document.getElementById("where");
  const button = (event) => event.target.closest?.(".texts button");
  const showSource = (event) => {
    const under = button(event);
    label.hidden = !under;
    if (under) label.textContent = where(under.dataset);
  };
  for (const name of ["mouseover", "focusin"]) pages.addEventListener(name, showSource);
  for (const name of ["mouseleave", "focusout"]) {
    pages.addEventListener(name, () => (label.hidden = true));
  }
  pages.addEventListener("click", (event) => {
    if (button(event)) go(button(event).dataset);
  });
}

/** Moves from text to text; tells whether a text had the focus. */
export function walk(step) {
  const now = document.activeElement;
  if (!now?.matches(".texts button")) return false;
  const all = [...now.closest(".view").querySelectorAll(".texts button")];
  const next = all[all.indexOf(now) + step];
  if (next) {
    enter(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

/** Makes one text the one that the Tab key reaches: there are hundreds. */
export function enter(button) {
  for (const other of button.closest(".view").querySelectorAll('.texts [tabindex="0"]')) {
    other.tabIndex = -1;
  }
  button.tabIndex = 0;
}
