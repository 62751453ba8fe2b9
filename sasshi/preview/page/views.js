// Pages in their views, in spreads as the booklet lies open. What stays as it is is not touched.

import { create } from "./dom.js";
import { picture } from "./server.js";
import { texts } from "./source.js";
import { say } from "./words.js";

/** How the pages of each view stand: the row of a page, and its side in a left-bound booklet. */
const ARRANGED = {
  booklet: { columns: 2, row: (page) => (page + 1) >> 1, left: (page) => page % 2 === 1 },
  sheets: { columns: 2, row: (page) => page >> 1, left: (page) => page % 2 === 0 },
  checklist: { columns: 1, row: (page) => page, left: () => true },
};

/** One view: its pages, where it is scrolled to, how large it is shown. */
export class View {
  constructor(name) {
    this.name = name;
    this.element = document.getElementById(name);
    this.arranged = ARRANGED[name];
    this.pages = [];
    this.pxPerMm = 2;
  }

  get spreads() {
    return [...this.element.children];
  }

  /** Takes the pages of a build; gives the numbers of those that look different now. */
  update(pages, binding) {
    while (this.pages.length > pages.length) this.#remove();
    while (this.pages.length < pages.length) this.#add();
    const mirrored = binding === "right" && this.name === "booklet";
    const changed = [];
    pages.forEach((page, index) => {
      const shown = this.pages[index];
      if (shown.key && shown.key !== page.key) changed.push(index + 1);
      const title = this.#title(index, pages.length);
      shown.show(page, title, this.name === "booklet" ? index + 1 : title);
      shown.element.classList.toggle("left", this.arranged.left(index) !== mirrored);
    });
    this.element.style.setProperty("--widest", this.size_mm[0] / this.arranged.columns);
    this.draw();
    return changed;
  }

  /** Fetches pictures that are fine enough, and those that did not come before. */
  draw() {
    const px = this.pxPerMm * devicePixelRatio;
    for (const page of this.pages) page.draw(px);
  }

  /** Gives the mm that a spread takes, across and down. */
  get size_mm() {
    const widest = Math.max(1, ...this.pages.map((page) => page.size[0]));
    const highest = Math.max(1, ...this.pages.map((page) => page.size[1]));
    return [widest * this.arranged.columns, highest];
  }

  /** Gives the index of the spread in the middle of the window; at the ends, the first or last. */
  get current() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    if (scrollTop < 2) return 0;
    if (scrollTop > scrollHeight - clientHeight - 2) return this.spreads.length - 1;
    const middle = scrollTop + clientHeight / 2;
    const below = this.spreads.findIndex((each) => each.offsetTop + each.offsetHeight > middle);
    return below < 0 ? this.spreads.length - 1 : below;
  }

  /** Brings a spread into the middle, or its head to the top if it is too high. */
  turn(index, behavior = "smooth") {
    const spread = this.spreads[Math.max(0, Math.min(index, this.spreads.length - 1))];
    if (!spread) return;
    const spare = Math.max(0, (this.element.clientHeight - spread.offsetHeight) / 2);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.element.scrollTo({ top: spread.offsetTop - spare, behavior: still ? "auto" : behavior });
  }

  /** Gives the numbers of the pages on a spread. */
  numbers(index) {
    const on = this.pages.map((_, page) => page).filter((page) => this.arranged.row(page) === index);
    return on.map((page) => page + 1);
  }

  /** Changes the size and keeps what is in the middle there. */
  resize(pxPerMm) {
    if (pxPerMm === this.pxPerMm) return;
    const { element } = this;
    const spread = this.spreads[this.current];
    const middle = element.scrollTop + element.clientHeight / 2;
    const part = spread ? (middle - spread.offsetTop) / spread.offsetHeight : 0;
    const across = (element.scrollLeft + element.clientWidth / 2) / element.scrollWidth;
    this.pxPerMm = pxPerMm;
    element.style.setProperty("--mm", `${pxPerMm}px`);
    if (spread) element.scrollTop = spread.offsetTop + part * spread.offsetHeight - element.clientHeight / 2;
    element.scrollLeft = across * element.scrollWidth - element.clientWidth / 2;
    this.draw();
  }

  #title(index, total) {
    if (this.name === "booklet") return say("page-of", { number: index + 1, total });
    if (this.name === "checklist") return say("checklist-page");
    return say(index % 2 ? "sheet-back" : "sheet-front", { sheet: (index >> 1) + 1 });
  }

  #add() {
    const row = this.arranged.row(this.pages.length);
    if (!this.spreads[row]) this.element.append(create("div", { className: "spread" }));
    const page = new Page();
    this.spreads[row].append(page.element);
    this.pages.push(page);
  }

  #remove() {
    const { element } = this.pages.pop();
    const spread = element.parentElement;
    element.remove();
    if (!spread.children.length) spread.remove();
  }
}

/** One page: its picture, its texts over it, its number below. */
class Page {
  key = "";
  size = [1, 1];
  #texts = "";

  constructor() {
    this.image = create("img", { alt: "", loading: "lazy", decoding: "async", draggable: false });
    this.image.addEventListener("error", () => (this.image.dataset.broken = ""));
    this.image.addEventListener("load", () => delete this.image.dataset.broken);
    this.layer = create("div", { className: "texts" });
    this.paper = create("div", { className: "paper" }, this.image, this.layer);
    this.caption = create("p", { className: "folio", "aria-hidden": "true" });
    this.element = create("section", { className: "page" }, this.paper, this.caption);
  }

  show(page, title, caption) {
    this.key = page.key;
    this.element.setAttribute("aria-label", title);
    this.caption.textContent = caption;
    if (String(this.size) !== String(page.size)) {
      this.size = page.size;
      this.paper.style.setProperty("--w", page.size[0]);
      this.paper.style.setProperty("--h", page.size[1]);
    }
    const words = JSON.stringify(page.texts);
    if (words !== this.#texts) {
      this.#texts = words;
      texts(this.layer, page);
    }
  }

  /** A new picture takes the place of the old one when it is there: nothing flickers. */
  draw(px) {
    const address = picture(this.key, px);
    const broken = "broken" in this.image.dataset;
    if (broken || this.image.getAttribute("src") !== address) this.image.src = address;
  }
}
