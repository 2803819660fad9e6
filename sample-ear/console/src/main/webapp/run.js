// Commands on one or several profiles at once, their live output, and the history of the session.
import { get, isSilent, post, session } from "./api.js";
import { outputBlocks, pieces } from "./blocks.js";
import { button, byId, errorBox, make } from "./dom.js";
import { names } from "./profiles.js";
import { recall, staysInText } from "./recall.js";
import { comparable, compare, fileName, outcome, summary } from "./results.js";
import { visible } from "./text.js";

/** After the end of a command, the HTTP session is written with the next request. It may be the session's own end that ends the command. */
const KEPT_AFTER_MILLIS = 500;

/** A command that this page has started, and that no server knows any more. */
/** @type {Pick<RunView, "state" | "error">} */
const GONE = { state: "lost", error: { what: "The server that ran this command is gone", advice: "The command may have run to its end. It is not run again by itself",
  code: "" } };

/** As many as the server remembers. */
const MOST_RUNS = 50;

const MOST_ROWS = 12;

/** The output of a command that ends within this time is read from its first line. That of one that goes on is followed. */
const READ_MILLIS = 3000;
const UNSEEN_MILLIS = 250;
const SAVED_AFTER_MILLIS = 60000;

/** Each command by id: its data and elements; oldest first. */
const runs = new Map();

/** The earlier commands of the session, for the arrow keys. */
const commands = recall();

async function keep() {
  try {
    await session();
  } catch (error) {
    // The page has noticed, or does so soon.
  }
}

/** @param {RunView} view */
function drawn(view) {
  const state = make("span", { class: "state" });
  const output = make("pre", { tabindex: "0", class: "output", "aria-label": "Output of " + view.command + " on " + view.profile });
  const note = make("p", { class: "small" });
  const problem = make("div");
  const cancel = button("Cancel", () => post("runs/cancel", { id: view.id }), { class: "quiet" });
  const again = button("Run again", () => begin([view.profile], view), { class: "quiet", "data-action": "again" });
  const edit = button("Edit", () => fillForm([view.profile], view.command), { class: "quiet", "data-action": "edit" });
  const copied = make("span", { class: "small", role: "status" });
  const copy = button("Copy", () => copyOutput(output, copied), { class: "quiet", "data-action": "copy" });
  const save = button("Download", () => saveOutput(view, output), { class: "quiet", "data-action": "save" });
  const box = make("article", { class: "panel run", "data-run": view.id },
    make("header", {}, make("h3", {}, view.profile), make("code", { class: "command" }, visible(view.command)), state,
      make("time", { class: "small", datetime: view.startedAt }, new Date(view.startedAt).toLocaleTimeString())),
    output, note, problem, make("div", { class: "row" }, cancel, again, edit, copy, save, copied));
  // What was drawn of it last; then the text node that may grow, and its style.
  return { view, shown: { ...view, state: "running" }, box, state, output, note, problem, cancel, buttons: [again, edit], withOutput: [copy, save], blocks: outputBlocks(), text: null, style: "",
    errors: false, drawing: false, following: true };
}

async function copyOutput(output, copied) {
  try {
    await navigator.clipboard.writeText(output.textContent);
    copied.textContent = "Copied";
  } catch (error) {
    // Browsers refuse it to pages without HTTPS.
    getSelection().selectAllChildren(output);
    copied.textContent = "Selected: copy it with Ctrl-C";
  }
}

function saveOutput(view, output) {
  const address = URL.createObjectURL(new Blob([output.textContent], { type: "text/plain" }));
  make("a", { href: address, download: fileName(view) }).click();
  // The browser has the content by then.
  setTimeout(() => URL.revokeObjectURL(address), SAVED_AFTER_MILLIS);
}

/**
 * Adds a part to the last block, or to a fresh one.
 *
 * @param {OutputPart} part
 */
function addPart(run, part) {
  if (part.fresh) {
    run.output.append(make("span", { class: part.error ? "error" : null, title: part.error ? "standard error" : null }));
    run.errors = run.errors || part.error;
    run.text = null;
  }
  if (run.text !== null && run.style === part.style) {
    run.text.appendData(part.text);
    return;
  }
  run.text = document.createTextNode(part.text);
  run.style = part.style;
  run.output.lastChild.append(part.style === "" ? run.text : make("span", { class: part.style }, run.text));
}

/** @param {RunView} view */
const isShort = (view) => view.state !== "running" && view.millis < READ_MILLIS;

