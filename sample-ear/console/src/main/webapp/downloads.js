// What the server transfers: downloads and archives, which the browser itself writes to its disk, and copies from one machine to another.
import { call, get, keepSession, post } from "./api.js";
import { drawRow, newRow, removeRow } from "./dock.js";
import { byId, errorBox, make } from "./dom.js";
import { parent, shownName } from "./paths.js";

/** A transfer whose server is gone. */
const GONE = { what: "The server of this transfer is gone", advice: "Begin again", code: "" };

const TITLES = { download: "Download", archive: "Archive", copy: "Copy" };

/** Rows by the ids of their transfers. */
const rows = new Map();

function about({ kind, profile, path, toProfile, toPath }) {
  return kind === "copy" ? "from " + profile + " to " + toProfile + ":" + shownName(toPath) : "from " + profile + ":" + shownName(kind === "archive" ? path : parent(path));
}

function forget(id) {
  rows.delete(id);
  // The list of the server, too, so that it does not come back with the next page.
  call("DELETE", "transfers/" + id).catch(() => {});
}

/** An answer of the server may come later than an event that knows more. */
function draw(view) {
  const { subject } = view;
  if (rows.get(view.id)?.transfer.revision > view.revision) {
    return;
  }
  if (!rows.has(view.id)) {
    rows.set(view.id, newRow(TITLES[subject.kind], shownName(subject.name), about(subject), () => forget(view.id)));
  }
  const row = rows.get(view.id);
  const before = row.transfer;
  row.transfer = view;
  const stop = ["Cancel", () => call("DELETE", "transfers/" + view.id)];
  const remove = ["Remove from this list", () => removeRow(row)];
  const again = subject.kind === "download" ? [["Begin again", () => { removeRow(row); download(subject.profile, subject.path); }]] : [];
  drawRow(row, view, { waiting: [stop], running: [stop], done: [remove], cancelled: [...again, remove], interrupted: [stop, ...again], failed: [...again, remove] }[view.state]);
  if (subject.kind === "copy" && view.state === "done" && before?.state !== "done") {
    document.dispatchEvent(new CustomEvent("files-changed", { detail: { profile: subject.toProfile, folder: subject.toPath } }));
  }
}

/** Starts a transfer; shows why if that fails. */
async function begin(path, body) {
  byId("files-problem").replaceChildren();
  try {
    const view = await post(path, body);
    draw(view);
    return view;
  } catch (error) {
    byId("files-problem").replaceChildren(errorBox(error));
    return null;
  }
}

async function browserDownload(body) {
  const view = await begin("downloads", body);
  if (view !== null) {
    make("a", { href: "api/downloads/" + view.id, download: "" }).click();
  }
}

/** The browser downloads the file to its usual folder, and resumes after an interruption. */
export const download = (profile, path) => browserDownload({ profile, path });

/** The browser downloads these entries of a folder as one archive. */
export const archive = (profile, folder, names) => browserDownload({ profile, path: folder, names });

/** Copies entries of a folder to a folder of another machine. Existing files are replaced. */
export const copy = (from, names, to) => begin("transfers", { profile: from.profile, folder: from.path, names, toProfile: to.profile, toFolder: to.path });

/** Shows the progress of a transfer, also of one that another page of this session has started. */
export function update(view) {
  draw(view);
  keepSession();
}

/** Reloads the list: at the start, and after the stream of events was interrupted. */
export async function load() {
  const views = await get("transfers");
  views.forEach(draw);
  for (const [id, row] of rows) {
    const { transfer } = row;
    if (["waiting", "running", "interrupted"].includes(transfer.state) && !views.some((one) => one.id === id)) {
      draw({ ...transfer, state: "failed", error: GONE });
    }
  }
}
