// Terminals in tabs, each with a shell and a WebSocket of its own; recordings and their replay.
import { csrfToken, currentServer, get, keepSession, sessionAgain } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { names } from "./profiles.js";

const LONGEST_PAUSE_MILLIS = 2000;
const SIZE_STEP = 10;

/** The tab that is shown; null while there is none. */
let current = null;
let tabs = [];

function newScreen(panel) {
  const screen = new window.Terminal({ cursorBlink: false, scrollback: 5000, screenReaderMode: true, fontSize: 14,
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Consolas, monospace', bellStyle: "none" });
  const place = make("div", { class: "screen" });
  panel.append(place);
  screen.open(place);
  return screen;
}

/** The number of columns and rows that fit, given the current size of a cell. */
function fit(tab) {
  const grid = tab.panel.querySelector(".xterm-screen");
  const place = tab.panel.querySelector(".screen");
  if (tab.recording || grid.clientWidth === 0) {
    return;
  }
  const columns = Math.max(SIZE_STEP, Math.floor(place.clientWidth / (grid.clientWidth / tab.screen.cols)) - 2);
  const rows = Math.max(SIZE_STEP / 2, Math.floor(place.clientHeight / (grid.clientHeight / tab.screen.rows)));
  if (columns !== tab.screen.cols || rows !== tab.screen.rows) {
    tab.screen.resize(columns, rows);
  }
}

function say(tab, ...what) {
  tab.bar.replaceChildren(...what);
  tab.bar.hidden = what.length === 0;
}

function again(tab) {
  return button("Reconnect", () => connect(tab), { class: "reconnect" });
}

/**
 * Asks the server, because a socket closes in the same way when the session ends and when the server does. If another server of the cluster
 * answers, the shell is gone, and a new one is opened there.
 */
async function closed(tab, socket) {
  const isCurrent = () => tabs.includes(tab) && tab.socket === socket;
  let answer;
  try {
    answer = await sessionAgain(() => {
      if (isCurrent()) {
        say(tab, make("strong", {}, "The console's server does not answer. Trying again…"), again(tab));
      }
      return isCurrent();
    });
  } catch (error) {
    answer = null;
  }
  if (!isCurrent()) {
    return;
  }
  if (answer?.user === null) {
    document.dispatchEvent(new CustomEvent("logged-out"));
    say(tab, make("strong", {}, "Your session has ended."), again(tab));
  } else if (answer === null || answer.server === tab.server) {
    say(tab, make("strong", {}, "The connection to the console was interrupted."), again(tab));
  } else {
    connect(tab, "[The shell is gone with its server. This is a new one" + (answer.serverName ? " at " + answer.serverName : "") + ".]");
  }
}

/** @param notice a line before the output of the new shell */
function connect(tab, notice = "") {
  say(tab, make("span", { class: "small" }, "Connecting…"));
  const socket = new WebSocket(new URL("terminal", location.href).href.replace(/^http/, "ws"));
  socket.binaryType = "arraybuffer";
  if (tab.socket) {
    // An unfinished line of the lost shell stays on a line of its own.
    tab.screen.write("\r\n" + (notice === "" ? "" : notice + "\r\n"));
  }
  tab.server = currentServer();
  tab.socket = socket;
  let told = false;
  socket.addEventListener("open", () => socket.send(JSON.stringify({ token: csrfToken(), profile: tab.profile,
    recorded: tab.recorded, columns: tab.screen.cols, rows: tab.screen.rows })));
  socket.addEventListener("message", (event) => {
    if (typeof event.data === "string") {
      told = true;
      ended(tab, JSON.parse(event.data));
    } else {
      if (tab.live !== socket) {
        tab.live = socket;
        say(tab);
        if (current === tab) {
          tab.screen.focus();
        }
      }
      tab.screen.write(new Uint8Array(event.data));
    }
  });
  socket.addEventListener("close", async () => {
    if (tab.live === socket) {
      tab.live = null;
    }
    if (!told) {
      await closed(tab, socket);
    }
    listRecordings();
  });
}

function ended(tab, how) {
  tab.live = null;
  if (how.error) {
    say(tab, errorBox(how.error), again(tab));
  } else if (how.connectionLost) {
    say(tab, make("strong", {}, "The connection was lost."), again(tab));
  } else {
    say(tab, make("span", {}, "The shell has ended with exit code " + how.exitCode + "."), again(tab));
  }
  if (current === tab) {
    tab.bar.querySelector(".reconnect").focus();
  }
}

function wire(tab) {
  const encoder = new TextEncoder();
  const send = (bytes) => {
    if (tab.live) {
      tab.live.send(bytes);
      keepSession();
    }
  };
  tab.screen.onData((text) => send(encoder.encode(text)));
  tab.screen.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  tab.screen.onResize((size) => tab.live?.send(JSON.stringify({ columns: size.cols, rows: size.rows })));
  tab.screen.attachCustomKeyEventHandler((event) => {
    const copies = event.type === "keydown" && event.ctrlKey && event.shiftKey && event.code === "KeyC";
    if (copies) {
      event.preventDefault();
      document.execCommand("copy");
    }
    // Ctrl-Shift-V is the browser's own paste, which the terminal takes.
    return !copies && !(event.ctrlKey && event.shiftKey && event.code === "KeyV");
  });
}

function select(tab) {
  current = tab;
  for (const one of tabs) {
    one.panel.hidden = one !== tab;
    one.head.setAttribute("aria-selected", one === tab);
    one.head.tabIndex = one === tab ? 0 : -1;
  }
  byId("no-terminal").hidden = tabs.length > 0;
  if (tab) {
    fit(tab);
    tab.screen.focus();
  }
}

function close(tab) {
  const socket = tab.socket;
  tab.socket = null;
  socket?.close();
  clearTimeout(tab.timer);
  tab.screen.dispose();
  tab.panel.remove();
  tab.heading.remove();
  tabs = tabs.filter((one) => one !== tab);
  select(tabs[tabs.length - 1] ?? null);
}

function newTab(title) {
  const tab = { live: null };
  tab.head = make("button", { type: "button", role: "tab", class: "quiet", click: () => select(tab) }, title);
  tab.head.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      select(next);
      next.head.focus();
    }
  });
  tab.heading = make("span", { role: "presentation", class: "tab" }, tab.head,
    button("×", () => close(tab), { class: "quiet", "aria-label": "Close " + title }));
  tab.bar = make("div", { class: "row bar-over", role: "status" });
  tab.panel = make("div", { role: "tabpanel", class: "shell", "aria-label": title });
  tab.panel.append(tab.bar);
  byId("tabs").append(tab.heading);
  byId("terminals").append(tab.panel);
  tabs.push(tab);
  tab.bar.hidden = true;
  tab.screen = newScreen(tab.panel);
  select(tab);
  return tab;
}

