import assert from "node:assert/strict";
import { test } from "node:test";
import { filesBelow } from "../../main/webapp/dropped.js";

const file = (name) => ({ isFile: true, name, file: (resolve) => resolve({ name }) });

/** A folder as the browser gives it: a few entries at a time. */
function folder(name, ...entries) {
  return { isFile: false, isDirectory: true, name, createReader() {
    const left = [...entries];
    return { readEntries: (resolve) => resolve(left.splice(0, 2)) };
  } };
}

test("a folder's files come with their folders, all of them", async () => {
  const found = await filesBelow([folder("site", file("a"), file("b"), file("c"), folder("css", file("d")), folder("empty")), file("e")]);
  assert.deepEqual(found.files.map((one) => one.path.join("/")), ["site/a", "site/b", "site/c", "site/css/d", "e"]);
  assert.deepEqual(found.emptyFolders, [["site", "empty"]]);
});

test("a file that can't be read ends it", async () => {
  await assert.rejects(filesBelow([{ isFile: true, name: "a", file: (resolve, reject) => reject(new Error("gone")) }]));
});
