import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, merged, shown } from "../../main/webapp/lineends.js";

test("what is not changed is saved as it was read", () => {
  for (const text of ["", "a", "a\n", "a\r\nb\r\n", "a\rb", "\ufeffa\r\nb\nc\r", "\n\n\r\n"]) {
    assert.equal(merged(text, shown(text)), text, JSON.stringify(text));
  }
});

test("new lines get the line end of the others, which keep theirs", () => {
  assert.equal(merged("a\r\nb\r\n", "a\nnew\nb\n"), "a\r\nnew\r\nb\r\n");
  assert.equal(merged("a\nb\r\nc\r\n", "a\nb\nx\ny\nc\n"), "a\nb\r\nx\r\ny\r\nc\r\n");
  assert.equal(merged("a\r\nb", "a\nb\n"), "a\r\nb\r\n");
  assert.equal(merged("a\r\n", ""), "");
  assert.equal(merged("", "a\nb\n"), "a\nb\n");
});

test("a byte order mark stays, and is not shown", () => {
  assert.equal(shown("\ufeffa"), "a");
  assert.equal(merged("\ufeffa\n", "b\n"), "\ufeffb\n");
});

test("the kind of line ends has a name", () => {
  assert.deepEqual(["a\n", "a\r\n", "a\r", "a\nb\r\n", "a"].map(kindOf), ["LF", "CRLF", "CR", "mixed", "LF"]);
});
