// Uploads in slices, one after the other. No file is held in memory.
import { answered, call, csrfToken, get, isSilent, post, sessionAgain } from "./api.js";
import { askAbout } from "./conflictdialog.js";
import { decisions } from "./conflicts.js";
import { drawRow, newRow, removeRow } from "./dock.js";
import { byId } from "./dom.js";
import { encodedName, inFolder, lastName, parent, query, shownName } from "./paths.js";
import { BROKEN, CANCELLED, sendThrough } from "./sending.js";
import { isThatFile, unfinished } from "./unfinished.js";

const left = unfinished(sessionStorage);

let queue = Promise.resolve();

/** Those that are under way or wait. */
const active = new Set();

/** What the page was reloaded for: rows by what they upload, until the user chooses the file again. */
const reloaded = new Map();

const target = (one) => query({ ...one.target, makesFolders: one.makesFolders });

/** One slice; settles at once when the upload is cancelled. */
function put(one, offset, slice, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", "api/uploads?" + target(one) + "&" + query({ offset, replaces: one.replaces }));
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

const transport = { put, isSilent, state: (one) => get("uploads?" + target(one)), again: (one) => sessionAgain(() => one.state === "away") };

function draw(one) {
  const cancelling = [["Cancel", () => cancel(one)]];
  const remove = [["Remove from this list", () => removeRow(one.row)]];
  const stopped = [["Resume", () => enqueue(one)], ["Discard", () => discard(one)]];
  drawRow(one.row, one, { waiting: cancelling, running: cancelling, away: cancelling, done: remove, kept: remove, cancelled: stopped, failed: stopped }[one.state]);
}

function cancel(one) {
  one.change("cancelled");
  one.stop?.();
}

async function discard(one) {
  try {
    await call("DELETE", "uploads?" + target(one));
    removeRow(one.row);
  } catch (error) {
    one.change("failed", error);
  }
}

async function run(one) {
  if (one.state !== "waiting") {
    return;
  }
  one.change("running");
  try {
    await sendThrough(one, transport);
    if (one.state === "done") {
      document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile: one.target.profile, folder: one.shownFolder } }));
    }
  } catch (error) {
    if (error !== CANCELLED && one.state !== "cancelled") {
      one.change("failed", error);
    }
  } finally {
    one.stop = null;
  }
}

function enqueue(one) {
  one.change("waiting");
  queue = queue.then(() => run(one));
}

/** @param where shownFolder, path, decide, makesFolders */
function begin(profile, file, where) {
  const name = shownName(lastName(where.path));
  const one = { file, encoded: lastName(where.path), shownFolder: where.shownFolder, makesFolders: where.makesFolders, bytes: 0, arrived: 0, replaces: false, size: file.size, stop: null,
    target: { profile, path: where.path, size: file.size, modified: file.lastModified }, state: "waiting", error: null,
    decide: (conflict) => where.decide({ ...conflict, stopped: (close) => { one.stop = close; } }),
    progress(bytes) {
      one.bytes = bytes;
      draw(one);
    },
    change(state, error = null) {
      one.state = state;
      one.error = error;
      active[["waiting", "running", "away"].includes(state) ? "add" : "delete"](one);
      if (state === "done" || state === "kept") {
        left.remove(one.target);
      }
      draw(one);
    } };
  one.row = newRow("Upload", name, "to " + profile + ":" + shownName(parent(where.path)), () => left.remove(one.target));
  left.add(one.target);
  enqueue(one);
}

/**
 * Uploads files into a folder.
 *
 * @param {string} profile
 * @param {string} folder
 * @param {Chosen[]} files
 * @param {string[][]} emptyFolders paths of folders without a file
 */
export async function upload(profile, folder, files, emptyFolders = []) {
  const decide = decisions((conflict) => askAbout(conflict, conflict.stopped));
  const below = (path) => path.reduce((sum, name) => inFolder(sum, encodedName(name)), folder);
  files.forEach(({ file, path }) => begin(profile, file, { path: below(path), shownFolder: folder, decide, makesFolders: path.length > 1 }));
  for (const path of emptyFolders) {
    await post("files/folder", { profile, path: below(path), parents: true });
  }
}

/** A row that waits for its file. */
function drawReloaded(row, was, error = null) {
  drawRow(row, { state: "reloaded", bytes: 0, size: was.size, error },
    [["Choose the file", () => byId("resume-files").click()], ["Discard", () => discardReloaded(row, was)]]);
}

/** What the last page of this window has not finished. */
function showReloaded() {
  for (const was of left.all()) {
    const row = newRow("Upload", shownName(lastName(was.path)), "to " + was.profile + ":" + shownName(parent(was.path)), () => left.remove(was));
    reloaded.set(row, was);
    drawReloaded(row, was);
  }
}

async function discardReloaded(row, was) {
  try {
    await call("DELETE", "uploads?" + query(was));
    reloaded.delete(row);
    removeRow(row);
  } catch (error) {
    drawReloaded(row, was, error);
  }
}

/** Goes on with those of the files that were being uploaded when the page was reloaded. */
function resume(files) {
  const decide = decisions((conflict) => askAbout(conflict, conflict.stopped));
  const found = files.map((file) => ({ file, row: [...reloaded].find(([, was]) => isThatFile(was, file, encodedName(file.name)))?.[0] })).filter(({ row }) => row);
  if (found.length === 0) {
    reloaded.forEach((was, row) => drawReloaded(row, was, { what: "Another file was chosen", advice: "Choose the file with the same name, size and date" }));
  }
  for (const { file, row } of found) {
    const was = reloaded.get(row);
    reloaded.delete(row);
    removeRow(row);
    begin(was.profile, file, { path: was.path, shownFolder: parent(was.path), decide, makesFolders: true });
  }
}

/** The session is over: the window may be left without a question. */
export function abandon() {
  active.clear();
  left.forget();
}

byId("resume-files").addEventListener("change", (event) => {
  resume([...event.target.files]);
  event.target.value = "";
});
window.addEventListener("beforeunload", (event) => {
  if (active.size > 0) {
    event.preventDefault();
  }
});
showReloaded();
