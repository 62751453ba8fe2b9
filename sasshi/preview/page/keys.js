// Every key of the preview: what the list of keys shows, its text in ../words.toml, what it does.
// The actions are those of main.js. A new key is one row here, and its text in both languages.

import { create } from "./dom.js";
import { say } from "./words.js";

/**
 * `pressed` names keys as `KeyboardEvent.key` does, letters small. An action gives whether it did
 * anything: otherwise the key is left to the browser.
 */
const KEYS = [
  {
    shown: ["←", "→"],
    word: "key-turn",
    pressed: {
      ArrowLeft: (act) => act.turnTowards("left"),
      ArrowRight: (act) => act.turnTowards("right"),
      PageDown: (act) => act.turn(1),
      PageUp: (act) => act.turn(-1),
    },
  },
  {
    shown: ["Home", "End"],
    word: "key-ends",
    pressed: { Home: (act) => act.turn(-Infinity), End: (act) => act.turn(Infinity) },
  },
  {
    shown: ["↑", "↓"],
    word: "key-text",
    pressed: { ArrowDown: (act) => act.walk(1), ArrowUp: (act) => act.walk(-1) },
  },
  { shown: ["Enter"], word: "key-open", pressed: {} }, // the browser presses the text with the focus
  {
    shown: ["+", "−", "0", "1"],
    word: "key-zoom",
    pressed: {
      "+": (act) => act.zoomBy(1),
      "=": (act) => act.zoomBy(1), // + without shift, on many keyboards
      "-": (act) => act.zoomBy(-1),
      0: (act) => act.zoomTo("fit"),
      1: (act) => act.zoomTo(1),
    },
  },
  {
    shown: ["B", "C", "S"],
    word: "key-views",
    pressed: {
      b: (act) => act.show("booklet"),
      c: (act) => act.show("checklist"),
      s: (act) => act.show("sheets"),
    },
  },
  { shown: ["O"], word: "key-overview", pressed: { o: (act) => act.toggleOverview() } },
  {
    shown: ["L"],
    word: "key-theme-panel",
    pressed: { l: (act) => act.toggleThemePanel(), Escape: (act) => act.leaveThemePanel() },
  },
  { shown: ["E"], word: "key-problems", pressed: { e: (act) => act.goToProblems() } },
  { shown: ["?"], word: "key-help", pressed: { "?": () => showList() } },
];
const ACTIONS = new Map(KEYS.flatMap(({ pressed }) => Object.entries(pressed)));
const dialog = document.getElementById("keys");

/** Listens for keys, unless they are typed into a control or meant for the browser. */
export function start(act) {
  document.getElementById("key-list").append(...KEYS.flatMap(row));
  document.getElementById("show-keys").addEventListener("click", showList);
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (target.matches("input, select, textarea, [role=tab]") && key !== "Escape") return;
    const action = ACTIONS.get(key.length === 1 ? key.toLowerCase() : key);
    if (action?.(act)) event.preventDefault();
  });
}

function row({ shown, word }) {
  return [
    create("dt", {}, ...shown.map((name) => create("kbd", {}, name))),
    create("dd", {}, say(word)),
  ];
}

function showList() {
  dialog.showModal();
  return true;
}
