// The preview: one state from the server, shown by parts that know nothing of each other.

import { announce, toast } from "./announce.js";
import * as keys from "./keys.js";
import { Overview } from "./overview.js";
import * as problems from "./problems.js";
import { get, listen } from "./server.js";
import * as source from "./source.js";
import * as themePanel from "./theme_panel.js";
import { View } from "./views.js";
import { label, say } from "./words.js";
import { Zoom } from "./zoom.js";

const PDFS = { booklet: "booklet", checklist: "checklist", sheets: "print" };
const PANELS = ["overview", "theme-panel"];
const element = (id) => document.getElementById(id);
const kept = JSON.parse(sessionStorage.getItem("sasshi") ?? "{}");
const views = Object.fromEntries(Object.keys(PDFS).map((name) => [name, new View(name)]));

label();
let shown = views[kept.view] ?? views.booklet;
let state = null;
let imposed = null;
let lost = false;
const zoom = new Zoom(Object.values(views), kept.zoom ?? "fit");
const overview = new Overview((index) => shown.turn(index));

// ---- what comes from the server

function take(next) {
  const first = state === null;
  state = next;
  document.title = say("title", { guide: state.guide });
  element("guide").textContent = state.guide;
  source.update(state);
  const changed = views.booklet.update(state.pages, state.binding);
  views.checklist.update(state.checklist, state.binding);
  if (shown === views.sheets) impose();
  themePanel.update(state);
  const mended = problems.update(state);
  zoom.apply();
  overview.update(shown, shown === views.booklet ? changed : []);
  if (first) shown.turn(kept.spread ?? 0, "auto");
  moved();
  if (mended) announce(say("mended"));
  else if (changed.length) announce(say("renewed", { pages: changed.join(", ") }));
}

/** Sheets are imposed when somebody looks at them, once for each build. */
async function impose() {
  if (imposed === state) return;
  imposed = state;
  const sheets = await get("sheets");
  if (imposed !== state || !sheets) return;
  views.sheets.update(sheets, "left");
  zoom.apply();
  overview.update(shown);
  moved();
}

function connected(now) {
  if (now && lost) toast(say("back"));
  lost = !now;
  element("lost").textContent = lost ? say("lost") : "";
}

function busy(now) {
  document.body.classList.toggle("busy", now);
  document.body.setAttribute("aria-busy", now);
  if (!state) element("empty").textContent = say("first-build");
}

// ---- what is shown

/** Says where the view is: the number, the overview, the text that the Tab key reaches. */
function moved() {
  const { current, pages } = shown;
  const number = element("page-number");
  if (document.activeElement !== number) number.value = shown.numbers(current).join("–");
  element("total").textContent = say("of-pages", { total: pages.length });
  element("goto").hidden = shown !== views.booklet;
  element("empty").textContent = state && !pages.length ? say(shown === views.checklist && state.pages.length ? "no-checklist" : "nothing-here") : "";
  overview.mark(shown);
  const spread = shown.spreads[current];
  const text = document.activeElement?.closest(".texts") ? null : spread?.querySelector(".texts button");
  if (text) source.enter(text);
  keep();
}

function toggle(panel, open = element(panel).hidden) {
  element(panel).hidden = !open;
  element(`show-${panel}`).setAttribute("aria-pressed", open);
  if (open && panel === "overview") overview.update(shown);
  keep();
}

function focus(id) {
  element(id)?.focus();
}

/** Keeps the place over a reload of the page. */
function keep() {
  if (!state) return;
  const now = { view: shown.name, zoom: zoom.mode, spread: shown.current };
  for (const panel of PANELS) now[panel] = !element(panel).hidden;
  sessionStorage.setItem("sasshi", JSON.stringify(now));
}

// ---- what people do: each action gives whether it did anything, see keys.js

const actions = {
  show(name) {
    shown = views[name];
    for (const view of Object.values(views)) {
      const here = view === shown;
      view.element.hidden = !here;
      const tab = element(`tab-${view.name}`);
      tab.setAttribute("aria-selected", here);
      tab.tabIndex = here ? 0 : -1;
    }
    element("pdf").href = `pdf/${PDFS[name]}`;
    if (state && name === "sheets") impose();
    zoom.apply();
    overview.update(shown);
    moved();
    return true;
  },
  turn(spreads) {
    shown.turn(shown.current + spreads);
    return true;
  },
  /** Turns to what lies at a side: the booklet may be bound on the right. */
  turnTowards(side) {
    const rightBound = state?.binding === "right" && shown === views.booklet;
    return actions.turn((side === "right") !== rightBound ? 1 : -1);
  },
  /** Goes to the next text if one has the focus, or scrolls. */
  walk(direction) {
    if (!source.walk(direction)) shown.element.scrollBy({ top: direction * 60 });
    return true;
  },
  zoomTo(mode) {
    zoom.set(mode);
    keep();
    return true;
  },
  zoomBy(direction) {
    zoom.step(direction);
    keep();
    return true;
  },
  toggleOverview() {
    toggle("overview");
    return true;
  },
  toggleThemePanel() {
    toggle("theme-panel");
    if (!element("theme-panel").hidden) focus("theme");
    return true;
  },
  leaveThemePanel() {
    if (!element("theme-panel").contains(document.activeElement)) return false;
    toggle("theme-panel");
    focus("show-theme-panel");
    return true;
  },
  goToProblems() {
    if (element("problems").hidden) return false;
    focus("problems");
    return true;
  },
};

for (const view of Object.values(views)) {
  let asked = false;
  view.element.addEventListener("scroll", () => {
    if (!asked) requestAnimationFrame(() => ((asked = false), view === shown && moved()));
    asked = true;
  });
  element(`tab-${view.name}`).addEventListener("click", () => actions.show(view.name));
}
element("views").addEventListener("keydown", ({ key }) => {
  const names = Object.keys(views);
  const next = names[names.indexOf(shown.name) + ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? NaN)];
  if (next && actions.show(next)) element(`tab-${next}`).focus();
});
element("goto").addEventListener("submit", (event) => {
  event.preventDefault();
  const page = Number.parseInt(element("page-number").value, 10);
  if (page >= 1 && page <= shown.pages.length) shown.turn(shown.arranged.row(page - 1));
  element("page-number").blur();
  moved();
});
element("page-number").addEventListener("focus", () => element("page-number").select());
element("page-number").addEventListener("blur", () => moved());
for (const panel of PANELS) element(`show-${panel}`).addEventListener("click", () => toggle(panel));
element("zoom").addEventListener("click", keep);

source.start();
keys.start(actions);

toggle("overview", kept.overview ?? innerWidth >= 1000);
toggle("theme-panel", kept["theme-panel"] ?? false);
element("problems").hidden = true;
actions.show(shown.name);
listen({ state: take, busy, connected });
