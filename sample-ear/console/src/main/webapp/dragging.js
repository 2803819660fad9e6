// Entries of a folder that are dragged: into a folder, to another machine, or to a window that shows another folder.
import { byId, make } from "./dom.js";
import { dragged, folderAt } from "./listing.js";
import { place } from "./paths.js";
import { names as profiles } from "./profiles.js";
import { carry } from "./selection.js";

const TYPE = "application/x-ssh-entries";

const isEntries = (event) => event.dataTransfer.types.includes(TYPE);

/** Where a drop at this element goes: {profile, path}; null if nowhere. */
function goalAt(element, folder) {
  const machine = element.closest?.("[data-machine]")?.dataset.machine;
  if (machine !== undefined) {
    return { profile: machine, path: folder.path };
  }
  const crumb = element.closest?.("#crumbs a");
  if (crumb) {
    return place(crumb.hash);
  }
  const below = element.closest?.("#entries") ? folderAt(element) : null;
  return below !== null ? { profile: folder.profile, path: below } : element.closest?.("#folder") ? folder : null;
}

function mark(element) {
  document.querySelectorAll(".goal").forEach((one) => one.classList.remove("goal"));
  element?.classList.add("goal");
}

/** @param folder gives the shown folder */
export function start(folder) {
  const bar = byId("machines-bar");
  byId("entries").addEventListener("dragstart", (event) => {
    if (!(event.target instanceof Element)) {
      // Text that the user has marked.
      return;
    }
    const entries = dragged(event.target);
    event.dataTransfer.setData(TYPE, JSON.stringify({ folder: folder(), entries }));
    event.dataTransfer.effectAllowed = "copyMove";
    const others = profiles().filter((name) => name !== folder().profile);
    bar.replaceChildren(make("span", { class: "small" }, "Copy to"), ...others.map((name) => make("span", { class: "machine", "data-machine": name }, name)));
    // The browser ends the drag if the page changes under it.
    setTimeout(() => { bar.hidden = others.length === 0; });
  });
  document.addEventListener("dragend", () => {
    bar.hidden = true;
    mark(null);
  });
  document.addEventListener("dragover", (event) => {
    if (isEntries(event) && !byId("files").hidden && goalAt(event.target, folder()) !== null) {
      event.preventDefault();
      mark(/** @type {Element} */ (event.target).closest("[data-machine], #crumbs a, #entries tr[data-kind=folder], #folder"));
    }
  });
  document.addEventListener("drop", (event) => {
    const goal = isEntries(event) && !byId("files").hidden ? goalAt(event.target, folder()) : null;
    if (goal === null) {
      return;
    }
    event.preventDefault();
    bar.hidden = true;
    mark(null);
    const { folder: from, entries } = JSON.parse(event.dataTransfer.getData(TYPE));
    if (entries.length > 0 && (from.profile !== goal.profile || from.path !== goal.path)) {
      carry(from, entries, from.profile === goal.profile, goal);
    }
  });
}
