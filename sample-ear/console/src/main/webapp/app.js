// The frame: who is logged in, the pages, and live events.
import { call, currentServer, pause, session, sessionAgain } from "./api.js";
import { byId } from "./dom.js";
import { follow } from "./events.js";
import { untilFormIsThere } from "./leaving.js";
import * as agents from "./agents.js";
import * as approvals from "./approvals.js";
import * as dashboard from "./dashboard.js";
import * as expiry from "./expiry.js";
import * as files from "./files.js";
import "./limit.js";
import { place } from "./paths.js";
import * as profiles from "./profiles.js";
import * as run from "./run.js";
import * as terminal from "./terminal.js";
import * as downloads from "./downloads.js";
import * as uploads from "./uploads.js";

const PAGES = { profiles, run, terminal, files, agents, dashboard, approvals };

function show() {
  const wanted = location.hash.slice(1).split("/")[0];
  const name = PAGES[wanted] ? wanted : "profiles";
  for (const page of Object.keys(PAGES)) {
    byId(page).hidden = page !== name;
    /** @type {HTMLElement} */
    const link = document.querySelector('nav a[href="#' + page + '"]');
    if (page === name) {
      link.setAttribute("aria-current", "page");
      // A phone shows some of the links.
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - (link.parentElement.clientWidth - link.offsetWidth) / 2;
    } else {
      link.removeAttribute("aria-current");
    }
  }
  document.title = byId(name).getAttribute("aria-label") + ": SSH console";
  PAGES[name].shown();
  openFor(name);
}

/** A link to a page for one machine: #terminal/web-1. The address is that of the page afterwards, so that a reload does not do it again. */
function openFor(name) {
  const { profile } = place(location.hash);
  if (profile !== null && PAGES[name].openFor) {
    history.replaceState(null, "", "#" + name);
    PAGES[name].openFor(profile);
  }
}

/** Whatever else shows that the session is over may come before the event that says how many connections were closed. */
const EVENT_MILLIS = 5000;

let left = false;

/** The answer to the log-out, if there was one. */
let loggedOut = null;

/** The session is over: leaves for the log-in form, which says so. Nothing of the session stays in the browser, as it would in this page. */
async function leave(how) {
  if (!left) {
    left = true;
    uploads.abandon();
    await untilFormIsThere(loggedOut, async () => (await fetch("login.html", { cache: "no-store" })).ok, pause);
    location.replace("login.html#" + how);
  }
}

function leaveAfterEvent() {
  setTimeout(() => leave("ended"), EVENT_MILLIS);
}

async function logOut() {
  try {
    loggedOut = call("DELETE", "session");
    await loggedOut;
    leaveAfterEvent();
  } catch (error) {
    leave("unclear");
  }
}

function say(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

function showUser(current) {
  byId("who").textContent = current.user + (current.administrator ? ", administrator" : "") + (current.serverName ? " at " + current.serverName : "");
  // A phone has no room for the name.
  byId("log-out").title = "Logged in as " + byId("who").textContent;
}

/** Between an end of the stream of events and a new one: a server that fails must not be asked all the time. */
const LISTEN_AGAIN_MILLIS = 500;

/** The server of the last stream of events. */
let served = null;

/** The stream of events has ended: the session is over, or its server is gone. Then another one of the cluster has the session. */
async function listenAgain(after = LISTEN_AGAIN_MILLIS) {
  await pause(after);
  let current;
  try {
    current = await sessionAgain(() => {
      say("The server does not answer. Trying again…");
      return !left;
    });
  } catch (error) {
    // It answers, with an error of its own.
    say(error.what + ". Trying again…");
    listenAgain(EVENT_MILLIS);
    return;
  }
  if (current.user === null) {
    leave("ended");
    return;
  }
  say("");
  if (current.server !== served) {
    dashboard.forget();
    say("The server of your session is gone. It goes on at " + (current.serverName ?? "another one")
      + ", without the shells and commands that ran there.");
  }
  showUser(current);
  listen();
}

const LISTENERS = { profiles: profiles.update, output: run.output, run: run.update, transfer: downloads.update, connections: dashboard.connections,
  unanswered: dashboard.unanswered, figures: dashboard.figures, closed: dashboard.closed, errors: dashboard.errors, agents: agents.update, expiry: expiry.update,
  approvals: approvals.update };

function loadAll() {
  expiry.update({});
  profiles.reload();
  run.load();
  downloads.load();
  dashboard.load();
  agents.load();
  approvals.load();
}

async function listen() {
  served = currentServer();
  let again = LISTEN_AGAIN_MILLIS;
  try {
    await follow(loadAll, (name, data) => {
      if (name !== "ended") {
        LISTENERS[name](data);
      } else if (data.connectionsClosed === undefined) {
        // Another node may be about to end the session.
        again = EVENT_MILLIS;
      } else {
        leave("ended=" + data.connectionsClosed);
      }
    });
  } catch (error) {
    // As at the end of the stream.
  }
  if (!left) {
    listenAgain(again);
  }
}

async function start() {
  const current = await session();
  showUser(current);
  byId("log-out").addEventListener("click", logOut);
  byId("end-now").addEventListener("click", logOut);
  document.addEventListener("logged-out", leaveAfterEvent);
  agents.start(current.user, current.administrator, current.serverName !== undefined);
  approvals.start(current.administrator);
  dashboard.start(current.administrator, current.serverName !== undefined);
  await profiles.load();
  listen();
  window.addEventListener("hashchange", show);
  show();
}

start();
