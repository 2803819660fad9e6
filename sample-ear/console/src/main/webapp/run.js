// Commands on one or several profiles at once, their live output, and the history of the session.
import { get, post } from "./api.js";
import { button, byId, duration, errorBox, make, visible } from "./dom.js";
import { names } from "./profiles.js";

/** How many of a command's last characters of output are shown. */
const OUTPUT_SHOWN = 200000;

/** Each command by id: its data and elements. */
const runs = new Map();

function summary(view) {
  if (view.state === "running") {
    return "running";
  }
  const how = view.state === "exited" ? "exit code " + view.exitCode
    : view.state === "signalled" ? "ended by signal " + view.exitSignal : view.state;
  return how + ", " + duration(view.millis);
}

function drawn(view) {
  const state = make("span", { class: "state" });
  const output = make("pre", { tabindex: "0", class: "output", "aria-label": "Output of " + view.command + " on " + view.profile });
  const text = document.createTextNode("");
  output.append(text);
  const problem = make("div");
  const cancel = button("Cancel", () => post("runs/cancel", { id: view.id }), { class: "quiet" });
  const again = button("Again", () => fill(view), { class: "quiet" });
  const box = make("article", { class: "panel run", "data-run": view.id },
    make("header", {}, make("h3", {}, view.profile), make("code", { class: "command" }, visible(view.command)), state,
      make("time", { class: "small", datetime: view.startedAt }, new Date(view.startedAt).toLocaleTimeString())),
    output, problem, make("div", { class: "row" }, cancel, again));
  return { view, box, state, output, text, problem, cancel };
}

function append(run, piece) {
  const atEnd = run.output.scrollTop + run.output.clientHeight >= run.output.scrollHeight - 4;
  run.text.appendData(visible(piece));
  if (run.text.length > OUTPUT_SHOWN) {
    run.text.deleteData(0, run.text.length - OUTPUT_SHOWN);
  }
  if (atEnd) {
    run.output.scrollTop = run.output.scrollHeight;
  }
}

function state(run, view) {
  run.view = view;
  run.state.textContent = summary(view);
  run.state.className = "state " + (view.state === "running" ? "connected" : view.state === "exited" && view.exitCode === 0 ? "good" : "bad");
  run.box.dataset.state = view.state;
  run.cancel.hidden = view.state !== "running";
  run.output.hidden = run.text.length === 0 && view.state !== "running";
  run.problem.replaceChildren(...(view.error ? [errorBox(view.error)] : []));
}

/** Shows it if it is not shown yet. */
function known(view) {
  if (!runs.has(view.id)) {
    const run = drawn(view);
    runs.set(view.id, run);
    byId("history").prepend(run.box);
    byId("no-history").hidden = true;
    state(run, view);
  }
  return runs.get(view.id);
}

/** Output can come before the answer to the request that started the command. */
const early = new Map();

export function output(piece) {
  if (runs.has(piece.id)) {
    append(runs.get(piece.id), piece.text);
  } else {
    early.set(piece.id, (early.get(piece.id) ?? "") + piece.text);
  }
}

export function update(view) {
  state(known(view), view);
  takeEarly(view.id);
}

function takeEarly(id) {
  if (early.has(id)) {
    append(runs.get(id), early.get(id));
    early.delete(id);
    state(runs.get(id), runs.get(id).view);
  }
}

/** Reloads everything: at the start, and after the stream of events was interrupted. */
export async function load() {
  const views = await get("runs");
  early.clear();
  for (const view of views.reverse()) {
    const run = known(view);
    run.text.data = visible(view.output);
    state(run, view);
  }
}

function chosen() {
  return [...byId("run-profiles").querySelectorAll("input:checked")].map((box) => box.value);
}

function drawChoice(selected) {
  byId("run-profiles").replaceChildren(...names().map((name) =>
    make("label", { class: "choice" }, make("input", { type: "checkbox", value: name, checked: selected.includes(name) }), name)));
}

function fill(view) {
  byId("command").value = view.command;
  drawChoice([view.profile]);
  byId("command").focus();
}

async function start(event) {
  event.preventDefault();
  byId("run-problem").replaceChildren();
  try {
    const profiles = chosen();
    if (profiles.length === 0) {
      throw { what: "No profile is chosen", advice: "Choose one or several", code: "" };
    }
    const started = await post("runs", { profiles, command: byId("command").value, limitSeconds: Number(byId("limit").value) });
    started.forEach((view) => { known(view); takeEarly(view.id); });
  } catch (error) {
    byId("run-problem").replaceChildren(errorBox(error));
  }
}

byId("run-form").addEventListener("submit", start);
document.addEventListener("profiles-changed", () => {
  const offered = [...byId("run-profiles").querySelectorAll("input")].map((box) => box.value);
  if (offered.join("\n") !== names().join("\n")) {
    drawChoice(offered.length === 0 ? names().slice(0, 1) : chosen());
  }
});

export function shown() {
  byId("command").focus();
}
