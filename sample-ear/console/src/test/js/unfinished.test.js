import assert from "node:assert/strict";
import { test } from "node:test";
import { isThatFile, unfinished } from "../../main/webapp/unfinished.js";

function storage() {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value), removeItem: (key) => items.delete(key) };
}

const target = (path, size = 1) => ({ profile: "web-1", path, size, modified: 5 });

test("what is not finished is there after a reload, once", () => {
  const of = storage();
  const left = unfinished(of);
  left.add(target("/a"));
  left.add(target("/b"));
  left.add(target("/a"));
  left.remove(target("/b"));
  assert.deepEqual(unfinished(of).all(), [target("/a")]);
  left.forget();
  assert.deepEqual(unfinished(of).all(), []);
});

test("only the same file goes on", () => {
  const was = target("/in/a%20b", 7);
  assert.equal(isThatFile(was, { size: 7, lastModified: 5 }, "a%20b"), true);
  assert.equal(isThatFile(was, { size: 7, lastModified: 5 }, "b"), false);
  assert.equal(isThatFile(was, { size: 8, lastModified: 5 }, "a%20b"), false);
  assert.equal(isThatFile(was, { size: 7, lastModified: 6 }, "a%20b"), false);
});
