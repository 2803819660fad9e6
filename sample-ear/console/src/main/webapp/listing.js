// The table of a folder's entries: sorted and filtered, with the rows in view only, and what is selected in it.
import { byId } from "./dom.js";
import { counted, isFolder, matching, prepared, sorted, summary } from "./entries.js";
import { rowOfEntry } from "./entryrow.js";
import { inFolder } from "./paths.js";
import { size } from "./text.js";
import { rowsInView, scrolledTo } from "./windowed.js";

const narrow = matchMedia("(max-width: 52rem)");

/** The folder whose entries these are. */
let here = { profile: null, path: null };
let all = [];
/** Those that the filter leaves, in order. */
let shown = [];
let order = { column: "name", descending: false };
let selected = new Set();
/** The row that the keyboard is at, and the one that a range begins at. */
let at = 0;
let anchor = 0;
let drawn = null;
let actions = null;

const rowHeight = () => (narrow.matches ? 56 : 28);
const scroller = byId("rows");

/** Draws the rows in view. The focus stays at its row. */
function drawRows(force) {
  const height = rowHeight();
  const { first, end } = rowsInView(scroller.scrollTop, scroller.clientHeight, height, shown.length);
  if (!force && drawn?.first === first && drawn?.end === end) {
    return;
  }
  drawn = { first, end };
  const focused = document.activeElement.closest?.("#entries tr");
  const name = focused?.dataset.name;
  const number = focused ? [...focused.querySelectorAll("input, a, .name span[tabindex], button")].indexOf(document.activeElement) : 0;
  byId("above").firstElementChild.style.height = first * height + "px";
  byId("below").firstElementChild.style.height = (shown.length - end) * height + "px";
  byId("entries").replaceChildren(...shown.slice(first, end).map((entry, i) => rowOfEntry(here, entry, first + i, selected.has(entry.name), actions)));
  if (name !== undefined) {
    const again = rowOf(name)?.querySelectorAll("input, a, .name span[tabindex], button")[number];
    (again ?? scroller).focus({ preventScroll: true });
  }
}

const rowOf = (name) => byId("entries").querySelector('[data-name="' + CSS.escape(name) + '"]');

function drawHead() {
  for (const head of byId("listing").querySelectorAll("th[data-column]")) {
    head.setAttribute("aria-sort", head.dataset.column !== order.column ? "none" : order.descending ? "descending" : "ascending");
  }
  byId("listing").setAttribute("aria-rowcount", shown.length + 1);
  byId("listing").hidden = all.length === 0;
  byId("rows").classList.toggle("empty", all.length === 0);
  byId("entry-count").textContent = all.length === 0 ? "" : shown.length === all.length ? counted(all.length, "entry", "entries")
    : shown.length.toLocaleString("en") + " of " + counted(all.length, "entry", "entries");
}

function drawSelection() {
  const { count, folders, bytes } = summary(selection());
  byId("selection").hidden = count === 0;
  byId("selection-text").textContent = counted(count, "entry", "entries") + " selected" + (folders === count ? "" : ", " + size(bytes) + (folders > 0 ? " without folders" : ""));
  byId("select-all").checked = count > 0 && count === shown.length;
  byId("select-all").indeterminate = count > 0 && count < shown.length;
  for (const one of byId("entries").children) {
    const is = selected.has(one.dataset.name);
    one.setAttribute("aria-selected", String(is));
    one.querySelector("input").checked = is;
  }
}

function arrange() {
  shown = sorted(matching(all, byId("files-filter").value), order.column, order.descending);
  at = Math.min(at, Math.max(0, shown.length - 1));
  drawHead();
  drawRows(true);
  drawSelection();
}

/** The selected entries, in the order of the table. */
export const selection = () => shown.filter((entry) => selected.has(entry.name));

export function selectNone() {
  selected = new Set();
  drawSelection();
}

/** Another folder comes. */
export function begin(folder) {
  here = folder;
  all = [];
  selected = new Set();
  at = anchor = 0;
  byId("files-filter").value = "";
  scroller.scrollTop = 0;
  arrange();
}

/** Some entries of a folder, whose others follow. The table is not sorted again each time: that would take as long as the folder is large. */
export function add(entries) {
  const before = all.length;
  all.push(...entries.map(prepared));
  if (before === 0 || all.length > 2 * shown.length) {
    arrange();
  } else {
    byId("entry-count").textContent = counted(all.length, "entry", "entries") + "\u2026";
  }
}

