// Live connections and a way to end them, the adapter's figures over time, why connections have ended, and why machines could not be used.
import { get, post } from "./api.js";
import { lineChart } from "./chart.js";
import { button, byId, errorBox, make } from "./dom.js";
import { endsOf, overMinute } from "./ends.js";
import { liveTable } from "./livetable.js";
import { REASONS } from "./reasons.js";
import { byUser, matching, ofSession, sessionNames, sorted } from "./rows.js";
import { bytes, span, visible } from "./text.js";

const MOST_SAMPLES = 300;
const MOST_CLOSES = 50;

/** The name of this page's own session in the adapter. */
let mine = null;
/** @type {Sample[]} */
let samples = [];
/** @type {Close[]} */
let closes = [];

function clock(time) {
  return time ? new Date(time).toLocaleTimeString() : "–";
}

const sessionName = sessionNames();

const session = (row) => (row.session === mine ? "this one" : sessionName(row.user, row.session));

const commandCount = (shown) => shown.reduce((sum, sample) => sum + (sample.commands ?? 0), 0);
const of = (name) => (sample) => sample[name] ?? null;

const countsOf = (sample) => ({ commands: sample.commands ?? 0, ...endsOf(sample) });

/** What has ended in the minute before each sample. */
let minutes = overMinute([], countsOf);
const perMinute = (name) => (sample) => sample.openConnections === undefined ? null : minutes.get(sample)?.[name] ?? 0;

const charts = [
  lineChart("Commands per minute", [{ name: "commands", of: perMinute("commands") }], "",
    (shown) => "commands in the last 10 minutes: " + commandCount(shown)),
  lineChart("Duration (ms)", [{ name: "command", of: of("commandMillis") }, { name: "connect", of: of("connectMillis") }], " ms"),
  lineChart("Pool", [{ name: "open connections", of: of("openConnections") }, { name: "connecting", of: of("connecting") },
    { name: "leases in use", of: of("leasesInUse") }, { name: "channels", of: of("openChannels") }]),
  lineChart("Closed connections per minute", [{ name: "by people", of: perMinute("people") }, { name: "idle", of: perMinute("idle") },
    { name: "lost", of: perMinute("lost") }, { name: "by the server", of: perMinute("server") }])];

let connectionTable = null;
let closeTable = null;
let errorTable = null;

/**
 * All that the server has told of, also those that the filter hides.
 *
 * @type {ConnectionRow[]}
 */
let all = [];

const whose = (row) => (row.session === mine ? "your" : visible(row.user) + "'s");

function endButtons(row) {
  return make("div", { class: "row" },
    button("End", () => ask([row], "End " + whose(row) + " connection to " + visible(row.profile) + "?"),
      { class: "quiet", "data-action": "end", "aria-label": "End " + whose(row) + " connection to " + visible(row.profile) }),
    button("End session", () => askForSession(row),
      { class: "quiet", "data-action": "end-session", "aria-label": "End all connections of " + whose(row) + " session" }), transcripts(row));
}

/** Where what a user's agents did can be read; null without such a page. */
function transcripts(row) {
  return document.querySelector("nav a[href='#agents']") === null ? null
    : make("a", { href: "#agents/" + encodeURIComponent(row.user), "aria-label": "Transcripts of " + visible(row.user) }, "Transcripts");
}

function askForSession(row) {
  const found = ofSession(all, row);
  ask(found, "End " + (found.length === 1 ? "the only connection" : "all " + found.length + " connections") + " of " + whose(row) + " session?");
}

/**
 * What the dialog asks about.
 *
 * @type {ConnectionRow[]}
 */
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
  /** @type {import("./livetable.js").Column[]} */
  const where = clustered ? [["Node", (row) => visible(row.node)]] : [];
  /** @type {import("./livetable.js").Column[]} */
  const users = administrator ? [["User", (row) => visible(row.user ?? "–")]] : [];
  byId("connections-title").textContent = administrator ? "Connections of all users" : "Your connections";
  connectionTable = liveTable("Connections", [...users, ...where, ["Profile", (row) => visible(row.profile)], ["Target", (row) => visible(row.target)],
    ["Session", session], ["State", (row) => row.alive ? "connected" : "reconnects at the next use"],
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
  errorTable = liveTable("Errors", [["Last at", (error) => clock(error.lastAt), (error) => error.lastAt], ...users,
    ["Profile", (error) => visible(error.profile ?? "–")], ["Machine", (error) => visible(error.host ?? "–")], ["Cause", (error) => error.cause, (error) => error.code],
    ["Times", (error) => error.count], ["What to do", (error) => error.advice + "."]], (error) => [error.user, error.profile, error.code].join("\n"));
  byId("connections").replaceChildren(connectionTable.element);
  byId("connections-sort").querySelector("[value=user]").hidden = !administrator;
  byId("connections-sort").value = administrator ? "user" : "profile";
  byId("connections-filter").addEventListener("input", drawConnections);
  byId("connections-sort").addEventListener("change", drawConnections);
  byId("connections-group").addEventListener("change", drawConnections);
  byId("connections-group").closest("label").hidden = !administrator;
  byId("end-yes").addEventListener("click", endAsked);
  byId("end-no").addEventListener("click", () => byId("end-ask").close());
  byId("closes").replaceChildren(closeTable.element);
  byId("errors").replaceChildren(errorTable.element);
  byId("charts").replaceChildren(...charts.map((chart) => chart.element));
}

/** @param {ConnectionRow[]} rows */
export function connections(rows) {
  all = rows;
  drawConnections();
}

function drawConnections() {
  const found = sorted(matching(all, byId("connections-filter").value), byId("connections-sort").value);
  connectionTable.update(byId("connections-group").checked ? byUser(found) : found);
  byId("no-connection").hidden = all.length > 0;
  byId("connections-count").textContent = found.length === all.length ? "" : found.length + " of " + all.length + " connections are shown.";
}

/** Another server of the cluster has figures and closes of its own. */
export function forget() {
  samples = [];
  closes = [];
}

/** @param {HostErrorRow[]} rows */
export function errors(rows) {
  errorTable.update(rows);
  byId("no-error").hidden = rows.length > 0;
}

/** @param {string[]} nodes */
export function unanswered(nodes) {
  byId("unanswered").textContent = "Connections of these nodes are missing, because they do not answer: " + nodes.map(visible).join(", ");
  byId("unanswered").hidden = nodes.length === 0;
}

function draw() {
  if (!byId("dashboard").hidden) {
    minutes = overMinute(samples, countsOf);
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
  /** @type {DashboardAnswer} */
  const answer = await get("dashboard");
  const [early, earlyCloses] = [samples, closes];
  mine = answer.session;
  samples = answer.figures;
  closes = answer.closes;
  addFigures(early);
  addCloses(earlyCloses);
  connections(answer.connections);
  errors(answer.errors);
  unanswered(answer.unanswered);
  draw();
}

export function shown() {
  draw();
}
