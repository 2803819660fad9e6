import assert from "node:assert/strict";
import { test } from "node:test";
import { endsOf, overMinute } from "../../main/webapp/ends.js";

test("ends are those of the minute before, by kind", () => {
  const samples = [{ at: 0, closes: { idle_timeout: 2, connection_lost: 1 } }, { at: 30000 }, { at: 58000, closes: { limit_reached: 1, session_end: 1, unknown: 3 } },
    { at: 60000 }, { at: 120000, closes: { zombie_detected: 1 } }];
  const found = samples.map((sample) => overMinute(samples, endsOf).get(sample));
  assert.deepEqual(found[0], { people: 0, idle: 2, lost: 1, server: 0 });
  assert.deepEqual(found[1], found[0]);
  assert.deepEqual(found[2], { people: 1, idle: 3, lost: 1, server: 3 });
  assert.deepEqual(found[3], { people: 1, idle: 1, lost: 0, server: 3 });
  assert.deepEqual(found[4], { people: 0, idle: 0, lost: 1, server: 0 });
});
