import assert from "node:assert/strict";
import { test } from "node:test";
import { decided, decisions, KEEP, REPLACE } from "../../main/webapp/conflicts.js";

const asks = (...answers) => {
  const asked = [];
  return { asked, ask: async (conflict) => {
    asked.push(conflict.name);
    return answers.shift();
  } };
};
const conflict = (name, kind = "file") => ({ name, mine: { kind: "file" }, theirs: { kind } });

test("each conflict is asked for until an answer is for all", async () => {
  const { asked, ask } = asks({ answer: KEEP, forAll: false }, { answer: REPLACE, forAll: true });
  const decide = decisions(ask);
  assert.deepEqual([await decide(conflict("a")), await decide(conflict("b")), await decide(conflict("c"))], [KEEP, REPLACE, REPLACE]);
  assert.deepEqual(asked, ["a", "b"]);
});

test("a folder is not replaced because files are", async () => {
  const { asked, ask } = asks({ answer: REPLACE, forAll: true }, { answer: KEEP, forAll: false });
  const decide = decisions(ask);
  assert.deepEqual([await decide(conflict("a")), await decide(conflict("b", "folder")), await decide(conflict("c"))], [REPLACE, KEEP, REPLACE]);
  assert.deepEqual(asked, ["a", "b"]);
});

test("only names that exist are asked for", async () => {
  const { asked, ask } = asks({ answer: REPLACE, forAll: false }, { answer: KEEP, forAll: false });
  const entries = ["a", "b", "c"].map((name) => ({ name, kind: "file" }));
  assert.deepEqual(await decided(entries, [{ name: "a", kind: "file" }, { name: "c", kind: "file" }], ask), { fresh: ["b"], replacing: ["a"] });
  assert.deepEqual(asked, ["a", "c"]);
});
