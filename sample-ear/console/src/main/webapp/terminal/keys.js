// What keys send to the machine (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). Without a browser.

const ARROWS = { ArrowUp: "A", ArrowDown: "B", ArrowRight: "C", ArrowLeft: "D" };
const OTHERS = { Escape: "\u001b", Tab: "\t" };

/**
 * @param {string} key as in KeyboardEvent.key
 * @param {boolean} control whether Ctrl is held
 * @param {boolean} application whether the program on the machine has set the application mode of the arrows
 */
export function sequence(key, control, application) {
  return ARROWS[key] ? "\u001b" + (control ? "[1;5" : application ? "O" : "[") + ARROWS[key] : OTHERS[key];
}

/**
 * What a typed character sends while Ctrl is held. Other text stays as it is.
 *
 * @param {string} text
 */
export function withControl(text) {
  if (text === " ") {
    return "\u0000";
  }
  const upper = text.toUpperCase();
  return /^[@-_]$/.test(upper) ? String.fromCharCode(upper.charCodeAt(0) - 0x40) : text;
}

/** The keys that the terminal has for itself: they send nothing to the machine. */
const OWN = { KeyC: "copy", KeyV: "paste", KeyF: "find", KeyL: "leave" };

/**
 * The action of a key that is for the terminal and not for the machine; null if it is for the machine.
 *
 * @param {KeyboardEvent} event
 */
export const ownAction = (event) => event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey ? OWN[event.code] ?? null : null;
