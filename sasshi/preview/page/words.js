// The words of the page, in the language of the session.

const { lang, words } = await (await fetch("words")).json();

/** Gives a text of the page, its {placeholders} filled. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Puts the words into all that index.html only names. */
export function label() {
  document.documentElement.lang = lang;
  for (const [attribute, put] of [
    ["word", (element, text) => (element.textContent = text)],
    ["label", (element, text) => element.setAttribute("aria-label", text)],
    ["title", (element, text) => (element.title = text)],
  ]) {
    for (const element of document.querySelectorAll(`[data-${attribute}]`)) {
      put(element, say(element.dataset[attribute]));
    }
  }
}

/** Makes an element: its properties, its attributes (with a dash or "role"), its children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name === "for" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}
