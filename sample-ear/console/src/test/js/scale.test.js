import assert from "node:assert/strict";
import { test } from "node:test";
import { ceiling, lineThrough, number } from "../../main/webapp/scale.js";

test("a scale ends at a round number", () => {
  assert.deepEqual([1, 1.1, 2, 3, 5, 5.1, 10, 11, 99, 100, 101, 5001].map(ceiling), [1, 2, 2, 5, 5, 10, 10, 20, 100, 100, 200, 10000]);
});

test("small figures have a decimal, large ones have none", () => {
  assert.deepEqual([0, 0.25, 9.94, 12.6, 12345].map(number), ["0", "0.3", "9.9", "13", "12,345"]);
});

test("a line has gaps where there is no value, and shows a value between two gaps as a dot", () => {
  const points = [1, undefined, 2, 3, undefined, 0].map((y, x) => ({ x, y }));
  const { path, alone } = lineThrough(points);
  assert.equal(path, "M0.0 1.0M2.0 2.0L3.0 3.0M5.0 0.0");
  assert.deepEqual(alone, [points[0], points[5]]);
  assert.deepEqual(lineThrough([]), { path: "", alone: [] });
});
