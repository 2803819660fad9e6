// The row of one entry in the table of a folder.
import { button, make } from "./dom.js";
import { isFile } from "./entries.js";
import { address, inFolder, shownName } from "./paths.js";
import { size } from "./text.js";

const KINDS = { folder: "Folder", file: "File", link: "Link", other: "Other" };
const dates = new Intl.DateTimeFormat([], { dateStyle: "short", timeStyle: "short" });

function kindOf(entry) {
  if (entry.kind !== "link") {
    return KINDS[entry.kind];
  }
  return entry.leadsTo === "nothing" ? "Broken link" : "Link";
}

/**
 * @param folder   profile and path
 * @param index    of the row, from 0
 * @param selected whether it is
 * @param actions  download(entry) and ask(entry)
 */
export function rowOfEntry(folder, entry, index, selected, actions) {
  const path = inFolder(folder.path, entry.name);
  const opens = entry.kind !== "other" && entry.leadsTo !== "nothing" && entry.leadsTo !== "other";
  const name = make("bdi", {}, entry.text);
  const date = new Date(entry.modified * 1000);
  return make("tr", { "data-name": entry.name, "data-kind": entry.kind, "aria-rowindex": index + 2, "aria-selected": String(selected), draggable: "true" },
    make("td", { class: "select" }, make("input", { type: "checkbox", "aria-label": "Select " + entry.text, checked: selected, tabindex: "-1" })),
    make("td", { class: "name", title: entry.text }, make("span", { class: "kind " + entry.kind, role: "img", "aria-label": kindOf(entry) }),
      opens ? make("a", { href: address(folder.profile, path) }, name) : make("span", { tabindex: "0" }, name),
      entry.target ? make("span", { class: "small" }, " \u2192 ", make("bdi", {}, shownName(entry.target))) : null),
    make("td", { class: "number" }, entry.kind === "file" ? size(entry.size) : ""),
    make("td", { class: "time" }, make("time", { datetime: date.toISOString() }, dates.format(date))),
    make("td", { class: "mono" }, entry.permissions),
    make("td", { class: "owner" }, entry.owner + ":" + entry.group),
    make("td", { class: "actions" },
      isFile(entry) ? button("\u2193", () => actions.download(entry), { class: "quiet", "aria-label": "Download " + entry.text, title: "Download" }) : null,
      button("\u22ef", () => actions.ask(entry), { class: "quiet", "aria-label": "More of " + entry.text, title: "View, edit, rename, permissions, delete" })));
}
