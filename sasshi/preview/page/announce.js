// What is said in passing: to everybody as a line for a while, to screen readers in silence.

const SHOWN_MS = 2500;
let timer = 0;

/** Shows a line for a while, and has it read out. */
export function toast(text) {
  const element = document.getElementById("toast");
  element.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (element.textContent = ""), SHOWN_MS);
}

/** Has a text read out; nothing is seen of it. */
export function announce(text) {
  document.getElementById("announcement").textContent = text;
}
