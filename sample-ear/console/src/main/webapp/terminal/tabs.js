// The tabs of terminals and replays: which there are, and which one is shown.
import { byId, make } from "../dom.js";
import { closeFind } from "./find.js";
import { freeNumber, tabName } from "./names.js";
import { newScreen } from "./screen.js";

/** The tab that is shown; null while there is none. */
let current = null;
let tabs = [];

export const currentTab = () => current;

export const screens = () => tabs.filter((tab) => tab.screen).map((tab) => tab.screen);

/** Says whether the terminal is slower than it could be. */
function showDrawing() {
  byId("without-webgl").hidden = !current?.withoutWebGl;
}

/** @param {any} tab null if there is none */
export function select(tab) {
  if (current !== tab) {
    closeFind();
  }
  current = tab;
  for (const one of tabs) {
    one.panel.hidden = one !== tab;
    one.head.setAttribute("aria-selected", one === tab);
    one.head.tabIndex = one === tab ? 0 : -1;
  }
  byId("no-terminal").hidden = tabs.length > 0;
  byId("terminal-tools").hidden = tab === null;
  byId("terminal").classList.toggle("open", tab !== null);
  showDrawing();
  tab?.screen?.fit();
  tab?.screen?.terminal.focus();
}

/**
 * Shows something over the terminal, or nothing.
 *
 * @param {any} tab
 * @param {...(string | Node)} what
 */
export function say(tab, ...what) {
  tab.bar.replaceChildren(...what);
  tab.bar.hidden = what.length === 0;
}

/** Closes a tab for good. The one at its left is shown. */
export function close(tab) {
  if (!tabs.includes(tab)) {
    return;
  }
  const at = tabs.indexOf(tab);
  if (tab === current) {
    closeFind();
  }
  tabs = tabs.filter((one) => one !== tab);
  tab.closed();
  tab.screen?.dispose();
  tab.panel.remove();
  tab.head.remove();
  if (tab === current) {
    select(tabs[Math.max(0, at - 1)] ?? null);
    if (current === null) {
      byId("terminal-profile").focus();
    }
  }
}

/** @param {string} title as names.js returns it */
export function rename(tab, title) {
  const name = tabName(tab.number, tab.name, title);
  tab.label.textContent = name;
  tab.head.title = name + ". Delete closes it.";
  tab.panel.setAttribute("aria-label", name);
  tab.screen?.terminal.textarea.setAttribute("aria-label", name);
}

function moves(tab, event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    select(next);
    next.head.focus();
  } else if (event.key === "Delete") {
    close(tab);
  } else if (event.key === "Enter") {
    event.preventDefault();
    select(tab);
  }
}

/**
 * Makes a tab and shows it. Resolves to null if the user closes it before its terminal is there.
 *
 * @param {string} name the profile, or which recording
 * @param {boolean} typed whether its terminal takes input
 * @param {() => void} closed is called when the user closes it
 */
export async function newTab(name, typed, closed) {
  const number = freeNumber(tabs.map((tab) => tab.number));
  const tab = { number, name, closed, label: make("span", {}), screen: null, withoutWebGl: false };
  // The keyboard closes it by Delete: a tab has no buttons in it.
  const cross = make("span", { class: "cross", "aria-hidden": "true", title: "Close" }, "×");
  tab.head = make("button", { type: "button", role: "tab", class: "quiet", "aria-keyshortcuts": "Delete", keydown: (event) => moves(tab, event),
    click: (event) => event.target === cross ? close(tab) : select(tab) }, tab.label, cross);
  tab.bar = make("div", { class: "row bar-over", role: "status", hidden: true });
  tab.place = make("div", { class: "screen" });
  tab.panel = make("div", { role: "tabpanel", class: "shell" }, tab.bar, tab.place);
  byId("tabs").append(tab.head);
  byId("terminals").append(tab.panel);
  tabs.push(tab);
  rename(tab, "");
  select(tab);
  try {
    tab.screen = await newScreen(tab.place, tab.label.textContent, typed, () => {
      tab.withoutWebGl = true;
      showDrawing();
    });
  } catch (error) {
    close(tab);
    throw error;
  }
  if (!tabs.includes(tab)) {
    tab.screen.dispose();
    return null;
  }
  if (current === tab) {
    select(tab);
  }
  return tab;
}
