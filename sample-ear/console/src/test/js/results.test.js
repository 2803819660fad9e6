import assert from "node:assert/strict";
import { test } from "node:test";
import { comparable, compare, difference, fileName, outcome, summary } from "../../main/webapp/results.js";

const exited = (profile, output, exitCode = 0) => ({ view: { profile, state: "exited", exitCode, millis: 20 }, output });

test("each way to end has its own words", () => {
  const views = [{ state: "running" }, { state: "exited", exitCode: 0, millis: 1234 }, { state: "exited", exitCode: 3, millis: 5 },
    { state: "signalled", exitSignal: "KILL", millis: 5 }, { state: "timed out", millis: 60001, limitSeconds: 60 }, { state: "cancelled", millis: 5 },
    { state: "connection lost", millis: 5 }, { state: "failed", millis: 5 }, { state: "lost" }];
  assert.deepEqual(views.map(summary), ["running", "done, exit code 0, 1.2 s", "exit code 3, 5 ms", "ended by signal KILL, 5 ms",
    "timed out: stopped at the limit of 60 s", "cancelled after 5 ms", "connection lost after 5 ms", "failed, 5 ms", "lost"]);
  assert.deepEqual(views.map(outcome), ["connected", "good", "bad", "bad", "stopped", "stopped", "bad", "bad", "bad"]);
});

test("a difference has only the lines that differ", () => {
  assert.deepEqual(difference(["a", "b", "c"], ["a", "x", "c", "d"]), [["-", "b"], ["+", "x"], ["+", "d"]]);
  assert.deepEqual(difference([], ["a"]), [["+", "a"]]);
  assert.deepEqual(difference(["a", "a", "b"], ["a", "b"]), [["-", "a"]]);
  assert.deepEqual(difference(["a"], ["a"]), []);
  assert.equal(difference(new Array(401).fill("a"), []), null);
});

test("machines are compared with the most frequent result", () => {
  const rows = compare([exited("a", "v1\nx\n"), exited("b", "v2\nx\n"), exited("c", "v2\nx\n"), exited("d", "v2\nx\n", 1)]);
  assert.deepEqual(rows.map((row) => [row.profile, row.first, row.note]), [["a", "v1", "differs from b"], ["b", "v2", "same on 2 of 4"],
    ["c", "v2", "same on 2 of 4"], ["d", "v2", "same output as b, another end"]]);
  assert.deepEqual(rows[0].lines, [["-", "v2"], ["+", "v1"]]);
});

test("the order of the two streams makes no difference", () => {
  const [out, error] = [{ text: "ok", error: false }, { text: "careful\n", error: true }];
  assert.equal(comparable([out, error]), "ok\ncareful\n");
  assert.equal(comparable([error, out]), "ok\ncareful\n");
  assert.equal(comparable([out]), "ok");
  assert.equal(comparable([{ text: "a\n", error: false }, error, { text: "b\n", error: false }]), "a\nb\ncareful\n");
});

test("equal results are said to be equal", () => {
  assert.deepEqual(compare([exited("a", "x\n"), exited("b", "x\n")]).map((row) => row.note), ["same on all", "same on all"]);
});

test("a machine that has not ended yet, or alone, is not compared", () => {
  const running = { view: { profile: "r", state: "running" }, output: "" };
  assert.deepEqual(compare([running, exited("a", "x\n")]).map((row) => row.note), ["", ""]);
  assert.deepEqual(compare([running, exited("a", "x"), exited("b", "y")]).map((row) => row.note), ["", "compared with the others", "differs from a"]);
});

test("a machine without output shows its error instead", () => {
  const failed = { view: { profile: "f", state: "failed", millis: 5, error: { what: "The host does not answer" } }, output: "" };
  const [row] = compare([failed, exited("a", "")]);
  assert.equal(row.first, "The host does not answer");
});

test("of many lines that differ, the first are shown", () => {
  const [, row] = compare([exited("a", ""), exited("b", "x\n".repeat(30))]);
  assert.equal(row.lines.length, 13);
  assert.deepEqual(row.lines.at(-1), ["…", "18 more"]);
});

test("the name of a saved file has no odd characters", () => {
  assert.equal(fileName({ profile: "a/b \u00fc", startedAt: "2026-11-30T18:20:05.123Z" }), "a-b--2026-11-30T18-20-05.txt");
});
