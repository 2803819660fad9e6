// Transfers: uploads in slices, downloads by the browser itself. No file is held in memory.
import { answered, call, csrfToken, get, isSilent, keepSession, post, sessionAgain } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { encodedName, inFolder, lastName, query, shownName } from "./paths.js";
import { size } from "./text.js";

/** Bytes that are sent in one request. */
const SLICE = 8 * 1024 * 1024;

const BROKEN = { what: "The upload to the server was interrupted", advice: "Check that the server is running and the file is readable, then resume" };

/** Thrown to stop an upload without an error. */
const CANCELLED = {};

/** How often in a row the connection may break without any byte that has arrived. */
const MOST_BREAKS = 3;

/** A download whose server is gone. */
const GONE = { what: "The server that sent this file is gone", advice: "Begin again", code: "" };

const STATES = { waiting: "waiting", running: "", away: "the server does not answer; goes on when it does", done: "done", cancelled: "cancelled", interrupted: "interrupted by the browser",
  failed: "failed", kept: "not sent: the existing file is kept" };

/** Downloads by their ids. */
const downloads = new Map();

/** Uploads go one after the other. */
let queue = Promise.resolve();

function newRow(title, name, profile) {
  const row = { bar: make("progress", { max: "1", value: "0", "aria-label": title + " of " + name }),
    text: make("span", { class: "small" }), state: make("span", { class: "state", role: "status" }),
    problem: make("div"), buttons: make("div", { class: "row" }) };
  row.box = make("article", { class: "panel transfer", "data-name": name },
    make("header", {}, make("h3", {}, title, " ", make("bdi", {}, name)), make("span", { class: "small" }, profile), row.state),
    row.bar, row.text, row.problem, row.buttons);
  byId("transfers").prepend(row.box);
  return row;
}

/** @param buttons text and listener of each */
function draw(row, view, buttons) {
  row.bar.max = Math.max(1, view.size);
  row.bar.value = view.size === 0 && view.state === "done" ? 1 : view.bytes;
  row.text.textContent = size(view.bytes) + " of " + size(view.size);
  row.state.textContent = STATES[view.state];
  row.state.className = "state " + (view.state === "done" ? "good" : view.state === "failed" ? "bad" : "");
  row.bar.hidden = row.text.hidden = view.state === "kept";
  if (row.box.dataset.state !== view.state || view.error) {
    const focused = row.buttons.contains(document.activeElement);
    row.box.dataset.state = view.state;
    row.problem.replaceChildren(...(view.error ? [errorBox(view.error)] : []));
    row.buttons.replaceChildren(...buttons.map(([text, listener]) => button(text, listener, { class: "quiet" })));
    if (focused) {
      row.buttons.querySelector("button")?.focus();
    }
  }
}

// ---- uploads ----

function drawUpload(one) {
  const remove = ["Remove from this list", () => one.row.box.remove()];
  const stopped = [["Resume", () => enqueue(one)], ["Discard", () => discard(one)]];
  draw(one.row, one, { waiting: [["Cancel", () => cancel(one)]], running: [["Cancel", () => cancel(one)]], away: [["Cancel", () => cancel(one)]],
    done: [remove], kept: [remove], cancelled: stopped, failed: stopped }[one.state]);
}

function change(one, state, error = null) {
  one.state = state;
  one.error = error;
  drawUpload(one);
}

function cancel(one) {
  change(one, "cancelled");
  one.stop?.();
}

async function discard(one) {
  try {
    await call("DELETE", "uploads?" + query(one.target));
    one.row.box.remove();
  } catch (error) {
    change(one, "failed", error);
  }
}

