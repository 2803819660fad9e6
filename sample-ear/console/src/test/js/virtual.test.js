import assert from "node:assert/strict";
import { test } from "node:test";
import { afterKey, columnsOf, inSight, linesOf, topsOf } from "../../main/webapp/virtual.js";

const cards = (...names) => names.map((profile) => ({ profile }));
const LINES = linesOf([{ title: "web", cards: cards("w1", "w2", "w3", "w4", "w5") }, { title: "db", cards: cards("d1", "d2") }], 3);

test("a title and its cards are lines", () => {
  assert.deepEqual(LINES.map((line) => line.title ?? line.cards.map((card) => card.profile).join()), ["web", "w1,w2,w3", "w4,w5", "db", "d1,d2"]);
  assert.equal(new Set(LINES.map((line) => line.key)).size, LINES.length);
  assert.equal(LINES[0].count, 5);
});

test("two sections of one title are two lines", () => {
  const lines = linesOf([{ title: "Favourites", cards: cards("a") }, { title: "Favourites", cards: cards("b") }], 1);
  assert.equal(new Set(lines.map((line) => line.key)).size, 4);
});

test("lines follow each other", () => {
  assert.deepEqual(topsOf(LINES, (line) => (line.title ? 10 : 100)), [0, 10, 110, 210, 220, 320]);
  assert.deepEqual(topsOf([], () => 1), [0]);
});

test("what is in sight is between two places", () => {
  const tops = [0, 10, 110, 210, 220, 320];
  assert.deepEqual(inSight(tops, 0, 9), [0, 1]);
  assert.deepEqual(inSight(tops, 50, 110), [1, 3]);
  assert.deepEqual(inSight(tops, -500, -100), [0, 1], "above everything");
  assert.deepEqual(inSight(tops, 900, 1000), [4, 5], "below everything");
  assert.deepEqual(inSight(tops, -1000, 1000), [0, 5]);
  assert.deepEqual(inSight([0], 0, 100), [0, 0], "an empty list");
});

test("of a thousand machines a few lines are in sight, wherever the page is", () => {
  const all = Array.from({ length: 1000 }, (none, i) => ({ profile: "web-" + i }));
  const tops = topsOf(linesOf([{ title: "web", cards: all }], 4), () => 200);
  for (let top = 0; top < tops.at(-1); top += 777) {
    const [first, after] = inSight(tops, top - 600, top + 1500);
    assert.ok(after - first <= 12 && tops[first] <= Math.max(0, top) && (after === tops.length - 1 || tops[after] >= top + 900));
  }
});

test("as many cards are beside each other as have room", () => {
  assert.deepEqual([300, 352, 719, 720, 1632].map((width) => columnsOf(width, 352, 16)), [1, 1, 1, 2, 4]);
});

test("arrows lead from card to card, across titles", () => {
  const to = (key, from) => afterKey(LINES, key, from);
  assert.equal(to("ArrowRight", "w3"), "w4");
  assert.equal(to("ArrowLeft", "d1"), "w5");
  assert.equal(to("ArrowDown", "w3"), "w5", "the last one of a shorter line");
  assert.equal(to("ArrowDown", "w5"), "d2");
  assert.equal(to("ArrowUp", "d2"), "w5");
  assert.equal(to("Home", "d2"), "w1");
  assert.equal(to("End", "w2"), "d2");
  assert.deepEqual(["ArrowUp", "ArrowLeft", "a"].map((key) => to(key, "w1")), [null, null, null]);
  assert.deepEqual(["ArrowDown", "ArrowRight"].map((key) => to(key, "d2")), [null, null]);
});