function open(event) {
  event.preventDefault();
  const tab = newTab(byId("terminal-profile").value);
  tab.profile = byId("terminal-profile").value;
  tab.recorded = byId("recorded").checked;
  wire(tab);
  connect(tab);
}

/** Also called when a terminal ends. If it ended with the session, there is no answer. */
async function listRecordings() {
  let rows;
  try {
    rows = await get("recordings");
  } catch (error) {
    byId("recording-list").replaceChildren(make("li", {}, errorBox(error)));
    return;
  }
  byId("recordings").hidden = rows.length === 0;
  byId("recording-list").replaceChildren(...rows.map((row) => make("li", { class: "row" },
    row.number + ": " + row.profile, button("Replay", () => replay(row), { class: "quiet", "aria-label": "Replay recording " + row.number }),
    make("a", { href: "api/recordings/" + row.number, download: row.number + ".cast" }, "Download"))));
}

/** Plays an asciicast v2: a line with the size, then lines of time, kind and text. */
async function replay(row) {
  const answer = await fetch("api/recordings/" + row.number);
  const lines = (await answer.text()).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const header = lines.shift();
  const tab = newTab("Replay of " + row.number);
  tab.recording = true;
  tab.screen.resize(header.width, header.height);
  let time = 0;
  const next = () => {
    if (lines.length === 0) {
      say(tab, make("span", {}, "The recording has ended."));
      return;
    }
    const [at, kind, data] = lines[0];
    tab.timer = setTimeout(() => {
      lines.shift();
      time = at;
      if (kind === "o") {
        tab.screen.write(data);
      } else if (kind === "r") {
        tab.screen.resize(...data.split("x").map(Number));
      }
      next();
    }, Math.min(LONGEST_PAUSE_MILLIS, Math.max(0, (at - time) * 1000)));
  };
  next();
}

function drawChoice() {
  const chosen = byId("terminal-profile").value;
  const offered = [...byId("terminal-profile").options].map((option) => option.value);
  if (offered.join("\n") !== names().join("\n")) {
    byId("terminal-profile").replaceChildren(...names().map((name) => make("option", { selected: name === chosen }, name)));
  }
}

byId("terminal-form").addEventListener("submit", open);
document.addEventListener("profiles-changed", drawChoice);
window.addEventListener("resize", () => { if (current) { fit(current); } });

export function shown() {
  listRecordings();
  if (current) {
    select(current);
  } else {
    byId("terminal-profile").focus();
  }
}

/** Opens a terminal of this machine, as the form does. */
export function openFor(profile) {
  byId("terminal-profile").value = profile;
  byId("terminal-form").requestSubmit();
}
