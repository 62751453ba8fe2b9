// What is wrong, over the last good pages: where, what, the code around it, what to do.

import { create } from "./dom.js";
import { go, where } from "./source.js";
import { say } from "./words.js";

let before = "";

/** Shows the problems of a build; tells whether errors went away. */
export function update({ problems, editor }) {
  const now = JSON.stringify([problems, editor]);
  if (now === before) return false;
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity !== "error");
  const bar = document.getElementById("problems");
  const mended = bar.classList.contains("failed") && !errors.length;
  before = now;
  bar.classList.toggle("failed", errors.length > 0);
  bar.hidden = !problems.length;
  document.getElementById("errors").replaceChildren(...(errors.length ? [failed(errors, editor)] : []));
  document.getElementById("warnings").replaceChildren(...(warnings.length ? [folded(warnings, editor)] : []));
  return mended;
}

function failed(errors, editor) {
  const count = errors.length === 1 ? say("one-error") : say("errors", { count: errors.length });
  const head = create("summary", { className: "count" }, create("strong", {}, count), ` ${say("last-good")}`);
  return create("details", { open: true }, head, ...errors.map((each) => block(each, editor)));
}

function folded(warnings, editor) {
  const count = warnings.length;
  const head = count === 1 ? say("one-warning") : say("warnings", { count });
  return create("details", {}, create("summary", {}, head), ...warnings.map((each) => block(each, editor)));
}

function block(problem, editor) {
  const element = create("article", { className: problem.severity });
  if (problem.path) {
    const key = editor ? "open-source" : "copy-source";
    const text = where(problem);
    const button = create("button", { type: "button", className: "place", title: say(key, { place: text }) }, text);
    button.addEventListener("click", () => go(problem));
    element.append(button);
  } else if (problem.page) {
    element.append(create("span", { className: "place" }, say("on-page", { page: problem.page })));
  }
  element.append(create("p", { className: "message" }, problem.message));
  if (problem.excerpt.length) element.append(code(problem.excerpt));
  if (problem.hint) element.append(create("p", { className: "hint" }, problem.hint));
  return element;
}

function code(lines) {
  return create(
    "ol",
    { className: "code" },
    ...lines.map(({ number, text, mark }) => {
      const item = create("li", { value: number }, ...(mark ? marked(text, mark) : [text]));
      item.dataset.number = number;
      if (mark) item.className = "here";
      return item;
    }),
  );
}

function marked(text, [start, end]) {
  const middle = create("mark", {}, text.slice(start, end));
  return [text.slice(0, start), middle, text.slice(end)];
}
