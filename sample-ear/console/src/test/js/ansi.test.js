import assert from "node:assert/strict";
import { test } from "node:test";
import { ansiReader } from "../../main/webapp/ansi.js";

const ESC = "\u001b";

/** [text, style] of the whole text, read in pieces of this size. Neighbours of one style are one. */
function read(text, size = text.length) {
  const reader = ansiReader();
  const parts = [];
  for (let from = 0; from < text.length; from += size) {
    parts.push(...reader.read(text.slice(from, from + size)));
  }
  parts.push(...reader.end());
  return parts.reduce((all, part) => {
    if (all.at(-1)?.[1] === part.style) {
      all.at(-1)[0] += part.text;
    } else {
      all.push([part.text, part.style]);
    }
    return all;
  }, []);
}

test("colours and styles apply until they change", () => {
  assert.deepEqual(read(`a${ESC}[1;31mb${ESC}[39mc${ESC}[0md${ESC}[mf`), [["a", ""], ["b", "bold ink-1"], ["c", "bold"], ["df", ""]]);
  assert.deepEqual(read(`${ESC}[2;3;4;7;9ma${ESC}[22;23;24;27;29mb`), [["a", "faint italic underlined inverse struck"], ["b", ""]]);
  assert.deepEqual(read(`${ESC}[92;104ma${ESC}[49mb`), [["a", "ink-2 on-4"], ["b", "ink-2"]]);
});

test("other palettes become the nearest of the eight colours", () => {
  assert.deepEqual(read(`${ESC}[38;5;9ma${ESC}[38;5;46mb${ESC}[38;5;21mc${ESC}[38;5;232md${ESC}[38;5;255me`),
    [["a", "ink-1"], ["b", "ink-2"], ["c", "ink-4"], ["d", "ink-0"], ["e", "ink-7"]]);
  assert.deepEqual(read(`${ESC}[38;2;250;200;10ma${ESC}[48:2:10:200:210mb`), [["a", "ink-3"], ["b", "ink-3 on-6"]]);
});

test("a parameter that makes no sense changes nothing", () => {
  for (const parameters of ["38", "38;5", "38;5;256", "38;2;1;2", "38;9;1", "99", "8", "1000000000000"]) {
    assert.deepEqual(read(`${ESC}[${parameters}ma`), [["a", ""]], parameters);
  }
});

test("text and colours are the same wherever the stream is cut", () => {
  const text = `x\r\ny${ESC}[1;38;5;196mred${ESC}[Kmore${ESC}[0m\r${ESC}[2Jz${ESC}${ESC}[32mgreen${ESC}`;
  const whole = read(text);
  assert.deepEqual(whole, [["x\ny", ""], ["redmore", "bold ink-1"], ["\u240d\u241b[2Jz\u241b", ""], ["green\u241b", "ink-2"]]);
  for (let size = 1; size < text.length; size++) {
    assert.deepEqual(read(text, size), whole, "pieces of " + size);
  }
});

test("what is not a colour is shown, and nothing waits for long", () => {
  assert.deepEqual(read(`${ESC}]0;title\u0007${ESC}[5n`), [["\u241b]0;title\u2407\u241b[5n", ""]]);
  const reader = ansiReader();
  assert.equal(reader.read(ESC + "[" + "1;".repeat(40)).map((part) => part.text).join(""), "\u241b[" + "1;".repeat(40));
  assert.deepEqual(reader.end(), []);
});
