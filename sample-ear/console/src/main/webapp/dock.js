// The dock at the bottom of the window: all transfers, with their speed and the time that is left.
import { button, byId, errorBox, make } from "./dom.js";
import { counted } from "./entries.js";
import { pace } from "./pace.js";
import { size, span } from "./text.js";

const STATES = { waiting: "waiting", running: "", away: "the server does not answer; goes on when it does", done: "done", cancelled: "cancelled", interrupted: "interrupted by the browser",
  failed: "failed", kept: "Skipped: file exists", reloaded: "interrupted: the page was reloaded" };

const ACTIVE = ["waiting", "running", "away"];
const ENDED = ["done", "kept", "cancelled", "failed"];

/** Shown rows, the latest first. */
let rows = [];

/** What a row says about its progress. */
function progressText(row, view) {
  const known = view.size >= 0;
  const speed = view.state === "running" ? row.pace.speed() : null;
  const left = view.state === "running" ? row.pace.left(view.size) : null;
  return [known ? size(view.bytes) + " of " + size(view.size) : size(view.bytes), view.files > 0 ? counted(view.files, "file") : "",
    view.leftOut > 0 ? view.leftOut + " left out" : "", speed === null ? "" : size(Math.round(speed)) + "/s", left === null ? "" : span(left) + " left"]
    .filter((part) => part !== "").join(" \u00b7 ");
}

function drawHead() {
  const active = rows.filter((row) => ACTIVE.includes(row.view?.state));
  const speed = active.reduce((sum, row) => sum + (row.view.state === "running" ? row.pace.speed() ?? 0 : 0), 0);
  const failed = rows.filter((row) => row.view?.state === "failed").length;
  byId("dock-text").textContent = [active.length > 0 ? counted(active.length, "transfer") + " running" : "no transfer is running",
    speed > 0 ? size(Math.round(speed)) + "/s" : "", failed > 0 ? failed + " failed" : ""].filter((part) => part !== "").join(", ");
  byId("dock-clear").disabled = !rows.some((row) => ENDED.includes(row.view?.state));
  byId("dock").hidden = rows.length === 0;
}

/**
 * Adds a row.
 *
 * @param about  where from and where to
 * @param forget called when the row leaves the list
 */
export function newRow(title, name, about, forget = () => {}) {
  const row = { pace: pace(), forget, view: null, bar: make("progress", { "aria-label": title + " of " + name }),
    text: make("span", { class: "small figures" }), state: make("span", { class: "state", role: "status" }), problem: make("div"), buttons: make("div", { class: "row" }) };
  row.box = make("article", { class: "transfer", "data-name": name },
    make("header", {}, make("h3", {}, title, " ", make("bdi", {}, name)), make("span", { class: "small" }, about), row.state),
    row.bar, row.text, row.buttons, row.problem);
  byId("transfers").prepend(row.box);
  rows.unshift(row);
  drawHead();
  return row;
}

/** Takes the row off the list. */
export function removeRow(row) {
  row.box.remove();
  rows = rows.filter((other) => other !== row);
  row.forget();
  drawHead();
}

/**
 * @param view    state, bytes, size (-1 if not known), files, leftOut, error
 * @param buttons text and listener of each
 */
export function drawRow(row, view, buttons) {
  const changed = row.view?.state !== view.state || view.error;
  row.view = { ...view };
  row.pace.at(view.bytes, performance.now());
  if (view.size < 0 && view.state === "running") {
    row.bar.removeAttribute("value");
  } else {
    row.bar.max = Math.max(1, view.size);
    row.bar.value = view.state === "done" ? row.bar.max : Math.max(0, view.bytes);
  }
  row.text.textContent = progressText(row, view);
  row.bar.hidden = row.text.hidden = view.state === "kept";
  if (changed) {
    const focused = row.buttons.contains(document.activeElement);
    row.box.dataset.state = view.state;
    row.state.textContent = STATES[view.state];
    row.state.className = "state " + (view.state === "done" ? "good" : view.state === "failed" ? "bad" : "");
    row.problem.replaceChildren(...(view.error ? [errorBox(view.error)] : []));
    row.buttons.replaceChildren(...buttons.map(([text, listener]) => button(text, listener, { class: "quiet" })));
    if (focused) {
      row.buttons.querySelector("button")?.focus();
    }
  }
  drawHead();
}

byId("dock-clear").addEventListener("click", () => rows.filter((row) => ENDED.includes(row.view?.state)).forEach(removeRow));
byId("dock-fold").addEventListener("click", () => {
  const folded = byId("transfers").hidden = !byId("transfers").hidden;
  byId("dock-fold").setAttribute("aria-expanded", String(!folded));
  byId("dock-fold").textContent = folded ? "Show" : "Hide";
});
