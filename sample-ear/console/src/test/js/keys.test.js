import assert from "node:assert/strict";
import { test } from "node:test";
import { ownAction, sequence, withControl } from "../../main/webapp/terminal/keys.js";

test("arrows depend on the mode of the program and on Ctrl", () => {
  assert.equal(sequence("ArrowUp", false, false), "\u001b[A");
  assert.equal(sequence("ArrowUp", false, true), "\u001bOA");
  assert.equal(sequence("ArrowLeft", true, true), "\u001b[1;5D");
  assert.deepEqual([sequence("Escape", false, true), sequence("Tab", false, false)], ["\u001b", "\t"]);
});

test("Ctrl and a letter, in capitals or not, is a control character", () => {
  assert.deepEqual(["c", "C", "[", "_", "@", " "].map(withControl), ["\u0003", "\u0003", "\u001b", "\u001f", "\u0000", "\u0000"]);
  assert.deepEqual(["1", "ü", "ab", "\r", "ß"].map(withControl), ["1", "ü", "ab", "\r", "ß"]);
});

test("the terminal's own keys have both Ctrl and Shift, and nothing else", () => {
  const key = (code, more) => ownAction({ code, ctrlKey: true, shiftKey: true, altKey: false, metaKey: false, ...more });
  assert.deepEqual([key("KeyL"), key("KeyC"), key("KeyV"), key("KeyF")], ["leave", "copy", "paste", "find"]);
  assert.deepEqual([key("KeyX"), key("KeyL", { shiftKey: false }), key("KeyL", { altKey: true })], [null, null, null]);
});
