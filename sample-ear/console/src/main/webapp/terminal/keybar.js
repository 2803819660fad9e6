// Buttons for keys that a phone does not have.
import { button, byId } from "../dom.js";
import { sequence, withControl } from "./keys.js";

const KEYS = [["Esc", "Escape"], ["Tab", "Tab"], ["←", "ArrowLeft", "Left"], ["↑", "ArrowUp", "Up"], ["↓", "ArrowDown", "Down"],
  ["→", "ArrowRight", "Right"]];

/** Whether Ctrl is held for the next key. */
let control = false;

const controlButton = button("Ctrl", () => hold(!control), { class: "quiet", "aria-pressed": "false" });

/** @param {boolean} held */
function hold(held) {
  control = held;
  controlButton.setAttribute("aria-pressed", String(held));
}

/**
 * What typed text sends: with Ctrl if its button is pressed, which then comes up again.
 *
 * @param {string} text
 */
export function typed(text) {
  if (!control || [...text].length !== 1) {
    return text;
  }
  hold(false);
  return withControl(text);
}

async function paste(terminal) {
  try {
    terminal.paste(await navigator.clipboard.readText());
  } catch {
    byId("terminal-note").textContent = "The browser does not allow this page to read the clipboard.";
  }
}

/**
 * Makes the buttons.
 *
 * @param {() => any} current the tab that is shown
 */
export function makeKeyBar(current) {
  const buttons = KEYS.map(([text, key, name]) => button(text, () => {
    const { terminal } = current().screen;
    const sent = sequence(key, control, terminal.modes.applicationCursorKeysMode);
    hold(false);
    terminal.input(sent);
  }, { class: "quiet", "aria-label": name, "data-key": key }));
  byId("key-bar").append(buttons[0], controlButton, ...buttons.slice(1), button("Paste", () => paste(current().screen.terminal),
    { class: "quiet", hidden: !navigator.clipboard }));
  showKeys(matchMedia("(pointer: coarse)").matches);
  byId("keys-toggle").addEventListener("click", () => showKeys(byId("key-bar").hidden));
}

/** @param {boolean} shown */
function showKeys(shown) {
  byId("key-bar").hidden = !shown;
  byId("keys-toggle").setAttribute("aria-pressed", String(shown));
}
