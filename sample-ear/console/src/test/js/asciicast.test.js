import assert from "node:assert/strict";
import { test } from "node:test";
import { readCast } from "../../main/webapp/terminal/asciicast.js";
import { clockTime } from "../../main/webapp/terminal/times.js";

const V2 = '{"version": 2, "width": 80, "height": 24, "timestamp": 1504467315, "env": {"TERM": "xterm"}}\n';
const V3 = '{"version":3,"term":{"cols":100,"rows":30,"type":"xterm-256color"},"timestamp":1504467315,"title":"Demo"}\n';

test("version 2 counts from the beginning", () => {
  const cast = readCast(V2 + '[0.5, "o", "a\\u001b[1m"]\n[0.25, "o", "b"]\n[2, "r", "90x30"]\n[2.5, "m", ""]\n[3, "o", "c"]\n');
  assert.deepEqual([cast.cols, cast.rows, cast.length, cast.exitCode], [80, 24, 3, null]);
  assert.deepEqual(cast.events, [{ at: 0.5, text: "a\u001b[1m" }, { at: 0.5, text: "b" }, { at: 2, cols: 90, rows: 30 }, { at: 3, text: "c" }]);
});

test("version 3 counts from the event before, and has comments and the exit code", () => {
  const cast = readCast(V3 + '# the event stream\n[0.5, "o", "a"]\n[1, "m", "mark"]\n\n[0.5, "i", "typed"]\n[1, "r", "90x30"]\n[0.25, "y", "of later versions"]\n[0.75, "x", "7"]\n');
  assert.deepEqual([cast.cols, cast.rows, cast.length, cast.exitCode], [100, 30, 4, "7"]);
  assert.deepEqual(cast.events, [{ at: 0.5, text: "a" }, { at: 3, cols: 90, rows: 30 }]);
});

test("a recording that goes on is cut off in its last line", () => {
  for (const rest of ['[0.75, "o", "hal', "[0.75", "", '[0.75, "o"]']) {
    assert.deepEqual(readCast(V2 + '[0.5, "o", "a"]\n' + rest).events, [{ at: 0.5, text: "a" }]);
  }
  assert.deepEqual(readCast(V3).events, []);
});

test("sizes that no terminal has are left out", () => {
  assert.deepEqual(readCast(V2 + '[1, "r", "0x0"]\n[1, "r", "99999x3"]\n[1, "r", "-1x-1"]\n[1, "r", "wide"]\n').events, []);
  assert.throws(() => readCast('{"version": 2, "width": 0, "height": 24}\n'), /size/);
  assert.throws(() => readCast('{"version": 3}\n'), /size/);
});

test("other files are refused", () => {
  assert.throws(() => readCast(""), /written yet/);
  assert.throws(() => readCast('{"version": 1, "stdout": []}'), /Recordings of version 1/);
  for (const text of ["\n", "<html>", "null", "[]"]) {
    assert.throws(() => readCast(text), /not a recording/);
  }
});

test("a position is shown as players show it", () => {
  assert.deepEqual([0, 9.9, 65, 3600, 3671.5].map(clockTime), ["0:00", "0:09", "1:05", "1:00:00", "1:01:11"]);
});