/** Draws some of what waits. */
function drawSome(run) {
  run.following = run.output.scrollTop + run.output.clientHeight >= run.output.scrollHeight - 4;
  const { clear, parts, leave } = run.blocks.take();
  if (clear) {
    run.output.replaceChildren();
    run.text = null;
    run.errors = false;
  }
  parts.forEach((part) => addPart(run, part));
  for (let i = 0; i < leave; i++) {
    run.output.firstChild.remove();
  }
  if (run.following && !isShort(run.view)) {
    run.output.scrollTop = run.output.scrollHeight;
  }
}

/** Once a frame, and now and then in a page that nobody sees, which has no frames. */
function soon(action) {
  if (document.visibilityState === "visible") {
    requestAnimationFrame(action);
  } else {
    setTimeout(action, UNSEEN_MILLIS);
  }
}

/** Draws everything that waits, some in each frame; then the state, so that a command that has ended is shown with all its output. */
function draw(run) {
  if (run.blocks.waits()) {
    drawSome(run);
    soon(() => draw(run));
  } else {
    run.drawing = false;
    drawState(run);
  }
}

function append(run, text, error) {
  run.blocks.add(text, error);
  state(run, run.view);
}

/** @param {RunView} view */
function state(run, view) {
  // Another server does not know what belongs together.
  run.view = { ...view, batch: view.batch ?? run.view.batch };
  if (view.state !== "running") {
    run.blocks.end();
  }
  if (!run.drawing) {
    run.drawing = true;
    soon(() => draw(run));
  }
}

function drawState(run) {
  const view = run.view;
  run.shown = view;
  const running = view.state === "running";
  const empty = run.output.firstChild === null;
  run.state.textContent = summary(view);
  run.state.className = "state " + outcome(view);
  run.box.dataset.state = view.state;
  run.cancel.hidden = !running;
  run.buttons.forEach((one) => { one.hidden = running; });
  run.withOutput.forEach((one) => { one.hidden = empty; });
  run.output.hidden = empty && !running;
  if (run.following && isShort(view)) {
    run.following = false;
    run.output.scrollTop = 0;
  }
  run.note.textContent = (run.blocks.left() ? "Only the last part of the output is shown. " : "") + (run.errors ? "Lines with a bar are of standard error." : "");
  run.note.hidden = run.note.textContent === "";
  run.problem.replaceChildren(...(view.error ? [errorBox(view.error)] : []));
  if (view.batch) {
    drawComparison(comparisons.get(view.batch));
  }
}

/** The results of one command on several machines, by their batch: their runs, and the table that compares them. */
const comparisons = new Map();

function comparison(view) {
  if (!comparisons.has(view.batch)) {
    const body = make("tbody");
    const all = { runs: [], body };
    all.again = button("Run again on all", () => begin(all.runs.map((run) => run.view.profile), view), { class: "quiet", "data-action": "again" });
    all.box = make("article", { class: "panel run comparison", "data-batch": view.batch },
      make("header", {}, make("h3", {}, "Compared"), make("code", { class: "command" }, visible(view.command))),
      make("table", {}, make("thead", {}, make("tr", {}, ...["Machine", "Result", "First line", "Differences"].map((title) => make("th", {}, title)))), body),
      make("div", { class: "row" }, all.again));
    comparisons.set(view.batch, all);
  }
  return comparisons.get(view.batch);
}

const drawnBlocks = (run) => [...run.output.children].map((block) => ({ text: block.textContent, error: block.className === "error" }));

/** Of what is drawn: a command may have ended whose output is not drawn yet. */
function drawComparison(all) {
  const results = all.runs.map((run) => ({ view: run.shown, output: run.shown.state === "running" ? "" : comparable(drawnBlocks(run)) }));
  const drawn = JSON.stringify(results.map(({ view }) => [view.id, view.state]));
  if (all.drawn === drawn) {
    return;
  }
  all.drawn = drawn;
  all.again.hidden = results.some(({ view }) => view.state === "running");
  all.body.replaceChildren(...compare(results).map((row) => make("tr", { "data-profile": row.profile },
    make("td", { "data-title": "Machine" }, row.profile),
    make("td", { "data-title": "Result" }, make("span", { class: "state " + outcome(row.view) }, summary(row.view))),
    make("td", { "data-title": "First line", class: "mono" }, visible(row.first)),
    make("td", { "data-title": "Differences" }, row.note,
      row.lines.length === 0 ? null : make("pre", { class: "difference" }, ...row.lines.map(([sign, line]) =>
        make("span", { class: sign === "-" ? "gone" : sign === "+" ? "come" : null }, sign + " " + line + "\n")))))));
}

