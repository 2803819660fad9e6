// The question what to do with a file that exists already: both sizes and dates, and "the same for all others".
import { KEEP, REPLACE } from "./conflicts.js";
import { byId, make } from "./dom.js";
import { shownName } from "./paths.js";
import { size } from "./text.js";

const KINDS = { folder: "a folder", link: "a link", other: "a special file" };

function facts(title, entry) {
  const date = new Date(entry.modified * 1000);
  return [make("dt", {}, title), make("dd", {}, KINDS[entry.kind] ?? size(entry.size), ", ",
    make("time", { datetime: date.toISOString() }, date.toLocaleString()))];
}

/**
 * Asks the user. Closing the dialog keeps what exists.
 *
 * @param {{ name: string, mine: any, theirs: any }} conflict
 * @param {(close: () => void) => void} [stopped] gets a function that closes the dialog, because the task is cancelled
 * @return resolves to {answer, forAll}
 */
export function askAbout({ name, mine, theirs }, stopped = () => {}) {
  const dialog = byId("conflict");
  const merges = theirs.kind === "folder" && mine.kind === "folder";
  byId("conflict-what").replaceChildren(make("bdi", {}, shownName(name)), " exists already");
  byId("conflict-facts").replaceChildren(...facts("There", theirs), ...facts("New", mine));
  byId("conflict-merge").hidden = !merges;
  byId("conflict-impossible").hidden = theirs.kind !== "folder" || merges;
  byId("conflict-replace").hidden = theirs.kind === "folder" && !merges;
  byId("conflict-replace").textContent = merges ? "Fill it" : "Replace it";
  byId("conflict-all").checked = false;
  return new Promise((resolve) => {
    stopped(() => dialog.close(""));
    dialog.addEventListener("close", () => resolve({ answer: dialog.returnValue === REPLACE ? REPLACE : KEEP, forAll: byId("conflict-all").checked }), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

byId("conflict-replace").addEventListener("click", () => byId("conflict").close(REPLACE));
byId("conflict-keep").addEventListener("click", () => byId("conflict").close(KEEP));
