// The theme and its tokens as live controls. What is set here is set for all windows, until it
// is given back to the guide.

import { toast } from "./announce.js";
import { create } from "./dom.js";
import { get, post } from "./server.js";
import { copy } from "./source.js";
import { say } from "./words.js";

/** In ms: a control that is being moved is heard once it rests for so long. */
const REST_MS = 120;
const STEPS = { pt: 0.25, mm: 0.5, em: 0.25, rem: 0.05 };

const panel = document.getElementById("theme-panel");
const controls = new Map();
let waiting = {};
let timer = 0;
let declared = "";
let lastState = null;

/** Takes the state; controls are made anew only where the theme has others. */
export function update(state) {
  lastState = state;
  const now = JSON.stringify([state.themes, state.tokens.map(({ value, own, ...rest }) => rest)]);
  if (now !== declared) {
    declared = now;
    build(state);
  }
  const theme = document.getElementById("theme");
  theme.value = state.theme;
  for (const token of state.tokens) controls.get(token.name).show(token);
  const own = state.ownTheme || state.tokens.some((token) => token.own);
  document.getElementById("reset-all").disabled = !own;
}

function build(state) {
  const open = new Set([...panel.querySelectorAll("details[open]")].map(({ id }) => id));
  const first = !panel.children.length;
  controls.clear();
  panel.replaceChildren(themes(state.themes));
  for (const name of ["colours", "measures", "choices"]) {
    const tokens = state.tokens.filter(({ group }) => group === name);
    if (!tokens.length) continue;
    const group = create("details", { id: `group-${name}` }, create("summary", {}, say(name)));
    group.open = first ? name === "colours" : open.has(group.id);
    group.append(...tokens.map(row));
    panel.append(group);
  }
  panel.append(buttons());
}

function themes(list) {
  const options = list.map(({ name, title }) => new Option(title, name));
  const select = create("select", { id: "theme" }, ...options);
  select.addEventListener("change", () => choose({ theme: select.value }));
  return create("p", { className: "theme" }, create("label", { for: "theme" }, say("theme")), select);
}

function buttons() {
  const copying = create("button", { type: "button", id: "copy-front-matter" }, say("copy"));
  const reset = create("button", { type: "button", id: "reset-all" }, say("reset-all"));
  copying.addEventListener("click", copyFrontMatter);
  reset.addEventListener("click", () => {
    const tokens = Object.fromEntries([...controls.keys()].map((name) => [name, null]));
    choose({ theme: null, tokens });
  });
  return create("p", { className: "buttons" }, copying, reset);
}

function row(token) {
  const control = (CONTROLS[token.type] ?? CONTROLS.text)(token);
  const label = create("label", { for: control.input.id }, token.label);
  label.append(create("code", {}, token.name));
  const reset = create("button", { type: "button", className: "reset", title: say("reset") }, "↺");
  reset.setAttribute("aria-label", `${say("reset")}: ${token.label}`);
  reset.addEventListener("click", () => {
    control.input.focus();
    send(token.name, null);
  });
  controls.set(token.name, {
    show({ value, own }) {
      reset.hidden = !own;
      const busy = token.name in waiting || document.activeElement === control.input;
      if (!busy || !own) control.show(value);
    },
  });
  return create("div", { className: "token" }, label, create("span", { className: "control" }, ...control.parts), reset);
}

/** A control for each type of token: its input, its parts, and how a value is shown in it. */
const CONTROLS = {
  color(token) {
    const text = field(token, { maxLength: 7, className: "hex", spellcheck: false });
    const well = create("input", { type: "color", tabIndex: -1, "aria-hidden": "true" });
    text.addEventListener("input", () => (well.value = full(text.value)));
    well.addEventListener("input", () => {
      text.value = well.value;
      send(token.name, well.value);
    });
    text.pattern = "#([0-9a-fA-F]{3}){1,2}";
    const show = (value) => {
      text.value = value;
      well.value = full(value);
    };
    return { input: text, parts: [well, text], show };
  },
  number(token) {
    const limits = { type: "number", required: true, min: token.min ?? "", max: token.max ?? "" };
    const input = field(token, { ...limits, step: "any" });
    steps(input, 1);
    return { input, parts: [input], show: (value) => (input.value = value) };
  },
  length(token) {
    const limits = { type: "number", required: true, min: token.min ?? "", max: token.max ?? "" };
    const input = field(token, { ...limits, step: "any" }, (value) => value + token.unit);
    steps(input, STEPS[token.unit]);
    const unit = create("span", { className: "unit" }, token.unit);
    return { input, parts: [input, unit], show: (value) => (input.value = parseFloat(value)) };
  },
  choice(token) {
    const input = create("select", { id: `token-${token.name}` }, ...token.choices.map((each) => new Option(each)));
    input.addEventListener("change", () => send(token.name, input.value));
    return { input, parts: [input], show: (value) => (input.value = value) };
  },
  boolean(token) {
    const input = create("input", { id: `token-${token.name}`, type: "checkbox" });
    input.addEventListener("change", () => send(token.name, input.checked));
    return { input, parts: [input], show: (value) => (input.checked = value) };
  },
  text(token) {
    const input = field(token, { type: "text" });
    return { input, parts: [input], show: (value) => (input.value = value) };
  },
};

function field(token, properties, value = (text) => text) {
  const input = create("input", { id: `token-${token.name}`, type: "text", autocomplete: "off", ...properties });
  input.addEventListener("input", () => {
    if (input.checkValidity()) send(token.name, value(input.value));
  });
  return input;
}

/** Steps from value to value with the arrow keys: any value may be typed. */
function steps(input, step) {
  input.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    const next = Math.round((Number(input.value) / step + direction) * 1000) / 1000;
    const wanted = Math.round(next * step * 1000) / 1000;
    const low = input.min === "" ? -Infinity : Number(input.min);
    const high = input.max === "" ? Infinity : Number(input.max);
    input.value = Math.min(high, Math.max(low, wanted));
    input.dispatchEvent(new Event("input"));
  });
}

function full(color) {
  if (/^#[0-9a-f]{3}$/i.test(color)) return color.replace(/[0-9a-f]/gi, "$&$&").toLowerCase();
  return /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : "#000000";
}

function send(name, value) {
  waiting[name] = value;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const tokens = waiting;
    waiting = {};
    choose({ tokens });
  }, REST_MS);
}

/** Chooses for all windows; what is refused is told, and the controls go back. */
async function choose(choice) {
  if ((await post("theme", choice)) !== undefined) return;
  toast(say("refused"));
  update(lastState);
}

async function copyFrontMatter() {
  const text = await get("front-matter");
  if (text === undefined) return toast(say("refused"));
  if (!text) return toast(say("front-matter-none"));
  const copied = await copy(text);
  document.getElementById("front-matter-says").textContent = say(copied ? "copied-front-matter" : "cannot-copy");
  const area = document.getElementById("front-matter-text");
  area.value = text;
  document.getElementById("front-matter").showModal();
  area.select();
}
