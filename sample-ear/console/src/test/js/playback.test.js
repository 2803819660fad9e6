import assert from "node:assert/strict";
import { test } from "node:test";
import { playback } from "../../main/webapp/terminal/playback.js";

const CAST = { cols: 80, rows: 24, length: 20, exitCode: null,
  events: [{ at: 1, text: "a" }, { at: 2, text: "b" }, { at: 12, cols: 90, rows: 30 }, { at: 12, text: "c" }] };

/** A screen that shows what it is told, and a clock that stands until it is moved. */
function started(cast = CAST) {
  const clock = { millis: 0, timer: null };
  const drawn = { text: "", size: "" };
  let changes = 0;
  const player = playback(cast, {
    reset(cols, rows) {
      drawn.text = "";
      drawn.size = cols + "x" + rows;
    },
    resize(cols, rows) { drawn.size = cols + "x" + rows; },
    async write(text) { drawn.text += text; }
  }, {
    now: () => clock.millis,
    after(millis, then) {
      const timer = { due: clock.millis + millis, then };
      clock.timer = timer;
      return () => { clock.timer = clock.timer === timer ? null : clock.timer; };
    }
  }, () => { changes++; });
  const pass = async (millis) => {
    const end = clock.millis + millis;
    while (clock.timer !== null && clock.timer.due <= end) {
      const { due, then } = clock.timer;
      clock.timer = null;
      clock.millis = due;
      then();
      await settled();
    }
    clock.millis = end;
    await settled();
  };
  return { player, drawn, pass, changes: () => changes };
}

const settled = async () => { for (let i = 0; i < 10; i++) { await null; } };

test("output comes when it came, and long pauses are skipped", async () => {
  const { player, drawn, pass } = started();
  player.play();
  await pass(1999);
  assert.equal(drawn.text, "a");
  await pass(1);
  assert.equal(drawn.text, "ab");
  await pass(1500);
  assert.deepEqual([drawn.text, player.position()], ["ab", 3.5]);
  await pass(500);
  assert.deepEqual([drawn.text, drawn.size, player.position(), player.isPlaying()], ["abc", "90x30", 12, true]);
  await pass(2000);
  assert.deepEqual([player.position(), player.isPlaying()], [20, false]);
});

test("pauses are kept if they are wanted", async () => {
  const { player, drawn, pass } = started();
  player.skipPauses(false);
  player.play();
  await pass(11999);
  assert.equal(drawn.text, "ab");
  await pass(1);
  assert.equal(drawn.text, "abc");
});

test("it goes twice as fast, and stands while it is paused", async () => {
  const { player, drawn, pass } = started();
  player.setSpeed(2);
  player.play();
  await pass(750);
  assert.deepEqual([drawn.text, player.position()], ["a", 1.5]);
  player.pause();
  await pass(60000);
  assert.deepEqual([drawn.text, player.position(), player.isPlaying()], ["a", 1.5, false]);
  player.play();
  await pass(250);
  assert.equal(drawn.text, "ab");
});

test("a jump shows what was there, forwards and back, with its size", async () => {
  const { player, drawn } = started();
  player.seek(15);
  await settled();
  assert.deepEqual([drawn.text, drawn.size, player.position()], ["abc", "90x30", 15]);
  player.seek(1.5);
  await settled();
  assert.deepEqual([drawn.text, drawn.size, player.position(), player.isPlaying()], ["a", "80x24", 1.5, false]);
  player.seek(-1);
  await settled();
  assert.equal(drawn.text, "");
});

test("a jump while it plays goes on from there, and many jumps at once end at the last", async () => {
  const { player, drawn, pass } = started();
  player.play();
  for (const to of [20, 0, 13, 2, 1]) {
    player.seek(to);
  }
  await settled();
  assert.equal(drawn.text, "a");
  await pass(1000);
  assert.deepEqual([drawn.text, player.isPlaying()], ["ab", true]);
});

test("after the end it begins again", async () => {
  const { player, drawn, pass, changes } = started();
  player.play();
  await pass(60000);
  const before = changes();
  player.play();
  await settled();
  assert.deepEqual([drawn.text, player.position(), changes()], ["", 0, before + 1]);
});

test("a recording without output ends at once", async () => {
  const { player, pass } = started({ cols: 80, rows: 24, events: [], length: 0, exitCode: null });
  player.play();
  await pass(0);
  assert.equal(player.isPlaying(), false);
});

test("much output is written in parts, and none twice", async () => {
  const events = Array.from({ length: 5000 }, (_, i) => ({ at: i / 1000, text: String(i).padStart(40, "0") }));
  const parts = [];
  const player = playback({ cols: 80, rows: 24, events, length: 5, exitCode: null },
    { reset() { parts.length = 0; }, resize() {}, async write(text) { parts.push(text); } },
    { now: () => 0, after: () => () => {} }, () => {});
  player.seek(5);
  await settled();
  assert.equal(parts.join(""), events.map((event) => event.text).join(""));
  assert.ok(parts.length > 1 && parts.every((part) => part.length < 65536 + 40));
});
