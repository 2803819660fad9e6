import assert from "node:assert/strict";
import { test } from "node:test";
import { KEEP, REPLACE } from "../../main/webapp/conflicts.js";
import { BROKEN, CANCELLED, sendThrough, SLICE } from "../../main/webapp/sending.js";

const SILENT = { what: "silent" };

/** An upload whose file has only a length, and a server that takes slices. */
function upload(size, more = {}) {
  const one = { size, encoded: "a", file: { slice: (from, to) => ({ from, to: Math.min(to, size) }) }, target: { modified: 1000 }, state: "running", bytes: 0, arrived: 0, replaces: false,
    states: [], decide: async () => REPLACE,
    change(state, error = null) {
      one.state = state;
      one.error = error;
      one.states.push(state);
    },
    progress(bytes) {
      one.bytes = bytes;
    }, ...more };
  return one;
}

function server(size, more = {}) {
  const of = { there: 0, slices: [], existing: undefined,
    state: async () => ({ bytes: of.there, existing: of.existing, complete: false }),
    put: async (one, offset, slice, progress) => {
      of.slices.push(slice.to - slice.from);
      progress(slice.to - slice.from);
      of.there = slice.to;
      return { bytes: of.there, complete: of.there === size };
    },
    isSilent: (error) => error === SILENT, again: async () => {}, ...more };
  return of;
}

test("a file is sent in slices, an empty one in one", async () => {
  const size = 2 * SLICE + 5;
  const of = server(size);
  await sendThrough(upload(size), of);
  assert.deepEqual(of.slices, [SLICE, SLICE, 5]);
  const one = upload(0);
  const empty = server(0);
  await sendThrough(one, empty);
  assert.deepEqual(empty.slices, [0]);
  assert.equal(one.state, "done");
});

test("an upload goes on with what has arrived", async () => {
  const of = server(SLICE + 5);
  of.there = SLICE;
  await sendThrough(upload(SLICE + 5), of);
  assert.deepEqual(of.slices, [5]);
});

test("a file that exists is kept or replaced, as the user says", async () => {
  const existing = { kind: "file", size: 9, modified: 8 };
  let asked = null;
  const kept = upload(5, { decide: async (conflict) => {
    asked = conflict;
    return KEEP;
  } });
  const of = server(5);
  of.existing = existing;
  await sendThrough(kept, of);
  assert.deepEqual([kept.state, of.slices], ["kept", []]);
  assert.deepEqual(asked, { name: "a", mine: { kind: "file", size: 5, modified: 1 }, theirs: existing });
  const replaced = upload(5);
  await sendThrough(replaced, of);
  assert.deepEqual([replaced.state, replaced.replaces], ["done", true]);
});

test("the user is asked once, also if the connection breaks then", async () => {
  let asked = 0;
  let breaks = 2;
  const one = upload(5, { decide: async () => {
    asked++;
    return REPLACE;
  } });
  const of = server(5);
  of.existing = { kind: "file" };
  const put = of.put;
  of.put = async (...of) => {
    if (breaks-- > 0) {
      throw BROKEN;
    }
    return put(...of);
  };
  await sendThrough(one, of);
  assert.equal(asked, 1);
  assert.deepEqual(one.states, ["away", "running", "away", "running", "done"]);
});

test("an upload whose connection always breaks fails, unless bytes arrive between", async () => {
  const one = upload(5);
  await assert.rejects(sendThrough(one, server(5, { put: async () => { throw BROKEN; } })), (error) => error === BROKEN);
  const size = 10 * SLICE;
  const of = server(size);
  const put = of.put;
  let turn = 0;
  of.put = async (...of) => {
    if (turn++ % 2 === 1) {
      throw SILENT;
    }
    return put(...of);
  };
  const slow = upload(size);
  await sendThrough(slow, of);
  assert.equal(slow.state, "done");
});

test("an answer of the server that is an error is not tried again", async () => {
  const error = { what: "no space", status: 502 };
  await assert.rejects(sendThrough(upload(5), server(5, { put: async () => { throw error; } })), (thrown) => thrown === error);
});

test("nothing is sent of an upload that is cancelled", async () => {
  const size = 3 * SLICE;
  const of = server(size);
  const one = upload(size);
  const put = of.put;
  of.put = async (...of) => {
    one.change("cancelled");
    return put(...of);
  };
  await assert.rejects(sendThrough(one, of), (thrown) => thrown === CANCELLED);
  assert.deepEqual(of.slices, [SLICE]);
  const away = upload(5);
  await assert.rejects(sendThrough(away, server(5, { put: async () => { throw SILENT; }, again: async () => away.change("cancelled") })), (thrown) => thrown === CANCELLED);
});
