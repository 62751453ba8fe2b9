// The texts of the page (../words.toml), in the language of the preview.

const { lang, words } = await (await fetch("words")).json();

/** Gives a text of the page, its {placeholders} filled. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Puts texts into all that index.html only names. */
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
