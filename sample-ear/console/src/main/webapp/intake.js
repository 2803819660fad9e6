// Files and folders of the user's own computer: dropped into the page, or chosen in a dialog of the browser.
import { byId, errorBox } from "./dom.js";
import { filesBelow } from "./dropped.js";
import { upload } from "./uploads.js";

/** Where they go; see {@link start}. */
let folder = null;
let reload = null;

/**
 * @param {Chosen[]} files
 * @param {string[][]} [emptyFolders] see {@link upload}
 */
async function send(files, emptyFolders) {
  const { profile, path } = folder();
  if (path === null) {
    return;
  }
  try {
    await upload(profile, path, files, emptyFolders);
    if (emptyFolders?.length > 0) {
      reload(profile, path);
    }
  } catch (error) {
    byId("files-problem").replaceChildren(errorBox(error));
  }
}

/** The files that a dialog of the browser has given; those of a folder have a path. */
function sendChosen(event) {
  send([...event.target.files].map((file) => ({ file, path: file.webkitRelativePath ? file.webkitRelativePath.split("/") : [file.name] })));
  event.target.value = "";
}

/** Whether files are being dragged over this page. */
function dragged(event) {
  return !byId("files").hidden && event.dataTransfer.types.includes("Files");
}

async function drop(event) {
  if (!dragged(event)) {
    return;
  }
  event.preventDefault();
  byId("files").classList.remove("over");
  // Both are gone after the event.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const folders = items.filter(({ entry }) => entry?.isDirectory);
  try {
    const below = await filesBelow(folders.map(({ entry }) => entry));
    const files = items.filter(({ entry }) => !entry?.isDirectory).map(({ file }) => ({ file, path: [file.name] }));
    send([...files, ...below.files], below.emptyFolders);
  } catch (e) {
    byId("files-problem").replaceChildren(errorBox({ what: "The folder can't be read", advice: "Check its files, and drop it again" }));
  }
}

/**
 * @param shown    gives the shown folder
 * @param reloaded reloads a folder
 */
export function start(shown, reloaded) {
  folder = shown;
  reload = reloaded;
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
  byId("choose-folder").addEventListener("click", () => byId("upload-folder").click());
  byId("upload-files").addEventListener("change", sendChosen);
  byId("upload-folder").addEventListener("change", sendChosen);
}