/** One slice; settles at once when the upload is cancelled. */
function put(one, more, slice, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", "api/uploads?" + query({ ...one.target, ...more }));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("error", () => reject(BROKEN));
    request.addEventListener("load", () => {
      try {
        resolve(answered(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    one.stop = () => {
      reject(CANCELLED);
      request.abort();
    };
    request.send(slice);
  });
}

/** Asks before a file is replaced. */
function replaces(one) {
  const dialog = byId("replace");
  byId("replace-what").replaceChildren(make("bdi", {}, one.name), " exists already");
  return new Promise((resolve) => {
    one.stop = () => dialog.close("");
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "replace"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

async function send(one) {
  const there = await get("uploads?" + query(one.target));
  one.bytes = there.bytes;
  one.arrived = there.bytes;
  // Asked once: after an interruption, the user's answer still holds.
  const replacing = one.replaces || (there.taken && one.state === "running" ? await replaces(one) : false);
  one.replaces = replacing;
  if (one.state !== "running") {
    throw CANCELLED;
  }
  if (there.taken && !replacing) {
    change(one, "kept");
    return;
  }
  let state;
  do {
    const offset = one.bytes;
    state = await put(one, { offset, replaces: replacing }, one.file.slice(offset, offset + SLICE), (loaded) => {
      one.bytes = offset + loaded;
      drawUpload(one);
    });
    one.bytes = state.bytes;
    one.arrived = state.bytes;
    drawUpload(one);
  } while (!state.complete);
  change(one, "done");
  document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile: one.target.profile, folder: one.folder } }));
}

async function run(one) {
  if (one.state !== "waiting") {
    return;
  }
  change(one, "running");
  try {
    await sendThrough(one);
  } catch (error) {
    if (error !== CANCELLED) {
      change(one, "failed", error);
    }
  } finally {
    one.stop = null;
  }
}

/** Sends the file, also if the connection breaks or another server of the cluster takes over: goes on with what has arrived. */
async function sendThrough(one) {
  let breaks = 0;
  let arrived = -1;
  for (;;) {
    try {
      return await send(one);
    } catch (error) {
      breaks = one.arrived > arrived ? 0 : breaks + 1;
      arrived = one.arrived;
      if ((error !== BROKEN && !isSilent(error)) || breaks === MOST_BREAKS) {
        throw error;
      }
    }
    change(one, "away");
    await sessionAgain(() => one.state === "away");
    if (one.state !== "away") {
      throw CANCELLED;
    }
    change(one, "running");
  }
}

function enqueue(one) {
  change(one, "waiting");
  queue = queue.then(() => run(one));
}

export function upload(profile, folder, files) {
  for (const file of files) {
    const name = shownName(encodedName(file.name));
    const row = newRow("Upload", name, profile);
    enqueue({ file, name, folder, row, bytes: 0, arrived: 0, replaces: false, size: file.size, stop: null,
      target: { profile, path: inFolder(folder, encodedName(file.name)), size: file.size, modified: file.lastModified } });
  }
}

// ---- downloads ----

function drawDownload(view) {
  if (!downloads.has(view.id)) {
    downloads.set(view.id, newRow("Download", shownName(lastName(view.path)), view.profile));
  }
  const row = downloads.get(view.id);
  row.view = view;
  const stop = ["Cancel", () => call("DELETE", "downloads/" + view.id)];
  const remove = ["Remove from this list", () => row.box.remove()];
  const again = ["Begin again", () => { row.box.remove(); download(view.profile, view.path); }];
  draw(row, view, { waiting: [stop], running: [stop], done: [remove], cancelled: [again, remove], interrupted: [stop, again], failed: [again, remove] }[view.state]);
}

/** The browser downloads the file to its usual folder, and resumes after an interruption. */
export async function download(profile, path) {
  byId("transfers-problem").replaceChildren();
  try {
    const view = await post("downloads", { profile, path });
    drawDownload(view);
    make("a", { href: "api/downloads/" + view.id, download: "" }).click();
  } catch (error) {
    byId("transfers-problem").replaceChildren(errorBox(error));
  }
}

/** Shows the progress of a download, also of one that another page of this session has started. */
export function update(view) {
  drawDownload(view);
  keepSession();
}

/** Reloads the list: at the start, and after the stream of events was interrupted. */
export async function load() {
  const views = await get("downloads");
  views.forEach(drawDownload);
  for (const [id, row] of downloads) {
    const { view } = row;
    if (["waiting", "running", "interrupted"].includes(view.state) && !views.some((one) => one.id === id)) {
      drawDownload({ ...view, state: "failed", error: GONE });
    }
  }
}

byId("replace-yes").addEventListener("click", () => byId("replace").close("replace"));
byId("replace-no").addEventListener("click", () => byId("replace").close(""));
