import assert from "node:assert/strict";
import { test } from "node:test";
import { eventReader } from "../../main/webapp/eventstream.js";

const EVENTS = [["output", { text: "one\ntwo" }], ["run", [1, 2]], ["ended", {}]];

function read(stream, size) {
  const events = [];
  const reader = eventReader((name, data) => events.push([name, data]));
  for (let from = 0; from < stream.length; from += size) {
    reader(stream.slice(from, from + size));
  }
  return events;
}

test("events arrive whole, wherever the stream is cut and however lines end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const stream = EVENTS.map(([name, data]) => ["event: " + name, "id: 7", ...JSON.stringify(data, null, 1).split("\n").map((line) => "data: " + line)]
      .join(end) + end + end).join("");
    // After the last carriage return, a line feed may follow.
    const followed = stream + ":" + end + end + ":";
    for (let size = 1; size <= followed.length; size++) {
      assert.deepEqual(read(followed, size), EVENTS, JSON.stringify(end) + " in pieces of " + size);
    }
  }
});

test("comments and events without data are left out", () => {
  assert.deepEqual(read(": nothing\n\nevent: nothing\n\ndata:1\n\n", 5), [["", 1]]);
});
