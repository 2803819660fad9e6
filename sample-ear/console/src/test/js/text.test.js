import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, duration, size, span, visible } from "../../main/webapp/text.js";

test("control characters become pictures, and line ends stay", () => {
  assert.equal(visible("a\tb\r\nc\nd"), "a\tb\nc\nd");
  assert.equal(visible("\u0000\u0007\u001b[31m\r"), "\u2400\u2407\u241b[31m\u240d");
});

test("characters that change the direction of text become escapes", () => {
  for (const character of ["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u007f", "\u009f"]) {
    assert.equal(visible("a" + character + "b"), "a\\u" + character.charCodeAt(0).toString(16).padStart(4, "0") + "b");
  }
});

test("other characters stay as they are", () => {
  const text = "<b>&amp;</b> \u00fc \u05d0 \u{1f600}";
  assert.equal(visible(text), text);
});

test("a duration has the unit that fits", () => {
  assert.deepEqual([0, 999, 1000, 5249].map(duration), ["0 ms", "999 ms", "1.0 s", "5.2 s"]);
});

test("a size never has four digits before the point, except of bytes", () => {
  assert.deepEqual([0, 999, 1000, 999949, 999950, 12345678, 2e15].map(size), ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "12.3 MB", "2000.0 TB"]);
});

test("bytes are counted in units of 1024", () => {
  assert.deepEqual([0, 1023, 1024, 3000, 1024 ** 2 - 1, 1024 ** 2, 1024 ** 6].map(bytes),
    ["0 B", "1023 B", "1.0 KiB", "2.9 KiB", "1.0 MiB", "1.0 MiB", "1048576.0 TiB"]);
});

test("a span shows its two largest units", () => {
  assert.deepEqual([0, 59, 60, 3599, 3600, 90061].map(span), ["0 s", "59 s", "1 min 0 s", "59 min 59 s", "1 h 0 min", "25 h 1 min"]);
});
