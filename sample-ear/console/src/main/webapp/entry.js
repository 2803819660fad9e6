// The dialog of one file or folder: its preview and actions.
import { get, post } from "./api.js";
import { byId, errorBox, make } from "./dom.js";
import { editableName, encodedName, parent, query, shownName } from "./paths.js";
import { bitsOfOctal, bitsOfText, octal, permissionText } from "./permissions.js";
import { archive, download } from "./downloads.js";
import { edit } from "./editor.js";
import { isFile } from "./entries.js";
import { remove } from "./selection.js";
import { size, visible } from "./text.js";

/** The subject: profile, path, and entry of the listing. */
let current = null;

function facts(entry) {
  const rows = [["Kind", entry.kind], ["Leads to", entry.target ? shownName(entry.target) : null],
    ["Size", entry.kind === "file" ? size(entry.size) + (entry.size < 1000 ? "" : " (" + entry.size + " bytes)") : null],
    ["Changed", new Date(entry.modified * 1000).toLocaleString()],
    ["Permissions", entry.permissions], ["Owner, group", entry.owner + ", " + entry.group]];
  return rows.filter(([, value]) => value !== null).flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)]);
}

async function preview() {
  const asked = current;
  let shown;
  try {
    const beginning = await get("files/preview?" + query({ profile: asked.profile, path: asked.path }));
    if (beginning.text === undefined) {
      shown = [make("p", { class: "small" }, "This file is not text: there is no preview.")];
    } else {
      shown = [make("pre", { class: "output", tabindex: "0", "aria-label": "Preview" }, visible(beginning.text)),
        beginning.more ? make("p", { class: "small" }, "Only the first 64 KiB are shown.") : null];
    }
  } catch (error) {
    shown = [errorBox(error)];
  }
  if (current === asked) {
    byId("entry-preview").replaceChildren(...shown.filter((one) => one !== null));
  }
}

function boxes() {
  return [...byId("permission-boxes").querySelectorAll("input")];
}

function check(bits) {
  boxes().forEach((box, i) => { box.checked = bits[i]; });
}

function drawPermissions(text) {
  check(bitsOfText(text));
  byId("permission-octal").value = octal(chosen());
}

const chosen = () => boxes().map((box) => box.checked);

/** Shows the dialog. */
export function ask(profile, path, entry) {
  current = { profile, path, entry };
  byId("entry").dataset.name = entry.name;
  byId("entry-name").replaceChildren(make("bdi", {}, shownName(entry.name)));
  byId("entry-facts").replaceChildren(...facts(entry));
  byId("entry-problem").replaceChildren();
  byId("entry-preview").replaceChildren();
  byId("entry-download").hidden = !isFile(entry) && entry.kind !== "folder";
  byId("entry-download").textContent = entry.kind === "folder" ? "Download as an archive" : "Download";
  byId("entry-edit").hidden = !isFile(entry);
  byId("entry-preview").hidden = !isFile(entry);
  byId("permissions").hidden = entry.kind === "link";
  for (const id of ["rename", "permissions"]) {
    byId(id).open = false;
    byId(id).querySelector("form").reset();
  }
  byId("new-name").value = editableName(entry.name) ?? "";
  drawPermissions(entry.permissions);
  if (!byId("entry").open) {
    byId("entry").showModal();
  }
  if (isFile(entry)) {
    preview();
  }
}

export function close() {
  byId("entry").close();
}

/** If the action fails, the dialog stays open and shows the error. */
async function change(event, what, more) {
  event.preventDefault();
  const { profile, path } = current;
  byId("entry-problem").replaceChildren();
  try {
    await post("files/" + what, { profile, path, ...more });
    close();
    document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile, folder: parent(path) } }));
  } catch (error) {
    byId("entry-problem").replaceChildren(errorBox(error));
    byId("entry-problem").scrollIntoView({ block: "nearest" });
  }
}

/**
 * Whom permissions are for, and the first of their bits.
 *
 * @type {[string, number][]}
 */
const WHO = [["Owner", 0], ["Group", 3], ["Others", 6]];

function makeBoxes() {
  for (const [who, first] of WHO) {
    byId("permission-boxes").append(make("div", { class: "row" }, make("span", { class: "who" }, who),
      ...["read", "write", "execute"].map((may, i) => make("label", { class: "choice" },
        make("input", { type: "checkbox", "aria-label": who + ": " + may, "data-bit": first + i }), may))));
  }
}

makeBoxes();
byId("permission-boxes").addEventListener("change", () => { byId("permission-octal").value = octal(chosen()); });
byId("permission-octal").addEventListener("input", (event) => {
  const bits = bitsOfOctal(event.target.value);
  if (bits !== null) {
    check(bits);
  }
});
byId("rename-form").addEventListener("submit", (event) => change(event, "rename", { name: encodedName(byId("new-name").value) }));
byId("permissions-form").addEventListener("submit", (event) => change(event, "permissions", { permissions: permissionText(chosen()) }));
byId("entry-delete").addEventListener("click", () => {
  close();
  remove({ profile: current.profile, path: parent(current.path) }, [current.entry]);
});
byId("entry-edit").addEventListener("click", () => {
  close();
  edit(current.profile, current.path);
});
byId("entry-download").addEventListener("click", () => {
  const { profile, path, entry } = current;
  return entry.kind === "folder" ? archive(profile, parent(path), [entry.name]) : download(profile, path);
});
byId("entry-close").addEventListener("click", close);
