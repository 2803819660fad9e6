// Live connections and a way to end one, the adapter's figures over time, and why connections have ended.
import { get, post } from "./api.js";
import { lineChart } from "./chart.js";
import { button, byId, errorBox, make } from "./dom.js";
import { REASONS } from "./reasons.js";
import { matching, ofSession, sorted } from "./rows.js";
import { bytes, span, visible } from "./text.js";

const MOST_SAMPLES = 300;
const MOST_CLOSES = 50;

/** The name of this page's own session in the adapter. */
let mine = null;
let samples = [];
let closes = [];

function clock(time) {
  return time ? new Date(time).toLocaleTimeString() : "–";
}

function session(row) {
  return row.session === mine ? "this one" : visible(row.session).slice(0, 8);
}

/**
 * A table of columns [title, text of a row, hint of a row]. A row is identified by its key and keeps its elements while its figures
 * change, so that its button stays in place.
 */
function liveTable(label, columns, key, action) {
  const known = new Map();
  const body = make("tbody", { role: "rowgroup" });
  const titles = action ? [...columns.map(([title]) => title), ""] : columns.map(([title]) => title);
  const element = make("table", { role: "table", "aria-label": label, hidden: true },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...titles.map((title) => make("th", { role: "columnheader" }, title)))), body);

  function added(row) {
    const cells = columns.map(([title]) => make("td", { role: "cell", "data-title": title }));
    const line = { cells, element: make("tr", { role: "row" }, ...cells, action ? make("td", { role: "cell" }, action(row)) : null) };
    known.set(key(row), line);
    return line;
  }

  function shown(row) {
    const line = known.get(key(row)) ?? added(row);
    columns.forEach(([, text, hint], i) => {
      const [cell, fresh] = [line.cells[i], String(text(row))];
      // Leaves equal text alone: a user may be selecting it.
      if (cell.textContent !== fresh) {
        cell.textContent = fresh;
      }
      cell.title = hint ? hint(row) : "";
    });
    return line.element;
  }

  function update(rows) {
    const lines = rows.map(shown);
    for (const [name, gone] of [...known].filter(([, one]) => !lines.includes(one.element))) {
      const focused = gone.element.contains(document.activeElement);
      gone.element.remove();
      known.delete(name);
      if (focused) {
        // Not the button of the next row, which a second key press would end too.
        byId("connections-title").focus();
      }
    }
    // Rows that have kept their order stay where they are. One that moves would lose the focus.
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    lines.forEach((one, i) => {
      if (body.children[i] !== one) {
        body.insertBefore(one, body.children[i] ?? null);
      }
    });
    if (focused !== null && focused.isConnected && document.activeElement !== focused) {
      focused.focus();
    }
    element.hidden = rows.length === 0;
  }
  return { element, update };
}

const perSecond = (sample) => sample.commands === undefined ? null : sample.commands / sample.seconds;
const commandCount = (shown) => shown.reduce((sum, sample) => sum + (sample.commands ?? 0), 0);
const of = (name) => (sample) => sample[name] ?? null;

const charts = [
  lineChart("Commands per second", [{ name: "commands", of: perSecond }], "",
    (shown) => "commands in the last 10 minutes: " + commandCount(shown)),
  lineChart("Mean time in milliseconds", [{ name: "command", of: of("commandMillis") }, { name: "connect", of: of("connectMillis") }], " ms"),
  lineChart("Pool", [{ name: "open connections", of: of("openConnections") }, { name: "connecting", of: of("connecting") },
    { name: "leases in use", of: of("leasesInUse") }, { name: "channels", of: of("openChannels") }])];

let connectionTable = null;
let closeTable = null;

/** All that the server has told of, also those that the filter hides. */
let all = [];

const whose = (row) => (row.session === mine ? "your" : visible(row.user) + "'s");

function endButtons(row) {
  return make("div", { class: "row" },
    button("End", () => ask([row], "End " + whose(row) + " connection to " + visible(row.profile) + "?"),
      { class: "quiet", "data-action": "end", "aria-label": "End " + whose(row) + " connection to " + visible(row.profile) }),
    button("End session", () => askForSession(row),
      { class: "quiet", "data-action": "end-session", "aria-label": "End all connections of " + whose(row) + " session" }));
}

function askForSession(row) {
  const found = ofSession(all, row);
  ask(found, "End " + (found.length === 1 ? "the only connection" : "all " + found.length + " connections") + " of " + whose(row) + " session?");
}

/** What the dialog asks about. */
let asked = [];

function ask(rows, question) {
  asked = rows;
  byId("end-what").textContent = question;
  byId("end-list").replaceChildren(...rows.map((row) => make("li", {}, visible(row.profile) + ", " + visible(row.target)
    + (row.openChannels > 0 ? ": in use" : ": idle for " + span(row.idleSeconds)))));
  byId("end-ask").showModal();
}

