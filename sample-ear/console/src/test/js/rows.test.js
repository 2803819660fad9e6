import assert from "node:assert/strict";
import { test } from "node:test";
import { byUser, longestIdle, matching, ofSession, sessionNames, sorted } from "../../main/webapp/rows.js";

const row = (number, more) => ({ number, node: "", user: "alice", session: "s", profile: "web-1", target: "deploy@web-1.example.org:22", alive: true, idleSeconds: 0,
  openChannels: 0, commands: 0, bytesReceived: 0, bytesSent: 0, ...more });
const numbers = (rows) => rows.map((one) => one.number);

test("names are sorted as people count", () => {
  const rows = [row(1, { profile: "web-10" }), row(2, { profile: "Web-9" }), row(3, { profile: "db-1", user: "bob" })];
  assert.deepEqual(numbers(sorted(rows, "profile")), [3, 2, 1]);
  assert.deepEqual(numbers(sorted(rows, "user")), [2, 1, 3]);
});

test("the largest figure comes first, and what is in use is not idle", () => {
  const rows = [row(1, { idleSeconds: 5, commands: 9 }), row(2, { idleSeconds: 50, openChannels: 1, bytesSent: 3 }), row(3, { idleSeconds: 10, bytesReceived: 2 })];
  assert.deepEqual(numbers(sorted(rows, "idle")), [3, 1, 2]);
  assert.deepEqual(numbers(sorted(rows, "commands")), [1, 2, 3]);
  assert.deepEqual(numbers(sorted(rows, "traffic")), [2, 3, 1]);
  assert.deepEqual(numbers(rows), [1, 2, 3], "the rows themselves stay as they are");
});

test("a filter finds each of its words anywhere", () => {
  const rows = [row(1), row(2, { user: "bob" }), row(3, { node: "node-b", user: null })];
  assert.deepEqual(numbers(matching(rows, "")), [1, 2, 3]);
  assert.deepEqual(numbers(matching(rows, " WEB-1  bob ")), [2]);
  assert.deepEqual(numbers(matching(rows, "node-b")), [3]);
  assert.deepEqual(numbers(matching(rows, "s:nothing")), []);
});

test("a session has only its own user's open connections", () => {
  const rows = [row(1), row(2, { profile: "web-2", node: "b" }), row(3, { alive: false }), row(4, { user: "bob" }), row(5, { session: "t" })];
  assert.deepEqual(numbers(ofSession(rows, rows[0])), [1, 2]);
});

test("the rows of each user follow a row that counts them", () => {
  const rows = [row(1, { user: "bob", session: "t", commands: 1 }), row(2, { commands: 4 }), row(3, { session: "u", commands: 5 })];
  const grouped = byUser(rows);
  assert.deepEqual(grouped.map((one) => one.title ?? one.number), ["alice: 2 connections in 2 sessions, 9 commands", 2, 3,
    "bob: 1 connection in 1 session, 1 command", 1]);
  assert.deepEqual(byUser([]), []);
});

test("a session has a number that stays", () => {
  const name = sessionNames();
  assert.equal(name("alice", "d41d8cd9"), "1");
  assert.equal(name("alice", "900150983c"), "2");
  assert.equal(name("bob", "f96b697d"), "1");
  assert.equal(name("alice", "d41d8cd9"), "1");
});

test("what makes room at the limit is the longest idle connection that nothing uses", () => {
  const card = (profile, state, openChannels, idleSeconds) => ({ profile, state, openChannels, idleSeconds });
  assert.equal(longestIdle([card("web-1", "connected", 0, 5), card("web-2", "connected", 0, 50), card("db-1", "connected", 1, 500),
    card("db-2", "away", 0, 900)]).profile, "web-2");
  assert.equal(longestIdle([card("db-1", "connected", 1, 500), card("db-2", "none", 0, 0)]), undefined);
});
