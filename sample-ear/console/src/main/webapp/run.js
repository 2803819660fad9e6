// Commands on one or several profiles at once, their live output, and the history of the session.
import { get, isSilent, post, session } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { names } from "./profiles.js";
import { duration, visible } from "./text.js";

/** How many of a command's last characters of output are shown, and some more up to the start of their block. */
const OUTPUT_SHOWN = 200000;

/** How many are drawn before the page can do something else. */
const DRAWN_AT_ONCE = 16384;

/**
 * Output is drawn in blocks of this many characters up to the end of a line, and of twice as many if the line is that long. A browser lays out a
 * changed block as a whole. For 200,000 characters of several scripts in one block it takes seconds, each time.
 */
const BLOCK = 4096;

/** After the end of a command, the HTTP session is written with the next request. It may be the session's own end that ends the command. */
const KEPT_AFTER_MILLIS = 500;

/** A command that this page has started, and that no server knows any more. */
const GONE = { state: "lost", error: { what: "The server that ran this command is gone", advice: "The command may have run to its end. It is not run again by itself",
  code: "" } };

/** Each command by id: its data and elements. */
const runs = new Map();

function summary(view) {
  if (view.state === "running") {
    return "running";
  }
  const how = view.state === "exited" ? "exit code " + view.exitCode
    : view.state === "signalled" ? "ended by signal " + view.exitSignal : view.state;
  return view.state === "lost" ? how : how + ", " + duration(view.millis);
}

async function keep() {
  try {
    await session();
  } catch (error) {
    // The page has noticed, or does so soon.
  }
}

function drawn(view) {
  const state = make("span", { class: "state" });
  const output = make("pre", { tabindex: "0", class: "output", "aria-label": "Output of " + view.command + " on " + view.profile });
  const problem = make("div");
  const cancel = button("Cancel", () => post("runs/cancel", { id: view.id }), { class: "quiet" });
  const again = button("Again", () => fillForm(view), { class: "quiet" });
  const box = make("article", { class: "panel run", "data-run": view.id },
    make("header", {}, make("h3", {}, view.profile), make("code", { class: "command" }, visible(view.command)), state,
      make("time", { class: "small", datetime: view.startedAt }, new Date(view.startedAt).toLocaleTimeString())),
    output, problem, make("div", { class: "row" }, cancel, again));
  // What is drawn, and what is not yet. The last block may grow unless it is null.
  return { view, box, state, output, problem, cancel, length: 0, block: null, pending: "", drawing: false };
}

function clear(run) {
  run.output.replaceChildren();
  run.length = 0;
  run.block = null;
  run.pending = "";
}

/** How many characters of the text go into a block that has this many, and whether it is full then. */
function fill(text, length) {
  const most = 2 * BLOCK - length;
  const end = text.indexOf("\n", Math.max(0, BLOCK - length - 1)) + 1;
  if (end > 0 && end <= most) {
    return { count: end, full: true };
  }
  if (text.length < most) {
    return { count: text.length, full: false };
  }
  return { count: text.codePointAt(most - 1) > 0xffff ? most - 1 : most, full: true };
}

/** Draws some of what is pending. */
function drawSome(run) {
  const atEnd = run.output.scrollTop + run.output.clientHeight >= run.output.scrollHeight - 4;
  for (let drawn = 0; drawn < DRAWN_AT_ONCE && run.pending !== "";) {
    if (run.block === null) {
      run.block = document.createTextNode("");
      run.output.append(make("span", {}, run.block));
    }
    const { count, full } = fill(run.pending, run.block.length);
    run.block.appendData(run.pending.slice(0, count));
    run.pending = run.pending.slice(count);
    run.length += count;
    drawn += count;
    if (full) {
      run.block = null;
    }
  }
  while (run.length - run.output.firstChild.textContent.length >= OUTPUT_SHOWN) {
    run.length -= run.output.firstChild.textContent.length;
    run.output.firstChild.remove();
  }
  if (atEnd) {
    run.output.scrollTop = run.output.scrollHeight;
  }
}

/** Draws everything that is pending, bit by bit; then the state, so that a command that has ended is shown with all its output. */
function draw(run) {
  if (run.pending === "") {
    run.drawing = false;
    drawState(run);
  } else {
    drawSome(run);
    setTimeout(draw, 0, run);
  }
}

/** The last part of the text that is shown at most, from the start of a line unless that is too far away. */
function lastPart(text) {
  const from = text.length - OUTPUT_SHOWN;
  const line = text.indexOf("\n", from) + 1;
  return text.slice(line > 0 && line < from + BLOCK ? line : from);
}

function append(run, piece) {
  let pending = run.pending + visible(piece);
  if (pending.length > OUTPUT_SHOWN) {
    clear(run);
    pending = lastPart(pending);
  }
  run.pending = pending;
  state(run, run.view);
}

function state(run, view) {
  run.view = view;
  if (!run.drawing) {
    run.drawing = true;
    setTimeout(draw, 0, run);
  }
}

function drawState(run) {
  const view = run.view;
  run.state.textContent = summary(view);
  run.state.className = "state " + (view.state === "running" ? "connected" : view.state === "exited" && view.exitCode === 0 ? "good" : "bad");
  run.box.dataset.state = view.state;
  run.cancel.hidden = view.state !== "running";
  run.output.hidden = run.length === 0 && view.state !== "running";
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
  if (view.state !== "running") {
    setTimeout(keep, KEPT_AFTER_MILLIS);
  }
}

function takeEarly(id) {
  if (early.has(id)) {
    append(runs.get(id), early.get(id));
    early.delete(id);
  }
}

/**
 * Reloads everything: at the start, and after the stream of events was interrupted. Another server of the cluster knows the commands without their
 * output, of which this page keeps what it has, and may not have been told of the last ones.
 */
export async function load() {
  const views = await get("runs");
  early.clear();
  for (const view of views.reverse()) {
    const run = known(view);
    if (view.output !== undefined) {
      clear(run);
      append(run, view.output);
    }
    if (view.state !== "lost" || run.view.state === "running") {
      state(run, view);
    }
  }
  for (const [id, run] of runs) {
    if (run.view.state === "running" && !views.some((view) => view.id === id)) {
      state(run, { ...run.view, ...GONE });
    }
  }
}

function chosen() {
  return [...byId("run-profiles").querySelectorAll("input:checked")].map((box) => box.value);
}

function drawChoice(selected) {
  byId("run-profiles").replaceChildren(...names().map((name) =>
    make("label", { class: "choice" }, make("input", { type: "checkbox", value: name, checked: selected.includes(name) }), name)));
}

function fillForm(view) {
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
    byId("run-problem").replaceChildren(errorBox(isSilent(error)
      ? { ...error, advice: "The command may have been started. Look before you run it again" } : error));
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
