import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines } from "../../main/webapp/jsonlines.js";

test("lines are complete however the bytes are cut", async () => {
  const bytes = new TextEncoder().encode('{"a":"\u00fc"}\n{"b":1}\n{"c":2}');
  for (let length = 1; length <= bytes.length; length++) {
    let at = 0;
    const lines = [];
    for await (const line of jsonLines(async () => {
      const value = bytes.slice(at, at += length);
      return value.length === 0 ? { done: true } : { done: false, value };
    })) {
      lines.push(line);
    }
    assert.deepEqual(lines, [{ a: "\u00fc" }, { b: 1 }, { c: 2 }], "by " + length);
  }
});
