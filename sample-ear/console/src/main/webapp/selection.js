// What is done with several entries: delete, move, download as an archive, and copy to another machine.
import { post } from "./api.js";
import { askAbout } from "./conflictdialog.js";
import { decided } from "./conflicts.js";
import { archive, copy } from "./downloads.js";
import { byId, errorBox, make } from "./dom.js";
import { counted, isFolder } from "./entries.js";
import { editablePath, encodedPath, shownName } from "./paths.js";
import { names as profiles } from "./profiles.js";

/** Names in one request: the page shows how far it is. */
const AT_ONCE = 100;

const MOST_LISTED = 8;

/** What the open dialog is about: the folder {profile, path} and its entries; for {@link carry} also whether they are moved. */
let subject = null;

function list(entries) {
  const shown = entries.slice(0, MOST_LISTED).map((entry) => make("li", {}, make("bdi", {}, shownName(entry.name)), isFolder(entry) ? " (folder)" : ""));
  return entries.length > MOST_LISTED ? [...shown, make("li", {}, "and " + counted(entries.length - MOST_LISTED, "other"))] : shown;
}

function changed(profile, folder) {
  document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile, folder } }));
}

/** The failures of all names; says how many are done. */
async function inParts(names, progress, request) {
  const failures = [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    progress.textContent = names.length > AT_ONCE ? i + " of " + names.length : "";
    failures.push(...await request(names.slice(i, i + AT_ONCE)));
  }
  progress.textContent = "";
  return failures;
}

function failureBoxes(failures) {
  const more = failures.length - MOST_LISTED;
  return [...failures.slice(0, MOST_LISTED).map((failure) => errorBox(failure.error)), ...(more > 0 ? [make("p", {}, "and " + counted(more, "other"))] : [])];
}

/** Does it while the dialog's button is disabled. The dialog stays open and shows what has failed. */
async function submit(event, form, problem, task) {
  event.preventDefault();
  const submitted = form.querySelector("[type=submit]");
  problem.replaceChildren();
  submitted.disabled = true;
  try {
    const failures = await task();
    problem.replaceChildren(...failureBoxes(failures));
    if (failures.length === 0) {
      form.closest("dialog").close();
    }
    return failures;
  } catch (error) {
    problem.replaceChildren(errorBox(error));
    return null;
  } finally {
    submitted.disabled = false;
  }
}

// ---- delete ----

/** Asks, and deletes the entries of a folder. */
export function remove(folder, entries) {
  if (entries.length === 0) {
    return;
  }
  subject = { folder, entries };
  const folders = entries.some(isFolder);
  byId("remove-what").textContent = "Delete " + (entries.length === 1 ? shownName(entries[0].name) : counted(entries.length, "entry", "entries")) + "?";
  byId("remove-list").replaceChildren(...(entries.length === 1 ? [] : list(entries)));
  byId("remove-links").hidden = !entries.some((entry) => entry.kind === "link");
  byId("remove-contents-choice").hidden = !folders;
  byId("remove-form").reset();
  byId("remove-problem").replaceChildren();
  byId("remove").showModal();
}

byId("remove-form").addEventListener("submit", async (event) => {
  const { folder, entries } = subject;
  const withContents = byId("remove-contents").checked;
  const failures = await submit(event, byId("remove-form"), byId("remove-problem"), () => inParts(entries.map((entry) => entry.name), byId("remove-progress"),
    (names) => post("selections/delete", { profile: folder.profile, folder: folder.path, names, withContents })));
  if (failures !== null) {
    const left = new Set(failures.map((failure) => failure.name));
    subject = { folder, entries: entries.filter((entry) => left.has(entry.name)) };
    changed(folder.profile, folder.path);
  }
});
byId("remove-no").addEventListener("click", () => byId("remove").close());

// ---- move and copy ----

/** Asks for the conflicts; null if nothing is left to do. */
async function without(entries, profile, folder) {
  const existing = await post("selections/existing", { profile, folder, names: entries.map((entry) => entry.name) });
  return decided(entries, existing, askAbout);
}

async function moveTo(folder, entries, target) {
  const { fresh, replacing } = await without(entries, folder.profile, target);
  const request = (replaces) => (names) => post("selections/move", { profile: folder.profile, folder: folder.path, names, target, replaces });
  const failures = [...await inParts(fresh, byId("carry-progress"), request(false)), ...await inParts(replacing, byId("carry-progress"), request(true))];
  changed(folder.profile, folder.path);
  changed(folder.profile, target);
  return failures;
}

async function copyTo(folder, entries, to) {
  const { fresh, replacing } = await without(entries, to.profile, to.path);
  if (fresh.length + replacing.length > 0) {
    await copy(folder, [...fresh, ...replacing], to);
  }
  return [];
}

/**
 * Asks where to, and moves or copies there.
 *
 * @param moves whether they are moved, on the same machine
 * @param to    what the form begins with: profile and path
 */
export function carry(folder, entries, moves, to) {
  subject = { folder, entries, moves };
  byId("carry-what").textContent = (moves ? "Move " : "Copy ") + (entries.length === 1 ? shownName(entries[0].name) : counted(entries.length, "entry", "entries"));
  byId("carry-from").textContent = "from " + folder.profile + ":" + shownName(folder.path);
  byId("carry-profile").replaceChildren(...(moves ? [folder.profile] : profiles()).map((name) => make("option", {}, name)));
  byId("carry-profile").value = to.profile;
  byId("carry-profile-choice").hidden = moves;
  byId("carry-folder").value = editablePath(to.path) ?? "";
  byId("carry-yes").textContent = moves ? "Move" : "Copy";
  byId("carry-problem").replaceChildren();
  byId("carry").showModal();
}

byId("carry-form").addEventListener("submit", (event) => {
  const { folder, entries, moves } = subject;
  const to = { profile: byId("carry-profile").value, path: encodedPath(byId("carry-folder").value) };
  submit(event, byId("carry-form"), byId("carry-problem"), () => (moves ? moveTo(folder, entries, to.path) : copyTo(folder, entries, to)));
});
byId("carry-no").addEventListener("click", () => byId("carry").close());

/** The profile that a copy most likely goes to. */
const another = (profile) => profiles().find((name) => name !== profile) ?? profile;

/**
 * The buttons of the bar over the selection.
 *
 * @param folder    gives the shown folder
 * @param selection gives its selected entries
 */
export function start(folder, selection) {
  byId("selection-download").addEventListener("click", () => archive(folder().profile, folder().path, selection().map((entry) => entry.name)));
  byId("selection-move").addEventListener("click", () => carry(folder(), selection(), true, folder()));
  byId("selection-copy").addEventListener("click", () => carry(folder(), selection(), false, { profile: another(folder().profile), path: folder().path }));
  byId("selection-delete").addEventListener("click", () => remove(folder(), selection()));
}
