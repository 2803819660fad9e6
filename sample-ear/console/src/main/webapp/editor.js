// The editor of a text file. The server refuses to save if somebody has changed the file since it was opened: then both texts are shown.
import { get, post } from "./api.js";
import { byId, errorBox } from "./dom.js";
import { kindOf, merged, shown } from "./lineends.js";
import { encodedName, inFolder, lastName, parent, query, shownName } from "./paths.js";
import { size } from "./text.js";

/** The file: profile, path and, as the server has it, text and version. */
let file = null;

const isChanged = () => file !== null && byId("editor-text").value !== shown(file.text);

function drawState(text = "") {
  const changes = isChanged();
  byId("editor-state").textContent = [size(file.size), "UTF-8", "line ends " + kindOf(file.text), changes ? "changed" : "", text].filter((part) => part !== "").join(" \u00b7 ");
  byId("editor-save").disabled = !changes || !byId("editor-conflict").hidden;
}

function showProblem(error) {
  byId("editor-problem").replaceChildren(errorBox(error));
}

/** The file has this text now; what the user has typed stays. */
function settle(now, text) {
  file = { ...file, ...now };
  byId("editor-conflict").hidden = true;
  byId("editor").classList.remove("both");
  byId("editor-problem").replaceChildren();
  drawState(text);
}

function show(now) {
  byId("editor-text").value = shown(now.text);
  settle(now);
}

/** Opens the editor. */
export async function edit(profile, path) {
  byId("files-problem").replaceChildren();
  try {
    const now = await get("files/text?" + query({ profile, path }));
    file = { profile, path };
    byId("editor-name").textContent = shownName(lastName(path));
    show(now);
    byId("editor-discard").hidden = true;
    byId("editor").showModal();
    byId("editor-text").focus();
    byId("editor-text").setSelectionRange(0, 0);
  } catch (error) {
    byId("files-problem").replaceChildren(errorBox(error));
  }
}

function showConflict(error) {
  file.theirs = error.now;
  showProblem(error);
  byId("editor-theirs").value = shown(error.now.text);
  byId("editor-other-name").value = shownName(lastName(file.path)) + ".mine";
  byId("editor-conflict").hidden = false;
  byId("editor").classList.add("both");
  drawState();
}

/** @param of the version that is replaced, undefined for a new file; and the path */
async function save({ version, path }) {
  const text = byId("editor-text").value;
  byId("editor-save").disabled = true;
  byId("editor-problem").replaceChildren();
  try {
    const now = await post("files/text", { profile: file.profile, path, text: merged(file.text, text), version });
    byId("editor-name").textContent = shownName(lastName(path));
    settle({ ...now, path }, "saved");
    document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile: file.profile, folder: parent(path) } }));
  } catch (error) {
    drawState();
    if (error.now) {
      showConflict(error);
    } else {
      showProblem(error);
    }
  }
}

/** Asks before changes are lost. */
function leave(event) {
  event?.preventDefault();
  if (isChanged() && byId("editor-discard").hidden) {
    byId("editor-discard").hidden = false;
    byId("editor-state").textContent = "There are changes that are not saved.";
    byId("editor-discard").focus();
  } else {
    byId("editor").close();
  }
}

byId("editor-save").addEventListener("click", () => save(file));
byId("editor-close").addEventListener("click", () => leave());
byId("editor-discard").addEventListener("click", () => byId("editor").close());
byId("editor").addEventListener("cancel", leave);
byId("editor-text").addEventListener("input", () => {
  byId("editor-discard").hidden = true;
  drawState();
});
byId("editor").addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (isChanged()) {
      save(file);
    }
  }
});
byId("editor-reload").addEventListener("click", () => show(file.theirs));
byId("editor-other").addEventListener("submit", (event) => {
  event.preventDefault();
  save({ version: undefined, path: inFolder(parent(file.path), encodedName(byId("editor-other-name").value)) });
});
window.addEventListener("beforeunload", (event) => {
  if (byId("editor").open && isChanged()) {
    event.preventDefault();
  }
});
