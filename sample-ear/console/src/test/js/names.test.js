import assert from "node:assert/strict";
import { test } from "node:test";
import { freeNumber, shownTitle, tabName } from "../../main/webapp/terminal/names.js";

test("a title is one line without characters that control or hide something", () => {
  assert.equal(shownTitle(" vim:\n\t notes "), "vim: notes");
  assert.equal(shownTitle("a\u0007\u001b[31m\u202eb\u200bc\u2028d\u0000"), "a[31mbc d");
  assert.equal(shownTitle("\u202e\u200f"), "");
});

test("a long title is cut between characters", () => {
  assert.equal(shownTitle("x".repeat(40)), "x".repeat(40));
  assert.equal(shownTitle("\u{1f600}".repeat(41)), "\u{1f600}".repeat(39) + "…");
});

test("a tab has the lowest number that is free", () => {
  assert.deepEqual([freeNumber([]), freeNumber([1, 2]), freeNumber([3, 1])], [1, 3, 2]);
});

test("a machine can't take the name of another one", () => {
  assert.equal(tabName(2, "web-1", ""), "2 web-1");
  assert.equal(tabName(2, "web-1", "3 web-2"), "2 web-1: 3 web-2");
});
