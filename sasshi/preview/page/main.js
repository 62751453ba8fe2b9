// The preview: one state from the server, shown by parts that know nothing of each other.

import { View } from "./desk.js";
import * as keys from "./keys.js";
import { get, listen } from "./live.js";
import * as look from "./look.js";
import * as problems from "./problems.js";
import * as source from "./source.js";
import { Thumbs } from "./thumbs.js";
import { label, say } from "./words.js";
import { Zoom } from "./zoom.js";

const PDFS = { booklet: "booklet", checklist: "checklist", sheets: "print" };
const element = (id) => document.getElementById(id);
const kept = JSON.parse(sessionStorage.getItem("sasshi") ?? "{}");
const views = Object.fromEntries(Object.keys(PDFS).map((name) => [name, new View(name)]));

label();
let shown = views[kept.view] ?? views.booklet;
let state = null;
let imposed = null;
let lost = false;
const zoom = new Zoom(Object.values(views), kept.zoom ?? "fit");
const thumbs = new Thumbs((index) => shown.turn(index));

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
  look.update(state);
  const mended = problems.update(state);
  zoom.apply();
  thumbs.update(shown, shown === views.booklet ? changed : []);
  if (first) shown.turn(kept.spread ?? 0, "auto");
  moved();
  if (mended) tell(say("mended"));
  else if (changed.length) tell(say("renewed", { pages: changed.join(", ") }));
}

/** Sheets are imposed when somebody looks at them, once for each build. */
async function impose() {
  if (imposed === state) return;
  imposed = state;
  const sheets = await get("sheets");
  if (imposed !== state || !sheets) return;
  views.sheets.update(sheets, "left");
  zoom.apply();
  thumbs.update(shown);
  moved();
}

function connected(now) {
  if (now && lost) source.toast(say("back"));
  lost = !now;
  element("lost").textContent = lost ? say("lost") : "";
}

function busy(now) {
  document.body.classList.toggle("busy", now);
  document.body.setAttribute("aria-busy", now);
  if (!state) element("empty").textContent = say("first-build");
}

function tell(text) {
  element("news").textContent = text;
}

// ---- what is shown

function show(name) {
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
  thumbs.update(shown);
  moved();
  return true;
}

/** Says where the desk is: the number, the overview, the text that the Tab key reaches. */
function moved() {
  const { current, pages } = shown;
  const place = element("place");
  if (document.activeElement !== place) place.value = shown.numbers(current).join("–");
  element("total").textContent = say("of-pages", { total: pages.length });
  element("goto").hidden = shown !== views.booklet;
  element("empty").textContent = state && !pages.length ? say(shown === views.checklist && state.pages.length ? "no-checklist" : "nothing-here") : "";
  thumbs.mark(shown);
  const spread = shown.spreads[current];
  const text = document.activeElement?.closest(".texts") ? null : spread?.querySelector(".texts button");
  if (text) source.enter(text);
  keep();
}

function toggle(name, open = element(name).hidden) {
  element(name).hidden = !open;
  element(`show-${name}`).setAttribute("aria-pressed", open);
  if (open && name === "thumbs") thumbs.update(shown);
  keep();
  return true;
}

/** Keeps the place over a reload of the page. */
function keep() {
  if (!state) return;
  const now = { view: shown.name, zoom: zoom.mode, spread: shown.current };
  for (const name of ["thumbs", "look"]) now[name] = !element(name).hidden;
  sessionStorage.setItem("sasshi", JSON.stringify(now));
}

// ---- what people do

function turn(step) {
  shown.turn(shown.current + step);
  return true;
}

function forward(side) {
  const rightBound = state?.binding === "right" && shown === views.booklet;
  return turn((side === "right") !== rightBound ? 1 : -1);
}

function step(direction) {
  if (!source.walk(direction)) shown.element.scrollBy({ top: direction * 60 });
  return true;
}

function size(mode) {
  zoom.set(mode);
  keep();
  return true;
}

function focus(id) {
  element(id)?.focus();
  return true;
}

function larger(direction) {
  zoom.step(direction);
  keep();
  return true;
}

for (const view of Object.values(views)) {
  let asked = false;
  view.element.addEventListener("scroll", () => {
    if (!asked) requestAnimationFrame(() => ((asked = false), view === shown && moved()));
    asked = true;
  });
  element(`tab-${view.name}`).addEventListener("click", () => show(view.name));
}
element("views").addEventListener("keydown", ({ key }) => {
  const names = Object.keys(views);
  const next = names[names.indexOf(shown.name) + ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? NaN)];
  if (next && show(next)) element(`tab-${next}`).focus();
});
element("goto").addEventListener("submit", (event) => {
  event.preventDefault();
  const page = Number.parseInt(element("place").value, 10);
  if (page >= 1 && page <= shown.pages.length) shown.turn(shown.arranged.row(page - 1));
  element("place").blur();
  moved();
});
element("place").addEventListener("focus", () => element("place").select());
element("place").addEventListener("blur", () => moved());
for (const name of ["thumbs", "look"]) element(`show-${name}`).addEventListener("click", () => toggle(name));
element("zoom").addEventListener("click", keep);

source.start();
keys.start({
  ArrowLeft: () => forward("left"),
  ArrowRight: () => forward("right"),
  PageDown: () => turn(1),
  PageUp: () => turn(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Home: () => turn(-Infinity),
  End: () => turn(Infinity),
  "+": () => larger(1),
  "=": () => larger(1),
  "-": () => larger(-1),
  0: () => size("fit"),
  1: () => size(1),
  b: () => show("booklet"),
  c: () => show("checklist"),
  s: () => show("sheets"),
  o: () => toggle("thumbs"),
  l: () => toggle("look") && !element("look").hidden && focus("theme"),
  e: () => !element("problems").hidden && focus("problems"),
  Escape: () => element("look").contains(document.activeElement) && toggle("look") && focus("show-look"),
});

toggle("thumbs", kept.thumbs ?? innerWidth >= 1000);
toggle("look", kept.look ?? false);
element("problems").hidden = true;
show(shown.name);
listen({ state: take, busy, connected });
