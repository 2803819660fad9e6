// The folders of a machine: the current folder, and uploads into it by drag and drop.
import { lines, post } from "./api.js";
import { archive, download } from "./downloads.js";
import { button, byId, errorBox, make } from "./dom.js";
import * as dragging from "./dragging.js";
import { ask, close as closeEntry } from "./entry.js";
import * as intake from "./intake.js";
import * as listing from "./listing.js";
import { address, encodedName, inFolder, lastName, parent, place, query, shownName } from "./paths.js";
import { names } from "./profiles.js";
import * as selection from "./selection.js";

const RELOAD_MILLIS = 200;

/** The shown folder; the path is null before the first answer. */
let here = { profile: null, path: null };

/** Of the listing that is being loaded; null if none is. */
let loading = null;

/** Profile and path in the page's address; the path is null if there is none. */
function wanted() {
  return place(location.hash);
}

function crumbs(profile, path) {
  const steps = [make("li", {}, make("a", { href: address(profile, "/"), "aria-label": "Root folder" }, "/"))];
  let sum = "";
  for (const name of path.split("/").filter((part) => part !== "")) {
    sum += "/" + name;
    steps.push(make("li", {}, make("a", { href: address(profile, sum) }, make("bdi", {}, shownName(name)))));
  }
  steps.at(-1).firstElementChild.setAttribute("aria-current", "page");
  byId("crumbs").replaceChildren(...steps);
}

/** Whoever has followed a link of the folder that was shown goes on at the name of the new one. */
function moved(profile, path, action) {
  const moves = document.activeElement.closest("#entries, #crumbs") !== null;
  here = { profile, path };
  crumbs(profile, path);
  action();
  if (moves) {
    byId("crumbs").querySelector("[aria-current]").focus();
  }
}

function note(count, more) {
  byId("listing-note").textContent = more ? "This folder has more entries; " + count.toLocaleString("en") + " of them are shown."
    : count === 0 ? "This folder is empty." : "";
}

/** Shows the entries as they come; those of the folder that is shown already, when all are there. Resolves to the file that was requested, if it was one. */
async function receive(profile, path, signal) {
  const again = [];
  let isAgain = false;
  let count = 0;
  let chosen = null;
  for await (const line of lines("files?" + query(path === null ? { profile } : { profile, path }), signal)) {
    if (line.path !== undefined) {
      isAgain = here.profile === profile && here.path === line.path;
      chosen = line.chosen ?? null;
      if (!isAgain) {
        moved(profile, line.path, () => listing.begin(here));
        note(1, false);
      }
    }
    count += line.entries?.length ?? 0;
    if (isAgain) {
      again.push(...line.entries ?? []);
    } else {
      listing.add(line.entries ?? []);
    }
    if (line.error !== undefined) {
      throw line.error;
    }
    if (line.more !== undefined) {
      note(count, line.more);
    }
  }
  if (isAgain) {
    listing.replace(again);
  } else {
    listing.complete();
  }
  return chosen;
}

/**
 * Loads and shows a listing.
 *
 * @param {string} profile
 * @param {string | null} path
 * @param {(chosen: any) => void} [then] for what is there: not called if that failed, or another one was requested meanwhile
 */
async function load(profile, path, then = () => {}) {
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  byId("files-problem").replaceChildren();
  byId("folder").setAttribute("aria-busy", "true");
  try {
    const chosen = await receive(profile, path, mine.signal);
    if (loading === mine) {
      then(chosen);
    }
  } catch (error) {
    if (loading === mine) {
      here = { profile, path: null };
      crumbs(profile, path ?? "/");
      listing.begin(here);
      byId("listing-note").textContent = "";
      byId("files-problem").replaceChildren(errorBox(error), button("Try again", () => go(profile, path), { class: "quiet" }));
    }
  } finally {
    if (loading === mine) {
      loading = null;
      byId("folder").removeAttribute("aria-busy");
    }
  }
}

/** Goes to a folder, or opens a file in its folder. */
function go(profile, path) {
  return load(profile, path, (chosen) => {
    if (byId("files").hidden) {
      return;
    }
    if (path === null) {
      history.replaceState(null, "", address(profile, here.path));
    }
    if (chosen) {
      ask(profile, inFolder(here.path, chosen.name), chosen);
    } else {
      closeEntry();
    }
  });
}

/** Whether a reload is due. */
let reloads = false;

/** Reloads the folder if it is the shown one; soon, because of many files that are uploaded each one asks for it. */
function reload(profile, folder) {
  const isShown = () => profile === here.profile && folder === here.path;
  if (isShown() && !reloads) {
    reloads = true;
    setTimeout(() => {
      reloads = false;
      if (isShown()) {
        load(profile, folder);
      }
    }, RELOAD_MILLIS);
  }
}

async function makeFolder(event) {
  event.preventDefault();
  byId("new-folder-problem").replaceChildren();
  const { profile, path } = here;
  try {
    await post("files/folder", { profile, path: inFolder(path, encodedName(byId("new-folder-name").value)) });
    byId("new-folder-form").reset();
    byId("new-folder").open = false;
    byId("new-folder").querySelector("summary").focus();
    reload(profile, path);
  } catch (error) {
    byId("new-folder-problem").replaceChildren(errorBox(error));
  }
}

function drawChoice() {
  const offered = [...byId("files-profile").options].map((option) => option.value);
  if (offered.join("\n") !== names().join("\n")) {
    byId("files-profile").replaceChildren(...names().map((name) => make("option", {}, name)));
    byId("files-profile").value = here.profile ?? names()[0];
  }
}

byId("new-folder-form").addEventListener("submit", makeFolder);
byId("files-again").addEventListener("click", () => shown());
byId("folder-download").addEventListener("click", () => archive(here.profile, parent(here.path), [lastName(here.path)]));
byId("files-profile").addEventListener("change", (event) => { location.hash = address(event.target.value); });
document.addEventListener("profiles-changed", drawChoice);
document.addEventListener("files-changed", (event) => reload(event.detail.profile, event.detail.folder));
byId("entry").addEventListener("close", () => {
  if (document.activeElement === document.body) {
    listing.focusOn(byId("entry").dataset.name);
  }
  // Replaces the dialog's address, which was that of a file.
  if (!byId("files").hidden && wanted().path !== null && here.path !== null && wanted().path !== here.path && parent(wanted().path) === here.path) {
    history.pushState(null, "", address(here.profile, here.path));
  }
});
listing.start({
  download: (entry) => download(here.profile, inFolder(here.path, entry.name)),
  ask: (entry) => ask(here.profile, inFolder(here.path, entry.name), entry),
  remove: (entries) => selection.remove(here, entries)
});
selection.start(() => here, listing.selection);
byId("selection-none").addEventListener("click", listing.selectNone);
dragging.start(() => here);
intake.start(() => here, reload);

export function shown() {
  const { profile, path } = wanted();
  if (profile === null && here.path !== null) {
    history.replaceState(null, "", address(here.profile, here.path));
    shown();
    return;
  }
  const chosen = profile ?? here.profile ?? names()[0];
  if (chosen === undefined) {
    byId("listing-note").textContent = "There is no profile yet.";
    return;
  }
  byId("files-profile").value = chosen;
  go(chosen, path);
}
