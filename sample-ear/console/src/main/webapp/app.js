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

function over(what) {
  byId("over-what").textContent = what;
  if (!byId("over").open) {
    byId("over").showModal();
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
    const closed = ended.connectionsClosed;
    over("Your session has ended; " + (closed === 1 ? "1 SSH connection was" : closed + " SSH connections were") + " closed.");
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
  byId("log-out").addEventListener("click", () => call("DELETE", "session"));
  byId("log-in-again").addEventListener("click", () => location.assign("login.html"));
  byId("over").addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("logged-out", () => {
    // Not if the last event has said more already.
    if (!byId("over").open) {
      over("Your session has ended.");
    }
  });
  dashboard.start(current.administrator);
  await profiles.load();
  listen();
  window.addEventListener("hashchange", show);
  show();
}

start();
