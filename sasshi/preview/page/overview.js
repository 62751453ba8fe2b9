// The overview: every spread, small. One of them takes the Tab key, the arrow keys do the rest.

import { create } from "./dom.js";
import { picture } from "./server.js";
import { say } from "./words.js";

const PX_PER_MM = 0.36;

export class Overview {
  constructor(open) {
    this.element = document.getElementById("overview");
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) open(this.#buttons.indexOf(button));
    });
    this.element.addEventListener("keydown", (event) => this.#walk(event));
  }

  get #buttons() {
    return [...this.element.children];
  }

  /** Takes a view as it is; pages that changed show it for a moment. */
  update(view, changed = []) {
    const buttons = this.#buttons;
    const { spreads } = view;
    buttons.slice(spreads.length).forEach((button) => button.remove());
    spreads.forEach((spread, index) => {
      const button = buttons[index] ?? this.element.appendChild(create("button", { type: "button" }));
      const numbers = view.numbers(index);
      const pages = numbers.map((number) => view.pages[number - 1]);
      button.setAttribute("aria-label", title(view, numbers));
      button.className = view.arranged.columns === 2 ? "pair" : "";
      fill(button, pages, numbers, changed);
    });
    this.mark(view);
  }

  /** Marks the spread that is in the middle of the view. */
  mark(view) {
    const { current } = view;
    this.#buttons.forEach((button, index) => {
      const here = index === current;
      if ((button.getAttribute("aria-current") === "true") === here) return;
      button.setAttribute("aria-current", here);
      button.tabIndex = here ? 0 : -1;
      if (here && !this.element.hidden) keepInView(this.element, button);
    });
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.#buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#buttons[at + step]?.focus();
    this.#buttons[at + step]?.click();
  }
}

function title(view, numbers) {
  if (view.name !== "booklet") return numbers.map((each) => view.pages[each - 1].caption.textContent).join(", ");
  return say(numbers.length > 1 ? "spread" : "single", { pages: numbers.join("–") });
}

function fill(button, pages, numbers, changed) {
  const images = [...button.querySelectorAll("img")];
  images.slice(pages.length).forEach((image) => image.remove());
  pages.forEach((page, index) => {
    const image = images[index] ?? button.appendChild(create("img", { alt: "", loading: "lazy" }));
    image.className = page.element.classList.contains("left") ? "left" : "";
    image.width = page.size[0] * PX_PER_MM;
    image.height = page.size[1] * PX_PER_MM;
    const address = picture(page.key, PX_PER_MM * Math.max(2, devicePixelRatio));
    if (image.getAttribute("src") !== address || !image.naturalWidth) image.src = address;
    if (changed.includes(numbers[index])) flash(image);
  });
}

function flash(image) {
  image.animate({ outlineColor: ["var(--accent)", "transparent"] }, { duration: 1800 });
}

function keepInView(list, button) {
  const above = button.offsetTop - list.offsetTop < list.scrollTop;
  const below = button.offsetTop - list.offsetTop + button.offsetHeight > list.scrollTop + list.clientHeight;
  if (above || below) list.scrollTop = button.offsetTop - list.offsetTop - list.clientHeight / 2;
}
