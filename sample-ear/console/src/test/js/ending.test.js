import assert from "node:assert/strict";
import { test } from "node:test";
import { endingText } from "../../main/webapp/terminal/ending.js";

test("only a shell that its user has left says nothing", () => {
  assert.equal(endingText({ connectionLost: false, exitCode: 0 }), "");
  assert.equal(endingText({ connectionLost: false, exitCode: 130 }), "The shell has ended with exit code 130.");
  assert.equal(endingText({ connectionLost: false, exitSignal: "KILL" }), "The shell was ended by the signal KILL.");
  assert.equal(endingText({ connectionLost: true }), "The connection was lost.");
  assert.equal(endingText({ connectionLost: true, exitCode: null, exitSignal: null }), "The connection was lost.");
});