/** Forgets the oldest commands, as the server does. */
function forgetOld() {
  for (const [id, run] of runs) {
    if (runs.size <= MOST_RUNS) {
      return;
    }
    if (run.view.state !== "running") {
      runs.delete(id);
      run.box.remove();
      const all = comparisons.get(run.view.batch);
      if (all?.runs.every((one) => !runs.has(one.view.id))) {
        comparisons.delete(run.view.batch);
        all.box.remove();
      }
    }
  }
}

/** Shows it if it is not shown yet. */
function known(view) {
  if (!runs.has(view.id)) {
    const run = drawn(view);
    runs.set(view.id, run);
    byId("history").prepend(run.box);
    byId("no-history").hidden = true;
    if (view.batch) {
      const all = comparison(view);
      all.runs.push(run);
      byId("history").prepend(all.box);
    }
    commands.add(view.command);
    state(run, view);
    forgetOld();
  }
  return runs.get(view.id);
}

/** Output can come before the answer to the request that started the command. */
const early = new Map();

/** @param {RunOutput} piece */
export function output(piece) {
  if (runs.has(piece.id)) {
    append(runs.get(piece.id), piece.text, piece.error);
  } else {
    early.set(piece.id, [...early.get(piece.id) ?? [], piece]);
  }
}

/** @param {RunView} view */
export function update(view) {
  known(view);
  takeEarly(view.id);
  state(runs.get(view.id), view);
  if (view.state !== "running") {
    setTimeout(keep, KEPT_AFTER_MILLIS);
  }
}

function takeEarly(id) {
  if (early.has(id)) {
    early.get(id).forEach((piece) => append(runs.get(id), piece.text, piece.error));
    early.delete(id);
  }
}

/**
 * Reloads everything: at the start, and after the stream of events was interrupted. Another server of the cluster knows the commands without their
 * output, of which this page keeps what it has, and may not have been told of the last ones.
 */
export async function load() {
  /** @type {RunView[]} */
  const views = await get("runs");
  early.clear();
  for (const view of views.reverse()) {
    const run = known(view);
    if (view.output !== undefined) {
      run.blocks.restart();
      pieces(view.output, view.errors).forEach(([text, error]) => append(run, text, error));
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

/** Shows all lines of the command. */
function grow() {
  byId("command").rows = Math.min(MOST_ROWS, byId("command").value.split("\n").length);
}

function setCommand(text) {
  byId("command").value = text;
  grow();
}

function fillForm(profiles, command) {
  setCommand(command);
  drawChoice(profiles);
  byId("command").focus();
}

/** Runs a command of the session again on these machines. */
function begin(profiles, view) {
  return start(profiles, view.command, view.limitSeconds || Number(byId("limit").value));
}

async function start(profiles, command, limitSeconds) {
  byId("run-problem").replaceChildren();
  try {
    if (profiles.length === 0) {
      throw { what: "No profile is chosen", advice: "Choose one or several", code: "" };
    }
    const started = await post("runs", { profiles, command, limitSeconds });
    started.forEach((view) => { known(view); takeEarly(view.id); });
    byId("history").firstChild.scrollIntoView({ block: "nearest" });
  } catch (error) {
    byId("run-problem").replaceChildren(errorBox(isSilent(error)
      ? { ...error, advice: "The command may have been started. Look before you run it again" } : error));
  }
}

/** Enter runs the command, with shift it begins another line. Up and down recall earlier ones. */
function pressed(event) {
  const field = byId("command");
  if (event.isComposing) {
    return;
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    byId("run-form").requestSubmit();
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey && !staysInText(event.key, field.value, field.selectionEnd)) {
    const found = event.key === "ArrowUp" ? commands.earlier(field.value) : commands.later();
    if (found !== null) {
      event.preventDefault();
      setCommand(found);
      field.setSelectionRange(found.length, found.length);
    }
  }
}

byId("command").addEventListener("keydown", pressed);
byId("command").addEventListener("input", grow);
byId("run-form").addEventListener("submit", (event) => {
  event.preventDefault();
  start(chosen(), byId("command").value, Number(byId("limit").value));
});
document.addEventListener("profiles-changed", () => {
  const offered = [...byId("run-profiles").querySelectorAll("input")].map((box) => box.value);
  if (offered.join("\n") !== names().join("\n")) {
    drawChoice(offered.length === 0 ? names().slice(0, 1) : chosen());
  }
});

export function shown() {
  byId("command").focus();
}

/** Chooses this machine for the next command. */
export function openFor(profile) {
  drawChoice([profile]);
  byId("command").focus();
}
