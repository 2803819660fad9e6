// The list of the session's recordings.
import { get } from "../api.js";
import { button, byId, errorBox, make } from "../dom.js";
import { replay } from "./replay.js";
import { clockTime } from "./times.js";

const MILLIS = 1000;

/** @param {RecordingRow} row */
async function play(row) {
  byId("recordings-problem").replaceChildren();
  try {
    await replay(row.name);
  } catch (error) {
    byId("recordings-problem").replaceChildren(errorBox(error.what ? error : { what: error.message, advice: "Download it", code: "" }));
  }
}

function download(row, version, text) {
  return make("a", { href: "api/recordings/" + encodeURIComponent(row.name) + "?version=" + version, download: row.profile + "-" + row.name + ".cast",
    "aria-label": text + " recording " + row.name + " for asciinema " + version, title: "asciicast v" + version + ", for asciinema " + version }, text);
}

/** @param {RecordingRow} row */
function drawn(row) {
  return make("li", { class: "row" },
    make("span", { class: "about" }, row.name + ": ", make("strong", {}, row.profile), ", " + row.who + ", ",
      make("time", { datetime: row.began }, new Date(row.began).toLocaleString()), ", "
      + (row.millis === undefined || row.millis === null ? "still recording" : clockTime(Math.ceil(row.millis / MILLIS)) + " long")),
    button("Play", () => play(row), { class: "quiet", "aria-label": "Play recording " + row.name }),
    download(row, 3, "Download"), download(row, 2, "Download for asciinema 2"));
}

/** Also called when a terminal ends. If it ended with the session, there is no answer. */
export async function listRecordings() {
  let rows;
  try {
    rows = await get("recordings");
  } catch (error) {
    byId("recordings-problem").replaceChildren(errorBox(error));
    return;
  }
  byId("recordings").hidden = rows.length === 0;
  byId("recordings-count").textContent = rows.length;
  byId("recordings-problem").replaceChildren();
  byId("recording-list").replaceChildren(...rows.map(drawn));
}
