import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, isOver, merged, prefix, recents, sections } from "../../main/webapp/machines.js";
import { endedBy } from "../../main/webapp/reasons.js";

const card = (profile, more) => ({ profile, target: "deploy@" + profile + ".example.org:22", incomplete: false, favourite: false, recent: 0, state: "none", idleSeconds: 0,
  commands: 0, openChannels: 0, ...more });
const shown = (found) => found.map(({ title, cards }) => [title, ...cards.map((one) => one.profile)]);

test("numbered machines have the part of their names in common that is before the number", () => {
  const names = ["web-1", "web-02", "web03", "web-1a", "web-1.example.org", "k8s-node-3", "prod-web-12", "db", "db2-replica", "10.0.0.7", "::1", "1"];
  assert.deepEqual(names.map(prefix), ["web", "web", "web", "web", "web", "k8s-node", "prod-web", "db", "db2-replica", "", "", ""]);
});

test("machines are grouped by the profiles file, or by a prefix that several have", () => {
  const cards = inOrder(["web-10", "web-2", "db-1", "lonely", "10.0.0.7"].map((name) => card(name)).concat(card("shop", { group: "Customers" })));
  assert.deepEqual(shown(sections(cards, "")), [["Customers", "shop"], ["web", "web-2", "web-10"], ["Other machines", "10.0.0.7", "db-1", "lonely"]]);
  assert.deepEqual(shown(sections([card("a"), card("b")], "")), [["All machines", "a", "b"]]);
  assert.deepEqual(shown(sections([card("db-1", { group: "web" }), card("web-1"), card("web-2")], "")), [["web", "db-1", "web-1", "web-2"]]);
});

test("own machines and favourites come first, and each machine once", () => {
  const cards = [card("mine", { own: {} }), card("web-1"), card("web-2", { favourite: true }), card("web-3")];
  assert.deepEqual(shown(sections(cards, "")), [["Added for this session", "mine"], ["Favourites", "web-2"], ["web", "web-1", "web-3"]]);
});

test("a search finds names, targets and groups, and leaves the groups as they are", () => {
  const cards = [card("web-1"), card("web-2"), card("db-1", { target: "admin@10.0.0.7:22" }), card("shop", { group: "Customers" })];
  assert.deepEqual(shown(sections(cards, "WEB-2")), [["web", "web-2"]]);
  assert.deepEqual(shown(sections(cards, "admin 10.0")), [["Other machines", "db-1"]]);
  assert.deepEqual(shown(sections(cards, "custom")), [["Customers", "shop"]]);
  assert.deepEqual(sections(cards, "nothing"), []);
});

test("recent machines are shown where there are many", () => {
  const few = [card("a", { recent: 2 }), card("b", { recent: 1 })];
  assert.deepEqual(recents(few), []);
  const many = few.concat(Array.from({ length: 11 }, (none, i) => card("web-" + i)));
  assert.deepEqual(recents(many).map((one) => one.profile), ["b", "a"]);
});

test("a machine that is not among the live ones has no connection any more", () => {
  const [rests, ended, connected] = [card("a"), card("b", { state: "none", ended: { reason: "idle_timeout" } }),
    card("c", { state: "connected", connectedAt: "t", commands: 3, server: "s", group: "g" })];
  const now = merged([rests, ended, connected], [{ ...ended, state: "connected" }]);
  assert.equal(now[0], rests, "the same object");
  assert.equal(now[1].state, "connected");
  assert.deepEqual(now[2], card("c", { group: "g" }));
});

test("what a test has found is over with its connection", () => {
  const note = { text: "Connected in 5 ms", connectedAt: "t" };
  assert.equal(isOver(note, card("a", { state: "connected", connectedAt: "t" })), false);
  assert.equal(isOver(note, card("a", { state: "connected", connectedAt: "u" })), true);
  assert.equal(isOver(note, card("a", { state: "away" })), true);
  assert.equal(isOver({ busy: true }, card("a")), false);
  assert.equal(isOver({ error: {} }, card("a")), false);
});

test("a card says who or what has ended its connection", () => {
  assert.equal(endedBy({ reason: "idle_timeout" }), "It was idle for too long");
  assert.equal(endedBy({ reason: "explicit_close", by: "alice", byYou: true }), "Ended by you");
  assert.equal(endedBy({ reason: "explicit_close", by: "carol", byYou: false }), "Ended by carol");
  assert.equal(endedBy({ reason: "explicit_close", byYou: false }), "Ended by an administrator");
  assert.equal(endedBy({ reason: "new_reason" }), "new_reason");
});
