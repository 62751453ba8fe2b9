// How large pages are shown: the whole spread, the width of the window, or a part of real size.
// The keys for it stand with all others in keys.js.

import { say } from "./words.js";

const LEVELS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];
/** CSS px in a mm of real size. */
const REAL = 96 / 25.4;
/** What stays free around a spread, in px: at the sides, and above and below with the number. */
const BESIDE = 48;
const AROUND = 64;

/** The zoom of all views: `fit`, `width`, or a number where 1 is real size. */
export class Zoom {
  constructor(views, mode) {
    this.views = views;
    this.mode = mode;
    const press = (id, act) => document.getElementById(id).addEventListener("click", act);
    press("smaller", () => this.step(-1));
    press("larger", () => this.step(1));
    press("fit", () => this.set("fit"));
    press("wide", () => this.set("width"));
    new ResizeObserver(() => this.apply()).observe(document.getElementById("pages"));
  }

  set(mode) {
    this.mode = mode;
    this.apply();
  }

  /** Goes to the next level up or down from what is shown. */
  step(direction) {
    const now = this.shown.pxPerMm / REAL;
    const further = LEVELS.filter((each) => (direction > 0 ? each > now * 1.01 : each < now * 0.99));
    const next = direction > 0 ? further[0] : further.at(-1);
    if (next) this.set(next);
  }

  get shown() {
    return this.views.find((view) => !view.element.hidden);
  }

  apply() {
    for (const view of this.views) view.resize(this.#pxPerMm(view));
    const percent = `${Math.round((this.shown.pxPerMm / REAL) * 100)} %`;
    const scale = document.getElementById("scale");
    if (scale.textContent !== percent) scale.textContent = percent;
    for (const [id, mode] of [["fit", "fit"], ["wide", "width"]]) {
      document.getElementById(id).setAttribute("aria-pressed", this.mode === mode);
    }
    document.getElementById("zoom").setAttribute("aria-label", `${say("zoom")}: ${percent}`);
  }

  #pxPerMm(view) {
    if (typeof this.mode === "number") return this.mode * REAL;
    const { clientWidth, clientHeight } = document.getElementById("pages");
    const [width, height] = view.size_mm;
    const across = (clientWidth - BESIDE) / width;
    const down = (clientHeight - AROUND) / height;
    return Math.max(0.5, this.mode === "width" ? across : Math.min(across, down));
  }
}
