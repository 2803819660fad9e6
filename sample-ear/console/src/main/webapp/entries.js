// The entries of a folder: in which order, and which of them. Without a browser.
import { shownName } from "./paths.js";

const plain = (text) => /^[\x20-\x7e]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "");

/** What compares as people count: file2 before file10. A number is its length and its digits; computed once, because a folder may have 100,000 names. */
export function naturalKey(text) {
  return plain(text).toLowerCase().replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, "");
    return "0" + String.fromCharCode(0x30 + number.length) + number;
  });
}

/** The entry with its name for display, and what it is sorted by. */
export function prepared(entry) {
  const text = shownName(entry.name);
  return { ...entry, text, key: naturalKey(text) };
}

export const isFolder = (entry) => entry.kind === "folder";

/** Whether the entry is a file or leads to one. */
export const isFile = (entry) => entry.kind === "file" || entry.leadsTo === "file";

const COLUMNS = {
  name: (entry) => entry.key,
  size: (entry) => (entry.kind === "file" ? entry.size : -1),
  modified: (entry) => entry.modified,
  permissions: (entry) => entry.permissions,
  owner: (entry) => naturalKey(entry.owner + ":" + entry.group)
};

const compared = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/** In the order of a column; folders come first, and equal ones are in the order of their names. */
export function sorted(entries, column, descending = false) {
  const sign = descending ? -1 : 1;
  return entries.map((entry) => ({ entry, value: COLUMNS[column](entry) }))
    .sort((one, other) => Number(isFolder(other.entry)) - Number(isFolder(one.entry)) || sign * compared(one.value, other.value)
      || compared(one.entry.key, other.entry.key) || compared(one.entry.name, other.entry.name))
    .map((one) => one.entry);
}

/** Those that have each word of the text in their name, in capitals or not. */
export function matching(entries, text) {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return words.length === 0 ? entries : entries.filter((entry) => words.every((word) => entry.text.toLowerCase().includes(word)));
}

/** How many there are, and the bytes of the files among them. */
export function summary(entries) {
  return { count: entries.length, folders: entries.filter(isFolder).length,
    bytes: entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0) };
}

/** A number with its noun. */
export const counted = (count, one, several = one + "s") => count.toLocaleString("en") + " " + (count === 1 ? one : several);