/** All entries of the folder are there. */
export const complete = arrange;

/** The folder that is shown has these entries now. What is selected stays so. */
export function replace(entries) {
  all = entries.map(prepared);
  const names = new Set(all.map((entry) => entry.name));
  selected = new Set([...selected].filter((name) => names.has(name)));
  arrange();
}

/** Gives the focus to an entry's name; to the table if it is not there. */
export function focusOn(name) {
  const index = shown.findIndex((entry) => entry.name === name);
  if (index < 0) {
    scroller.focus();
  } else {
    goTo(index);
  }
}

function goTo(index) {
  at = Math.max(0, Math.min(index, shown.length - 1));
  // The head of the table covers the first row.
  const head = byId("listing").tHead.offsetHeight;
  scroller.scrollTop = scrolledTo(at, scroller.scrollTop, scroller.clientHeight - head, rowHeight());
  drawRows(false);
  rowOf(shown[at]?.name ?? "")?.querySelector(".name a, .name span[tabindex]").focus({ preventScroll: true });
}

function choose(from, to, is) {
  shown.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((entry) => selected[is ? "add" : "delete"](entry.name));
  drawSelection();
}

function indexOf(element) {
  const name = element.closest("#entries tr")?.dataset.name;
  return name === undefined ? -1 : shown.findIndex((entry) => entry.name === name);
}

function pressed(event) {
  const focused = indexOf(event.target);
  at = focused < 0 ? at : focused;
  const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight()) - 1);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: shown.length - 1 };
  if (event.key in moves && !event.ctrlKey && !event.altKey && shown.length > 0) {
    event.preventDefault();
    const from = at;
    // From outside of the rows, an arrow key goes to the row that the keyboard was at.
    goTo(focused < 0 && event.key.startsWith("Arrow") ? at : moves[event.key]);
    if (event.shiftKey) {
      choose(from, at, true);
    }
  } else if (event.key === " " && focused >= 0 && event.target.tagName !== "BUTTON" && event.target.type !== "checkbox") {
    event.preventDefault();
    choose(focused, focused, !selected.has(shown[focused].name));
  } else if (event.key === "a" && event.ctrlKey) {
    event.preventDefault();
    choose(0, shown.length - 1, true);
  } else if (event.key === "Escape" && selected.size > 0) {
    selectNone();
  } else if (event.key === "Delete") {
    actions.remove(selected.size > 0 ? selection() : shown.slice(at, at + 1));
  }
}

function clicked(event) {
  const index = indexOf(event.target);
  if (event.target.type === "checkbox" && index >= 0) {
    choose(event.shiftKey ? anchor : index, index, event.target.checked);
    anchor = index;
  }
}

/** What is dragged from a row: the selection, if the row is part of it. */
export function dragged(element) {
  const entry = shown[indexOf(element)];
  return entry === undefined ? [] : selected.has(entry.name) ? selection() : [entry];
}

/** The folder under a dragged thing; null if there is none. */
export function folderAt(element) {
  const entry = shown[indexOf(element)];
  return entry !== undefined && isFolder(entry) ? inFolder(here.path, entry.name) : null;
}

/** @param of download(entry), ask(entry) and remove(entries) */
export function start(of) {
  actions = of;
  let due = false;
  scroller.addEventListener("scroll", () => {
    if (!due) {
      due = true;
      requestAnimationFrame(() => {
        due = false;
        drawRows(false);
      });
    }
  });
  new ResizeObserver(() => drawRows(false)).observe(scroller);
  narrow.addEventListener("change", () => drawRows(true));
  scroller.addEventListener("keydown", pressed);
  byId("entries").addEventListener("click", clicked);
  byId("files-filter").addEventListener("input", () => {
    scroller.scrollTop = 0;
    arrange();
  });
  byId("select-all").addEventListener("change", (event) => choose(0, shown.length - 1, event.target.checked));
  byId("listing").tHead.addEventListener("click", (event) => {
    const column = event.target.closest("th[data-column]")?.dataset.column;
    if (column !== undefined && event.target.tagName === "BUTTON") {
      order = { column, descending: column === order.column && !order.descending };
      scroller.scrollTop = 0;
      arrange();
    }
  });
}
