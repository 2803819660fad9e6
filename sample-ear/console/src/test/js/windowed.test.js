import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsInView, scrolledTo } from "../../main/webapp/windowed.js";

test("only rows in view and some beside them exist", () => {
  assert.deepEqual(rowsInView(0, 560, 28, 5), { first: 0, end: 5 });
  const { first, end } = rowsInView(1400000, 560, 28, 100000);
  assert.ok(first <= 50000 - 20 && end >= 50020 + 20 && end - first < 100, first + " to " + end);
  assert.deepEqual(rowsInView(0, 560, 28, 0), { first: 0, end: 0 });
});

test("the rows in view are there wherever the list is scrolled to", () => {
  for (let scrolled = 0; scrolled < 2800; scrolled += 13) {
    const { first, end } = rowsInView(scrolled, 300, 28, 100);
    assert.ok(first * 28 <= scrolled && end * 28 >= Math.min(2800, scrolled + 300), "at " + scrolled);
  }
});

test("a list that has become short shows its end", () => {
  assert.deepEqual(rowsInView(99999, 300, 28, 3), { first: 2, end: 3 });
});

test("a row comes into view with the least scrolling", () => {
  assert.equal(scrolledTo(0, 500, 280, 28), 0);
  assert.equal(scrolledTo(20, 500, 280, 28), 500, "it is in view");
  assert.equal(scrolledTo(100, 0, 280, 28), 101 * 28 - 280);
});
