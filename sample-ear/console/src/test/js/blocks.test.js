import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOCK, CHANGE, DRAWN_AT_ONCE, OUTPUT_SHOWN, fill, lastPart, outputBlocks, pieces } from "../../main/webapp/blocks.js";

/** Draws as the page does: a list of blocks {text, error, spans}. */
function page() {
  const output = outputBlocks();
  let blocks = [];
  return {
    output,
    blocks: () => blocks,
    text: () => blocks.map((block) => block.text).join(""),
    /** Returns how many characters were drawn. */
    frame() {
      const { clear, parts, leave } = output.take();
      blocks = clear ? [] : blocks;
      for (const part of parts) {
        if (part.fresh) {
          blocks.push({ text: "", error: part.error, spans: [] });
        }
        assert.equal(blocks.at(-1).error, part.error, "a block has one stream");
        blocks.at(-1).text += part.text;
        blocks.at(-1).spans.push([part.text, part.style]);
      }
      blocks = blocks.slice(leave);
      return parts.reduce((sum, part) => sum + part.text.length, 0);
    },
    drawAll() {
      while (output.waits()) {
        this.frame();
      }
    }
  };
}

test("a million lines take the memory of the last ones, and no frame draws more than its share", () => {
  const drawn = page();
  for (let i = 0; i < 1000; i++) {
    drawn.output.add(Array.from({ length: 1000 }, (none, j) => String(1000000 + i * 1000 + j) + "\n").join(""), false);
    assert.ok(drawn.frame() <= DRAWN_AT_ONCE + 2 * BLOCK);
    assert.ok(drawn.text().length <= OUTPUT_SHOWN + 2 * BLOCK);
  }
  drawn.drawAll();
  assert.ok(drawn.text().endsWith("1999999\n"));
  assert.match(drawn.text(), /^(\d{7}\n)+$/, "lines are whole");
  assert.ok(drawn.text().length > OUTPUT_SHOWN * 0.95);
  assert.ok(drawn.blocks().length < 60);
  assert.equal(drawn.output.left(), true);
});

test("output that changes its colour or stream with each character is bounded, too", () => {
  for (const piece of ["\u001b[31ma\u001b[32mb", null]) {
    const drawn = page();
    for (let i = 0; i < 40000; i++) {
      drawn.output.add(piece ?? "a", piece === null && i % 2 === 0);
      if (i % 10 === 0) {
        assert.ok(drawn.frame() <= DRAWN_AT_ONCE);
      }
    }
    drawn.drawAll();
    const spans = drawn.blocks().reduce((sum, block) => sum + block.spans.length, 0);
    assert.ok(spans <= (OUTPUT_SHOWN + 2 * BLOCK * CHANGE) / CHANGE, spans + " elements");
    assert.ok(drawn.text().endsWith(piece === null ? "aa" : "ab"));
  }
});

test("what fits is shown whole, in order, and in blocks of one stream", () => {
  const drawn = page();
  drawn.output.add("one\nt", false);
  drawn.output.add("oh\r", true);
  drawn.output.add("wo\n", false);
  drawn.output.add("\nno\u001b[31m!", true);
  drawn.drawAll();
  drawn.output.add("\u001b", true);
  drawn.output.end();
  drawn.drawAll();
  assert.deepEqual(drawn.blocks().map((block) => [block.text, block.error]), [["one\nt", false], ["oh", true], ["wo\n", false], ["\nno!\u241b", true]]);
  assert.deepEqual(drawn.blocks().at(-1).spans, [["\nno", ""], ["!", "ink-1"], ["\u241b", "ink-1"]]);
  assert.equal(drawn.output.left(), false);
});

test("a restart shows only what comes afterwards", () => {
  const drawn = page();
  drawn.output.add("old", false);
  drawn.drawAll();
  drawn.output.add("never \u001b[3", false);
  drawn.output.restart();
  drawn.output.add("new", false);
  drawn.drawAll();
  assert.equal(drawn.text(), "new");
  drawn.output.restart();
  drawn.drawAll();
  assert.equal(drawn.text(), "");
});

test("a block ends with a line, or in the middle of a very long one but not of a character", () => {
  assert.deepEqual(fill("abc\n", 0), { count: 4, full: false });
  assert.deepEqual(fill("x".repeat(BLOCK) + "\nyyy", 0), { count: BLOCK + 1, full: true });
  assert.deepEqual(fill("y".repeat(BLOCK) + "\n", BLOCK), { count: BLOCK, full: true });
  assert.deepEqual(fill("x".repeat(2 * BLOCK - 1) + "\u{1f600}", 0), { count: 2 * BLOCK - 1, full: true });
});

test("the last part begins with a line if one is near, and with a whole character", () => {
  assert.equal(lastPart("one\ntwo\nthree\n", 8), "three\n");
  assert.equal(lastPart("one\ntwo\n", 4), "two\n");
  assert.equal(lastPart("short", 100), "short");
  assert.equal(lastPart("a\u{1f600}bc", 3), "bc");
  assert.equal(lastPart("x".repeat(3 * BLOCK), BLOCK).length, BLOCK);
});

test("pieces alternate at the offsets of standard error", () => {
  assert.deepEqual(pieces("", []), []);
  assert.deepEqual(pieces("abc", []), [["abc", false]]);
  assert.deepEqual(pieces("abcdef", [0, 2, 4, 6]), [["ab", true], ["cd", false], ["ef", true]]);
});
