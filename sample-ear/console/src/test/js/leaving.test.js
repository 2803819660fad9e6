import assert from "node:assert/strict";
import { test } from "node:test";
import { untilFormIsThere } from "../../main/webapp/leaving.js";

const never = new Promise(() => {});
const turns = async () => { for (let i = 0; i < 20; i++) { await null; } };

test("the form is not asked for before the server has answered the log-out", async () => {
  const seen = [];
  let answer;
  const loggedOut = new Promise((resolve) => { answer = resolve; });
  const done = untilFormIsThere(loggedOut, async () => { seen.push("asked"); return true; }, () => never);
  await turns();
  assert.deepEqual(seen, []);
  answer();
  await done;
  assert.deepEqual(seen, ["asked"]);
});

test("while the session is about to go, the form is asked for again", async () => {
  const answers = [false, "no answer", true];
  const pauses = [];
  const asks = async () => {
    const next = answers.shift();
    if (typeof next === "string") {
      throw new Error(next);
    }
    return next;
  };
  await untilFormIsThere(null, asks, async (millis) => { pauses.push(millis); });
  assert.deepEqual(answers, []);
  assert.deepEqual(pauses.filter((millis) => millis < 1000), [200, 200]);
});

test("a log-out that fails or is not answered ends the page, too, and so does a server without the form", async () => {
  await untilFormIsThere(Promise.reject(new Error("broken")), async () => true, () => never);
  await untilFormIsThere(never, async () => false, async () => {});
});
