/** The toggle between the system's theme, dark and light. */

const ORDER = ["system", "dark", "light"];
const KEY = "ftqueue.theme";

/** @param changed called after the colours have changed, by the toggle or by the system */
export function createTheme(changed) {
  const button = document.getElementById("theme");
  const text = document.getElementById("theme-text");

  function current() {
    return document.documentElement.dataset.theme ?? "system";
  }

  function say() {
    const theme = current();
    text.textContent = theme[0].toUpperCase() + theme.slice(1);
    button.setAttribute("aria-label", `Theme: ${theme}. Change it`);
  }

  function next() {
    const theme = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
    if (theme === "system") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    store(KEY, theme);
    say();
    changed();
  }

  button.addEventListener("click", next);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  say();
  return { next };
}

/** Remembers a setting in this browser; where that is not allowed, until the page is closed. */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch (refused) {
    console.info(`${key} is not remembered: ${refused.message}`);
  }
}

/** A setting of this browser, or null. */
export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch (refused) {
    return null;
  }
}
