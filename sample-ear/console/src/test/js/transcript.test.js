import assert from "node:assert/strict";
import { test } from "node:test";
import { activity, decision, inOrder, mayLetGoOn, merged, nameOf, outcome } from "../../main/webapp/transcript.js";

test("an agent is called by its name, and by its user for others", () => {
  assert.equal(nameOf({ agent: "claude", user: "alice" }, "alice"), "claude");
  assert.equal(nameOf({ agent: "claude", user: "alice" }, "carol"), "claude, for alice");
  assert.equal(nameOf({ agent: "", user: "alice" }, "carol"), "A client with the password of alice");
});

test("a conversation says what needs attention first", () => {
  assert.equal(activity({ running: 2, waiting: 1 }), "waits for an approval");
  assert.equal(activity({ running: 1, waiting: 0 }), "1 command runs");
  assert.equal(activity({ running: 2, waiting: 0 }), "2 commands run");
  assert.equal(activity({ running: 0, waiting: 0 }), "idle");
  assert.equal(activity({ running: 0, waiting: 1, ended: "2026-01-01T00:00:00Z" }), "ended");
});

test("an exit code other than 0 is bad", () => {
  assert.deepEqual(outcome({ state: "exited", exitCode: 0 }), { text: "exit code 0", kind: "good" });
  assert.deepEqual(outcome({ state: "exited", exitCode: 3 }), { text: "exit code 3", kind: "bad" });
  assert.deepEqual(outcome({ state: "waits" }), { text: "waits for an approval", kind: "away" });
  assert.equal(outcome({ state: "waits", approval: "used" }).text, "approved");
  assert.equal(outcome({ state: "waits", approval: "denied" }).text, "denied");
  assert.deepEqual(outcome({ state: "running" }), { text: "is running", kind: "" });
  assert.deepEqual(outcome({ state: "refused" }), { text: "refused", kind: "bad" });
});

test("a call says by which rule or by whom it was decided", () => {
  assert.equal(decision({ state: "exited" }), "");
  assert.equal(decision({ state: "exited", rule: "/etc/policy:4", level: "P1" }), "Allowed by the rule /etc/policy:4, level P1");
  assert.equal(decision({ state: "exited", level: "P1" }), "Allowed, level P1");
  assert.equal(decision({ state: "refused", level: "P0" }), "Refused, level P0");
  assert.equal(decision({ state: "waits", approval: "pending", rule: "/etc/policy:5", level: "P1" }), "Needs an approval by the rule /etc/policy:5, level P1");
  assert.equal(decision({ state: "waits", approval: "approved", decidedBy: "carol" }), "Approved by carol. It has not run yet");
  assert.equal(decision({ state: "exited", approval: "used", decidedBy: "carol", reason: "for the update", level: "P1" }), "Approved by carol: for the update, level P1");
  assert.equal(decision({ state: "failed", approval: "denied", decidedBy: "carol", reason: "not today" }), "Denied by carol: not today");
});

test("a part of a transcript replaces what has changed and drops what is forgotten", () => {
  const before = [{ number: 1, state: "exited" }, { number: 2, state: "running" }];
  assert.deepEqual(merged(before, { calls: [{ number: 3, state: "running" }, { number: 2, state: "exited" }], first: 2 }),
    [{ number: 2, state: "exited" }, { number: 3, state: "running" }]);
  assert.deepEqual(merged([], { calls: [], first: 1 }), []);
});

test("what an administrator has stopped only an administrator lets go on", () => {
  assert.equal(mayLetGoOn({ byAdministrator: true }, false), false);
  assert.equal(mayLetGoOn({ byAdministrator: true }, true), true);
  assert.equal(mayLetGoOn({ byAdministrator: false }, false), true);
});

test("open conversations come first, and then the latest", () => {
  const rows = [{ id: 1, since: "2026-01-01T08:00:00Z", ended: "2026-01-01T09:00:00Z" }, { id: 2, since: "2026-01-01T07:00:00Z" }, { id: 3, since: "2026-01-01T07:30:00Z" }];
  assert.deepEqual(inOrder(rows).map((row) => row.id), [3, 2, 1]);
});
