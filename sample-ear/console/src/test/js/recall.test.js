import assert from "node:assert/strict";
import { test } from "node:test";
import { recall, staysInText } from "../../main/webapp/recall.js";

test("up and down go through earlier commands, and back to what was typed", () => {
  const commands = recall();
  assert.equal(commands.earlier("typed"), null);
  commands.add("one");
  commands.add("two");
  assert.deepEqual([commands.earlier("typed"), commands.earlier("two"), commands.earlier("one")], ["two", "one", null]);
  assert.deepEqual([commands.later(), commands.later(), commands.later()], ["two", "typed", null]);
});

test("a command that runs again is remembered once, as the latest", () => {
  const commands = recall();
  ["one", "two", "one"].forEach((command) => commands.add(command));
  assert.deepEqual([commands.earlier(""), commands.earlier(""), commands.earlier("")], ["one", "two", null]);
});

test("in a command of several lines, the keys move between them first", () => {
  assert.equal(staysInText("ArrowUp", "a\nb", 3), true);
  assert.equal(staysInText("ArrowUp", "a\nb", 1), false);
  assert.equal(staysInText("ArrowDown", "a\nb", 1), true);
  assert.equal(staysInText("ArrowDown", "a\nb", 3), false);
});