async function endAsked() {
  byId("end-ask").close();
  byId("end-problem").replaceChildren();
  for (const row of asked) {
    try {
      connections(await post("dashboard/end", { number: row.number, node: row.node }));
    } catch (error) {
      // The others are to end all the same.
      byId("end-problem").append(errorBox(error));
    }
  }
}

/**
 * @param administrator whether all users' connections are shown
 * @param clustered     whether they may be of several nodes
 */
export function start(administrator, clustered) {
  const where = clustered ? [["Node", (row) => visible(row.node)]] : [];
  const users = administrator ? [["User", (row) => visible(row.user ?? "–")]] : [];
  byId("connections-title").textContent = administrator ? "Connections of all users" : "Your connections";
  connectionTable = liveTable("Connections", [...users, ...where, ["Profile", (row) => visible(row.profile)], ["Target", (row) => visible(row.target)],
    ["Session", session, (row) => visible(row.session)], ["State", (row) => row.alive ? "connected" : "reconnects at the next use"],
    ["Since", (row) => clock(row.connectedAt), (row) => row.connectedAt ?? ""],
    ["Idle for", (row) => row.openChannels > 0 ? "in use" : span(row.idleSeconds)], ["Channels", (row) => row.openChannels],
    ["Commands", (row) => row.commands], ["Received", (row) => bytes(row.bytesReceived), (row) => row.bytesReceived + " bytes"],
    ["Sent", (row) => bytes(row.bytesSent), (row) => row.bytesSent + " bytes"]],
  // A number belongs to one physical connection; its successor gets another row.
  (row) => [row.node, row.number, row.user, row.session, row.profile].join("\n"), (row) => row.alive ? endButtons(row) : null);
  closeTable = liveTable("Closes", [["At", (close) => clock(close.at), (close) => close.at], ...users,
    ["Profile", (close) => visible(close.profile ?? "–")], ["Target", (close) => visible(close.target ?? "–")],
    ["Reason", (close) => REASONS[close.reason] ?? close.reason ?? "–"], ["Open for", (close) => span(Math.round(close.openMillis / 1000))],
    ["Commands", (close) => close.commands]], (close) => close.number);
  byId("connections").replaceChildren(connectionTable.element);
  byId("connections-sort").querySelector("[value=user]").hidden = !administrator;
  byId("connections-sort").value = administrator ? "user" : "profile";
  byId("connections-filter").addEventListener("input", drawConnections);
  byId("connections-sort").addEventListener("change", drawConnections);
  byId("end-yes").addEventListener("click", endAsked);
  byId("end-no").addEventListener("click", () => byId("end-ask").close());
  byId("closes").replaceChildren(closeTable.element);
  byId("charts").replaceChildren(...charts.map((chart) => chart.element));
}

export function connections(rows) {
  all = rows;
  drawConnections();
}

function drawConnections() {
  const found = sorted(matching(all, byId("connections-filter").value), byId("connections-sort").value);
  connectionTable.update(found);
  byId("no-connection").hidden = all.length > 0;
  byId("connections-count").textContent = found.length === all.length ? "" : found.length + " of " + all.length + " connections are shown.";
}

/** Another server of the cluster has figures and closes of its own. */
export function forget() {
  samples = [];
  closes = [];
}

export function unanswered(nodes) {
  byId("unanswered").textContent = "Connections of these nodes are missing, because they do not answer: " + nodes.map(visible).join(", ");
  byId("unanswered").hidden = nodes.length === 0;
}

function draw() {
  if (!byId("dashboard").hidden) {
    charts.forEach((chart) => chart.show(samples));
    closeTable.update(closes);
    byId("no-close").hidden = closes.length > 0;
    byId("no-adapter").hidden = samples.length === 0 || samples.at(-1).openConnections !== undefined;
  }
}

/** An event may repeat what was loaded, and may arrive before it. */
function addFigures(added) {
  const last = samples.at(-1)?.at ?? 0;
  samples = [...samples, ...added.filter((sample) => sample.at > last)].slice(-MOST_SAMPLES);
}

function addCloses(added) {
  const latest = closes[0]?.number ?? 0;
  closes = [...added.filter((close) => close.number > latest), ...closes].slice(0, MOST_CLOSES);
}

export function figures(sample) {
  addFigures([sample]);
  draw();
}

export function closed(close) {
  addCloses([close]);
  draw();
}

/** Reloads everything: at the start, and after the stream of events was interrupted. */
export async function load() {
  const answer = await get("dashboard");
  const [early, earlyCloses] = [samples, closes];
  mine = answer.session;
  samples = answer.figures;
  closes = answer.closes;
  addFigures(early);
  addCloses(earlyCloses);
  connections(answer.connections);
  unanswered(answer.unanswered);
  draw();
}

export function shown() {
  draw();
}
