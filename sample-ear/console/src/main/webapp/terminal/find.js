// The search in the terminal that is shown.
import { byId } from "../dom.js";

const MARKS = { matchBackground: "#5c4a00", matchOverviewRuler: "#e2bf6b", activeMatchBackground: "#b58900", activeMatchColorOverviewRuler: "#ffffff" };

/** @type {any} the screen that is searched; null while the search is closed */
let searched = null;

function drawCount({ resultIndex, resultCount }) {
  byId("find-count").textContent = byId("find-text").value === "" ? ""
    : resultCount === 0 ? "not found" : (resultIndex < 0 ? "more than " : (resultIndex + 1) + " of ") + resultCount;
}

/**
 * @param {boolean} back to older output
 * @param {boolean} incremental whether what is found now may be the beginning of it
 */
function find(back, incremental) {
  const options = { decorations: MARKS, incremental };
  if (back) {
    searched.search.findPrevious(byId("find-text").value, options);
  } else {
    searched.search.findNext(byId("find-text").value, options);
  }
  if (byId("find-text").value === "") {
    byId("find-count").textContent = "";
  }
}

/** Closes the search. A no-op if it is closed. */
export function closeFind() {
  if (searched !== null) {
    searched.counts.dispose();
    searched.search.clearDecorations();
    searched = null;
    byId("find").hidden = true;
  }
}

/** @param {any} screen */
export function openFind(screen) {
  closeFind();
  searched = { ...screen, counts: screen.search.onDidChangeResults(drawCount) };
  byId("find").hidden = false;
  byId("find-text").focus();
  byId("find-text").select();
  if (byId("find-text").value !== "") {
    find(true, true);
  }
}

function leave() {
  const { terminal } = searched;
  closeFind();
  terminal.focus();
}

byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  find(true, false);
});
byId("find-text").addEventListener("input", () => find(true, true));
byId("find-text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    find(false, false);
  }
});
byId("find").addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    leave();
  }
});
byId("find-newer").addEventListener("click", () => find(false, false));
byId("find-close").addEventListener("click", leave);
