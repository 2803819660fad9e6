// The agents that act for users, what each of them does, and a button that stops it.
import { get, post } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { span, visible } from "./text.js";
import { activity, decision, inOrder, mayLetGoOn, merged, nameOf, outcome } from "./transcript.js";

let user = "";
let administrator = false;
let clustered = false;

/** What the server has told last. */
let page = { conversations: [], stops: [] };

/** Whose agents are shown, if the address names a user (#agents/alice), as links of the dashboard do; null for all. */
let ofUser = null;

/** The cards of the conversations by their names. */
const cards = new Map();

/** The conversation whose transcript is shown; null if none is. Its calls, and how far they are known. */
let shownId = null;
let calls = [];
let revision = 0;
let loading = false;

/** The elements of the shown calls by their numbers. */
const lines = new Map();

const clock = (time) => new Date(time).toLocaleTimeString();

function fact(name, value) {
  return [make("dt", {}, name), make("dd", {}, value)];
}

/** What the dialog asks about. */
let asked = null;

function askToStop(row) {
  asked = row;
  byId("stop-what").textContent = "Stop " + visible(nameOf(row, user)) + "?";
  byId("stop-ask").showModal();
}

async function act(path, caller) {
  byId("agents-problem").replaceChildren();
  try {
    update(await post("agents/" + path, { caller }));
  } catch (error) {
    byId("agents-problem").replaceChildren(errorBox(error));
  }
}

function stopAsked() {
  byId("stop-ask").close();
  act("stop", asked.caller);
}

function card(row) {
  const made = { state: make("span", { class: "state" }), facts: make("dl"), transcript: button("Transcript", () => toggle(row.id), { class: "quiet", "data-action": "transcript" }),
    stop: button("Stop the agent", () => askToStop(row), { class: "danger", "data-action": "stop" }) };
  made.element = make("article", { class: "panel conversation", "data-conversation": row.id },
    make("header", {}, make("h2", {}, visible(nameOf(row, user))), made.state), made.facts, make("div", { class: "row" }, made.transcript, made.stop));
  cards.set(row.id, made);
  return made;
}

function drawCard(row) {
  const shown = cards.get(row.id) ?? card(row);
  shown.element.dataset.state = row.ended ? "ended" : row.waiting > 0 ? "waits" : row.running > 0 ? "running" : "idle";
  shown.element.classList.toggle("open", row.id === shownId);
  shown.state.textContent = activity(row);
  shown.state.className = "state" + (row.waiting > 0 && !row.ended ? " away" : row.ended ? "" : " connected");
  shown.facts.replaceChildren(...fact("Client", visible(row.client)), ...fact("Since", clock(row.since)), ...fact("Last call", row.calls > 0 ? clock(row.lastCall) : "none yet"),
    ...fact("Calls", row.calls), ...(row.ended ? [] : fact("Connections", row.connections)), ...(clustered && row.node ? fact("Node", visible(row.node)) : []),
    ...(row.ended ? fact("Ended", clock(row.ended)) : []));
  shown.transcript.textContent = row.id === shownId ? "Hide transcript" : "Transcript";
  shown.stop.hidden = Boolean(row.ended);
  return shown.element;
}

function drawStop(stop) {
  return make("div", { class: "panel agent-stop", "data-stop": stop.caller },
    make("span", {}, make("strong", {}, visible(nameOf(stop, user))), " was stopped by " + visible(stop.by === user ? "you" : stop.by) + " and is refused for another "
      + span(stop.secondsLeft) + "."),
    mayLetGoOn(stop, administrator) ? button("Let it go on", () => act("go-on", stop.caller), { class: "quiet", "data-action": "go-on" })
      : make("span", { class: "small" }, "An administrator can let it go on."));
}

/** Puts elements in this order without moving those that are there, so that the focus stays. */
function place(list, elements) {
  [...list.children].filter((one) => !elements.includes(one)).forEach((one) => one.remove());
  elements.forEach((one, i) => {
    if (list.children[i] !== one) {
      list.insertBefore(one, list.children[i] ?? null);
    }
  });
}

function drawStops() {
  const focused = document.activeElement?.closest("#agent-stops [data-stop]")?.dataset.stop;
  byId("agent-stops").replaceChildren(...page.stops.map(drawStop));
  if (focused) {
    document.querySelector("#agent-stops [data-stop='" + CSS.escape(focused) + "'] button")?.focus();
  }
}

