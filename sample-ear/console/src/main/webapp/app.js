// The frame: who is logged in, the pages, and live events.
import { call, session } from "./api.js";
import { byId } from "./dom.js";
import * as dashboard from "./dashboard.js";
import * as files from "./files.js";
import * as profiles from "./profiles.js";
import * as run from "./run.js";
import * as terminal from "./terminal.js";
import * as transfers from "./transfers.js";

const PAGES = { profiles, run, terminal, files, dashboard };

function show() {
  const wanted = location.hash.slice(1).split("/")[0];
  const name = PAGES[wanted] ? wanted : "profiles";
  for (const page of Object.keys(PAGES)) {
    byId(page).hidden = page !== name;
    const link = document.querySelector('nav a[href="#' + page + '"]');
    if (page === name) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  PAGES[name].shown();
}

/** Whatever else shows that the session is over may come before the event that says how many connections were closed. */
const EVENT_MILLIS = 5000;

let left = false;

/** The session is over: leaves for the log-in form, which says so. Nothing of the session stays in the browser, as it would in this page. */
function leave(how) {
  if (!left) {
    left = true;
    location.replace("login.html#" + how);
  }
}

function leaveAfterEvent() {
  setTimeout(() => leave("ended"), EVENT_MILLIS);
}

async function logOut() {
  try {
    await call("DELETE", "session");
    leaveAfterEvent();
  } catch (error) {
    leave("unclear");
  }
}

/** The stream of events has closed for good: the session is over, or the server fails. */
async function noEvents() {
  if ((await session()).user === null) {
    leave("ended");
  }
}

function listen() {
  const events = new EventSource("api/events");
  const on = (name, listener) => events.addEventListener(name, (event) => listener(JSON.parse(event.data)));
  on("profiles", profiles.update);
  on("output", run.output);
  on("run", run.update);
  on("transfer", transfers.update);
  on("connections", dashboard.connections);
  on("figures", dashboard.figures);
  on("closed", dashboard.closed);
  on("ended", (ended) => {
    events.close();
    leave("ended=" + ended.connectionsClosed);
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) {
      noEvents();
    }
  });
  events.addEventListener("open", () => {
    run.load();
    transfers.load();
    dashboard.load();
  });
}

async function start() {
  const current = await session();
  byId("who").textContent = current.user + (current.administrator ? ", administrator" : "");
  byId("log-out").addEventListener("click", logOut);
  document.addEventListener("logged-out", leaveAfterEvent);
  dashboard.start(current.administrator);
  await profiles.load();
  listen();
  window.addEventListener("hashchange", show);
  show();
}

start();
