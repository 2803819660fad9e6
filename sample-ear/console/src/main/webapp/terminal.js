// Terminals in tabs, each with a shell of its own; recordings and their replay. The parts are in the folder "terminal".
import { button, byId, errorBox, make } from "./dom.js";
import { names } from "./profiles.js";
import { endingText } from "./terminal/ending.js";
import { openFind } from "./terminal/find.js";
import { leaveFullScreen } from "./terminal/fullscreen.js";
import { makeKeyBar, typed } from "./terminal/keybar.js";
import { ownAction } from "./terminal/keys.js";
import { shownTitle } from "./terminal/names.js";
import { listRecordings } from "./terminal/recordings.js";
import { changeFontSize, load } from "./terminal/screen.js";
import { openShell } from "./terminal/shell.js";
import { close, currentTab, newTab, rename, say, screens, select } from "./terminal/tabs.js";

/** Says what has happened, and offers a new shell in the same tab. */
function offerAgain(tab, what) {
  const again = button("Reconnect", () => {
    tab.shell.connect();
    tab.screen.terminal.focus();
  }, { class: "reconnect" });
  say(tab, what, again, button("Close", () => close(tab), { class: "quiet" }));
  return again;
}

function ended(tab, how) {
  const text = how.sessionEnded ? "Your session has ended." : how.interrupted ? "The connection to the console was interrupted." : endingText(how);
  if (!how.error && text === "") {
    byId("terminal-note").textContent = tab.label.textContent + " has ended.";
    close(tab);
    return;
  }
  const again = offerAgain(tab, how.error ? errorBox(how.error) : make("strong", {}, text));
  if (currentTab() === tab) {
    again.focus();
  }
}

/** What the keys do that are not for the machine. */
const ACTIONS = {
  copy: () => document.execCommand("copy"),
  // The browser pastes.
  paste: null,
  find: (tab) => openFind(tab.screen),
  leave: (tab) => tab.head.focus()
};

function wire(tab) {
  const { terminal } = tab.screen;
  terminal.onData((text) => tab.shell.type(typed(text)));
  terminal.onTitleChange((title) => rename(tab, shownTitle(title)));
  terminal.attachCustomKeyEventHandler((event) => {
    const action = ownAction(event);
    if (action !== null && event.type === "keydown" && ACTIONS[action]) {
      event.preventDefault();
      ACTIONS[action](tab);
    }
    return action === null;
  });
}

async function open(event) {
  event.preventDefault();
  const profile = byId("terminal-profile").value;
  const recorded = byId("recorded").checked;
  byId("terminal-note").textContent = "";
  byId("terminal-problem").replaceChildren();
  let shell = null;
  let tab;
  try {
    tab = await newTab(profile, true, () => shell?.close());
  } catch {
    byId("terminal-problem").replaceChildren(errorBox({ what: "The terminal can't be shown", advice: "Reload the page", code: "" }));
    return;
  }
  if (tab === null) {
    return;
  }
  shell = openShell(tab.screen.terminal, { profile, recorded }, {
    connecting: () => say(tab, make("span", { class: "small" }, "Connecting…")),
    live: () => say(tab),
    away: () => offerAgain(tab, make("strong", {}, "The console's server does not answer. Trying again…")),
    ended: (how) => ended(tab, how),
    closed: listRecordings
  });
  tab.shell = shell;
  wire(tab);
  shell.connect();
}

function drawChoice() {
  const chosen = byId("terminal-profile").value;
  const offered = [...byId("terminal-profile").options].map((option) => option.value);
  if (offered.join("\n") !== names().join("\n")) {
    byId("terminal-profile").replaceChildren(...names().map((name) => make("option", { selected: name === chosen }, name)));
  }
}

makeKeyBar(currentTab);
// A click on a button leaves the focus in the terminal, and a phone's keyboard where it is.
for (const id of ["terminal-tools", "key-bar"]) {
  byId(id).addEventListener("mousedown", (event) => event.preventDefault());
}
byId("terminal-form").addEventListener("submit", open);
byId("font-smaller").addEventListener("click", () => changeFontSize(screens(), -1));
byId("font-larger").addEventListener("click", () => changeFontSize(screens(), 1));
byId("find-open").addEventListener("click", () => openFind(currentTab().screen));
document.addEventListener("profiles-changed", drawChoice);
window.addEventListener("hashchange", leaveFullScreen);

export function shown() {
  load();
  listRecordings();
  if (currentTab()) {
    select(currentTab());
  } else {
    byId("terminal-profile").focus();
  }
}

/** Opens a terminal of this machine, as the form does. */
export function openFor(profile) {
  byId("terminal-profile").value = profile;
  byId("terminal-form").requestSubmit();
}