export function update(told) {
  page = told;
  const rows = inOrder(page.conversations).filter((row) => ofUser === null || row.user === ofUser);
  const [open, ended] = [rows.filter((row) => !row.ended), rows.filter((row) => row.ended)];
  place(byId("conversations"), open.map(drawCard));
  place(byId("ended-conversations"), ended.map(drawCard));
  byId("ended").hidden = ended.length === 0;
  byId("ended-title").textContent = "Conversations that have ended (" + ended.length + ")";
  [...cards.keys()].filter((id) => !rows.some((row) => row.id === id)).forEach((id) => cards.delete(id));
  drawStops();
  byId("no-conversation").hidden = open.length > 0;
  byId("agent-count").textContent = open.length > 0 ? " (" + open.length + ")" : "";
  follow();
}

// ---- the transcript ----

function drawCall(call) {
  const how = outcome(call);
  const why = decision(call);
  return make("li", { class: "panel agent-call", "data-call": call.number },
    make("header", {}, make("span", { class: "small" }, clock(call.at)), make("strong", {}, call.tool + (call.profile ? " on " + visible(call.profile) : "")),
      make("span", { class: ("state " + how.kind).trim() }, how.text)),
    call.asked ? make("pre", { class: "asked mono" }, visible(call.asked)) : null,
    why ? make("p", { class: "small decision" }, visible(why)) : null,
    ...call.outputs.flatMap((output) => [make("h3", {}, visible(output.name)), make("pre", { class: "output mono" }, visible(output.text))]),
    administrator && call.approval === "pending" ? make("a", { href: "#approvals/" + call.approvalId }, "Decide") : null,
    call.state !== "waits" && (call.outputs.length === 0 || ["refused", "failed"].includes(call.state)) ? make("p", { class: "small" }, visible(call.said.join("\n"))) : null);
}

function drawCalls(changed) {
  changed.forEach((call) => lines.set(call.number, drawCall(call)));
  place(byId("transcript-calls"), calls.map((call) => lines.get(call.number)).reverse());
}

/**
 * Brings what is new in the transcript that is open. It asks only if there is something, and if the page is seen: such a request keeps the session
 * of a person who watches an agent at work.
 */
async function follow() {
  const row = page.conversations.find((one) => one.id === shownId);
  if (!row || row.revision === revision || loading || byId("agents").hidden || document.hidden) {
    return;
  }
  loading = true;
  try {
    const part = await get("agents/" + encodeURIComponent(row.id) + "?after=" + revision);
    if (row.id === shownId) {
      calls = merged(calls, part);
      revision = part.revision;
      drawCalls(part.calls);
    }
    byId("transcript-problem").replaceChildren();
  } catch (error) {
    byId("transcript-problem").replaceChildren(errorBox(error));
  } finally {
    loading = false;
  }
}

function toggle(id) {
  shownId = shownId === id ? null : id;
  calls = [];
  revision = 0;
  lines.clear();
  byId("transcript-calls").replaceChildren();
  byId("transcript-problem").replaceChildren();
  byId("transcript").hidden = shownId === null;
  const row = page.conversations.find((one) => one.id === shownId);
  byId("transcript-title").textContent = row ? "Transcript of " + visible(nameOf(row, user)) : "";
  update(page);
  if (row?.ended) {
    byId("transcript-title").scrollIntoView();
  }
}

/**
 * @param name    of the user who looks
 * @param everybody whether this user sees the agents of all
 * @param nodes   whether there may be several nodes
 */
export function start(name, everybody, nodes) {
  user = name;
  administrator = everybody;
  clustered = nodes;
  byId("agents-about").textContent = (administrator ? "AI agents of all users" : "AI agents that act for you")
    + ", and what they do on your machines. A stopped agent loses its connections, and is refused for a while.";
  byId("stop-yes").addEventListener("click", stopAsked);
  byId("stop-no").addEventListener("click", () => byId("stop-ask").close());
  document.addEventListener("visibilitychange", follow);
}

/** At the start, and after the stream of events was interrupted. */
export async function load() {
  try {
    update(await get("agents"));
  } catch (error) {
    byId("agents-problem").replaceChildren(errorBox(error));
  }
}

export function shown() {
  const [, named] = location.hash.split("/");
  ofUser = named ? decodeURIComponent(named) : null;
  byId("agents-of").hidden = ofUser === null;
  byId("agents-of-user").textContent = ofUser === null ? "" : "Only agents of " + visible(ofUser) + " are shown.";
  update(page);
}
