import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, isFile, matching, naturalKey, prepared, sorted, summary } from "../../main/webapp/entries.js";

const entry = (name, more) => prepared({ name, kind: "file", size: 1, permissions: "rw-r--r--", owner: "0", group: "0", modified: 0, ...more });
const names = (entries) => entries.map((one) => one.text);

test("names are sorted as people count, in capitals or not, with accents or not", () => {
  const entries = ["file10", "File2", "file1b", "file1", "file002", "g", "%C3%A4", "b"].map((name) => entry(name));
  assert.deepEqual(names(sorted(entries, "name")), ["\u00e4", "b", "file1", "file1b", "File2", "file002", "file10", "g"]);
  assert.deepEqual(names(sorted(entries, "name", true)).slice(0, 2), ["g", "file10"]);
  assert.ok(naturalKey("a" + "9".repeat(40)) < naturalKey("a1" + "0".repeat(40)), "numbers of any length");
});

test("folders come first, and equal ones in the order of their names", () => {
  const entries = [entry("b", { size: 5 }), entry("a", { size: 5 }), entry("z", { kind: "folder", size: 4096 }), entry("c", { size: 7 })];
  assert.deepEqual(names(sorted(entries, "size")), ["z", "a", "b", "c"]);
  assert.deepEqual(names(sorted(entries, "size", true)), ["z", "c", "a", "b"]);
});

test("each column sorts", () => {
  const entries = [entry("a", { modified: 9, permissions: "rwx------", owner: "10", group: "5" }), entry("b", { modified: 8, permissions: "r--------", owner: "9", group: "5" })];
  for (const column of ["modified", "permissions", "owner"]) {
    assert.deepEqual(names(sorted(entries, column)), ["b", "a"], column);
  }
});

test("100,000 entries are sorted in a moment", () => {
  const entries = Array.from({ length: 100000 }, (none, i) => entry("file" + (i * 7919) % 100000));
  const first = sorted(entries, "name");
  assert.deepEqual([first[0].text, first[2].text, first[10].text, first[99999].text], ["file0", "file2", "file10", "file99999"]);
});

test("a filter finds each of its words", () => {
  const entries = ["Readme.txt", "read.log", "log"].map((name) => entry(name));
  assert.deepEqual(names(matching(entries, "")), ["Readme.txt", "read.log", "log"]);
  assert.deepEqual(names(matching(entries, " READ log ")), ["read.log"]);
});

test("a selection is counted without the sizes of folders", () => {
  assert.deepEqual(summary([entry("a", { size: 5 }), entry("b", { kind: "folder", size: 4096 })]), { count: 2, folders: 1, bytes: 5 });
  assert.equal(counted(1, "entry", "entries"), "1 entry");
  assert.equal(counted(1234, "file"), "1,234 files");
});

test("a link to a file is used like a file", () => {
  assert.equal(isFile({ kind: "link", leadsTo: "file" }), true);
  assert.equal(isFile({ kind: "link", leadsTo: "nothing" }), false);
});
