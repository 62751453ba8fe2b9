// The keys, and the list of them.

import { make, say } from "./words.js";

const LIST = [
  [["←", "→"], "key-turn"],
  [["Home", "End"], "key-ends"],
  [["↑", "↓"], "key-text"],
  [["Enter"], "key-open"],
  [["+", "−", "0", "1"], "key-zoom"],
  [["B", "C", "S"], "key-views"],
  [["O"], "key-thumbs"],
  [["L"], "key-look"],
  [["E"], "key-problems"],
  [["?"], "key-help"],
];

/** Calls what `acts` has for a key, unless it is typed into a control or meant for the browser. */
export function start(acts) {
  const dialog = document.getElementById("keys");
  document.getElementById("key-list").append(
    ...LIST.flatMap(([names, key]) => [
      make("dt", {}, ...names.map((name) => make("kbd", {}, name))),
      make("dd", {}, say(key)),
    ]),
  );
  document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (target.matches("input, select, textarea, [role=tab]") && key !== "Escape") return;
    if (key === "?") return dialog.showModal();
    if (acts[key.length === 1 ? key.toLowerCase() : key]?.()) event.preventDefault();
  });
}
