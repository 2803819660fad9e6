import assert from "node:assert/strict";
import { test } from "node:test";
import { pace } from "../../main/webapp/pace.js";

test("the speed is that of the last seconds", () => {
  const one = pace();
  assert.equal(one.speed(), null);
  one.at(0, 0);
  assert.equal(one.left(100), null);
  one.at(100000, 1000);
  assert.equal(one.speed(), 100000);
  for (let second = 2; second <= 20; second++) {
    one.at(100000 + second * 10, second * 1000);
  }
  assert.equal(one.speed(), 10);
  assert.equal(one.left(100000 + 300), 10);
});

test("nothing is said of a time that nobody knows", () => {
  const one = pace();
  one.at(5, 0);
  one.at(5, 1000);
  assert.equal(one.left(10), null, "it stands still");
  one.at(10, 2000);
  assert.equal(one.left(-1), null, "its size is not known");
});

test("a transfer that begins again has no speed at first", () => {
  const one = pace();
  one.at(1000, 0);
  one.at(0, 1000);
  assert.equal(one.speed(), null);
});
