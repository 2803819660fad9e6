// The folders of a machine: the current folder, its entries, and uploads by drag and drop.
import { get, post } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { ask, close as closeEntry } from "./entry.js";
import { address, encodedName, inFolder, parent, place, query, shownName } from "./paths.js";
import { names } from "./profiles.js";
import { download, upload } from "./transfers.js";
import { size } from "./text.js";

const KINDS = { folder: "Folder", file: "File", link: "Link", other: "Other" };

/** The shown folder; the path is null before the first answer. */
let here = { profile: null, path: null };
let request = 0;

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
  steps.at(-1).firstChild.setAttribute("aria-current", "page");
  byId("crumbs").replaceChildren(...steps);
}

function kindOf(entry) {
  if (entry.kind !== "link") {
    return KINDS[entry.kind];
  }
  return entry.leadsTo === "nothing" ? "Broken link" : "Link";
}

function row(entry) {
  const path = inFolder(here.path, entry.name);
  const name = shownName(entry.name);
  const isFile = entry.kind === "file" || entry.leadsTo === "file";
  const opens = entry.kind !== "other" && entry.leadsTo !== "nothing" && entry.leadsTo !== "other";
  const shown = make("bdi", {}, name);
  return make("tr", { "data-name": entry.name, "data-kind": entry.kind },
    make("td", { class: "name" }, make("span", { class: "kind " + entry.kind, role: "img", "aria-label": kindOf(entry) }),
      make("span", {}, opens ? make("a", { href: address(here.profile, path) }, shown) : shown,
        entry.target ? make("span", { class: "small" }, " \u2192 ", make("bdi", {}, shownName(entry.target))) : null)),
    make("td", { class: "number" }, entry.kind === "file" ? size(entry.size) : ""),
    make("td", {}, make("time", { datetime: entry.modified }, new Date(entry.modified).toLocaleString([], { dateStyle: "short", timeStyle: "short" }))),
    make("td", { class: "mono" }, entry.permissions),
    make("td", { class: "mono" }, entry.owner + ":" + entry.group),
    make("td", { class: "actions" },
      isFile ? button("Download", () => download(here.profile, path), { class: "quiet", "aria-label": "Download " + name }) : null,
      button("\u22ef", () => ask(here.profile, path, entry), { class: "quiet", "aria-label": "More of " + name, title: "Rename, permissions, delete" })));
}

function draw(listing) {
  byId("entries").replaceChildren(...listing.entries.map(row));
  byId("listing").hidden = listing.entries.length === 0;
  byId("listing-note").textContent = listing.more ? "This folder has more entries; " + listing.entries.length + " of them are shown."
    : listing.entries.length === 0 ? "This folder is empty." : "";
}

const rowOf = (name) => byId("entries").querySelector('[data-name="' + CSS.escape(name) + '"]');

/** Redraws. The focus stays where it is if its element still exists, and goes to the folder's name otherwise. */
function redraw(listing) {
  const focused = document.activeElement;
  const name = focused.closest("#entries tr")?.dataset.name;
  const number = name === undefined ? 0 : [...focused.closest("tr").querySelectorAll("a, button")].indexOf(focused);
  const moves = focused.closest("#entries, #crumbs");
  crumbs(here.profile, here.path);
  draw(listing);
  if (moves) {
    const again = name === undefined ? null : rowOf(name)?.querySelectorAll("a, button")[number];
    (again ?? byId("crumbs").querySelector("[aria-current]")).focus();
  }
}

/** Loads and shows a listing; null if that failed or another listing was requested meanwhile. */
async function load(profile, path) {
  const mine = ++request;
  byId("files-problem").replaceChildren();
  try {
    const listing = await get("files?" + query(path === null ? { profile } : { profile, path }));
    if (mine !== request) {
      return null;
    }
    here = { profile, path: listing.path };
    redraw(listing);
    return listing;
  } catch (error) {
    if (mine === request) {
      here = { profile, path: null };
      crumbs(profile, path ?? "/");
      byId("entries").replaceChildren();
      byId("listing").hidden = true;
      byId("listing-note").textContent = "";
      byId("files-problem").replaceChildren(errorBox(error), button("Try again", () => go(profile, path), { class: "quiet" }));
    }
    return null;
  }
}

/** Goes to a folder, or opens a file in its folder. */
async function go(profile, path) {
  const listing = await load(profile, path);
  if (listing === null || byId("files").hidden) {
    return;
  }
  if (path === null) {
    history.replaceState(null, "", address(profile, listing.path));
  }
  if (listing.chosen) {
    ask(profile, inFolder(listing.path, listing.chosen.name), listing.chosen);
  } else {
    closeEntry();
  }
}

/** Reloads the folder if it is the shown one. */
function reload(profile, folder) {
  if (profile === here.profile && folder === here.path) {
    load(profile, folder);
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

function send(files) {
  if (here.path !== null) {
    upload(here.profile, here.path, [...files]);
  }
}

/** Whether files are being dragged over this page. */
function dragged(event) {
  return !byId("files").hidden && event.dataTransfer.types.includes("Files");
}

function drop(event) {
  if (!dragged(event)) {
    return;
  }
  event.preventDefault();
  byId("files").classList.remove("over");
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory);
  if (folders.length > 0) {
    byId("files-problem").replaceChildren(errorBox({ what: "Folders are not uploaded", advice: "Make the folder here and drop its files" }));
  }
  send(items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile()));
}

function drawChoice() {
  const offered = [...byId("files-profile").options].map((option) => option.value);
  if (offered.join("\n") !== names().join("\n")) {
    byId("files-profile").replaceChildren(...names().map((name) => make("option", {}, name)));
    byId("files-profile").value = here.profile ?? names()[0];
  }
}

window.addEventListener("dragover", (event) => {
  if (dragged(event)) {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    byId("files").classList.add("over");
  }
});
window.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) {
    byId("files").classList.remove("over");
  }
});
window.addEventListener("drop", drop);
byId("choose-files").addEventListener("click", () => byId("upload-files").click());
byId("upload-files").addEventListener("change", (event) => {
  send(event.target.files);
  event.target.value = "";
});
byId("new-folder-form").addEventListener("submit", makeFolder);
byId("files-again").addEventListener("click", () => shown());
byId("files-profile").addEventListener("change", (event) => { location.hash = address(event.target.value); });
document.addEventListener("profiles-changed", drawChoice);
document.addEventListener("files-changed", (event) => reload(event.detail.profile, event.detail.folder));
byId("entry").addEventListener("close", () => {
  if (document.activeElement === document.body) {
    rowOf(byId("entry").dataset.name)?.querySelector("a, button").focus();
  }
  // Replaces the dialog's address, which was that of a file.
  if (!byId("files").hidden && wanted().path !== null && here.path !== null && wanted().path !== here.path && parent(wanted().path) === here.path) {
    history.pushState(null, "", address(here.profile, here.path));
  }
});

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
