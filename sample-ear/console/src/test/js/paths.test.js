import assert from "node:assert/strict";
import { test } from "node:test";
import { address, editableName, encodedName, inFolder, lastName, parent, place, query, shownName } from "../../main/webapp/paths.js";

test("a name of any bytes is shown in one line", () => {
  assert.equal(shownName("a%20b%0Ac%0D%09"), "a b\u240ac\u240d\u2409");
  assert.equal(shownName("%C3%BC"), "\u00fc");
  assert.equal(shownName("%FF"), "\ufffd");
  assert.equal(shownName("%E2%80%AEtxt.exe"), "\\u202etxt.exe");
  assert.equal(shownName("%EF%BB%BFa"), "\ufeffa", "a byte order mark is part of the name");
});

test("only a name that a field keeps can be edited", () => {
  assert.equal(editableName("a%20%C3%BC"), "a \u00fc");
  for (const name of ["%FF", "a%0Ab", "a%09b", "%1B", "%E2%80%AE"]) {
    assert.equal(editableName(name), null, name);
  }
});

test("an edited name goes back to the server as it came", () => {
  for (const name of ["a%20b", "%C3%BC%25%2B%3F%23", "%F0%9F%98%80"]) {
    assert.equal(encodedName(editableName(name)), name);
  }
});

test("folders, names and paths fit together, also in the root folder", () => {
  for (const [folder, name] of [["/", "etc"], ["/etc", "ssh"], ["/a/b", "c"]]) {
    const path = inFolder(folder, name);
    assert.equal(parent(path), folder);
    assert.equal(lastName(path), name);
  }
  assert.equal(parent("/"), "/");
});

test("an address leads back to its profile and path", () => {
  for (const [profile, path] of [["web-1", "/"], ["web-1", "/etc/a%2Fb"], ["a/b #?%", "/x"], ["web-1", null]]) {
    assert.deepEqual(place(address(profile, path)), { profile, path });
  }
  assert.deepEqual(place("#files"), { profile: null, path: null });
});

test("a query keeps percent signs of paths", () => {
  assert.equal(new URLSearchParams(query({ profile: "a&b", path: "/%FF" })).get("path"), "/%FF");
});
