import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const WEBAPP = new URL("../../main/webapp/", import.meta.url);
const read = (name) => readFileSync(new URL(name, WEBAPP), "utf8");

/** The module and all that it imports. */
function withImports(name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const [, imported] of read(name).matchAll(/^import .*"\.\/([^"]+)";$/gm)) {
      withImports(imported, found);
    }
  }
  return found;
}

test("who is not logged in may read every module of the log-in form", () => {
  const open = [...read("WEB-INF/web.xml").matchAll(/<url-pattern>\/(\w+\.js)<\/url-pattern>/g)].map(([, name]) => name);
  assert.deepEqual([...withImports("login.js")].sort(), open.sort());
});
