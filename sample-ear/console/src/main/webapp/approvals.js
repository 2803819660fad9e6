// What waits for the approval of another person, and what that person says.
import { get, post } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { visible } from "./text.js";

let approver = false;

/** The cards of the requests by their ids. A card stays, with what is typed into it, until its request is gone. */
const cards = new Map();

function fact(name, value) {
  return value === null || value === undefined || value === "" ? [] : [make("dt", {}, name), make("dd", {}, value)];
}

const clock = (time) => new Date(time).toLocaleTimeString();

function input(row) {
  if (row.openInput) {
    return "written while it runs: nobody knows it yet";
  }
  return row.stdinBytes > 0 ? row.stdinBytes + " bytes, SHA-256 " + row.stdinSha256 : null;
}

async function decide(card, row, approve) {
  card.problem.replaceChildren();
  try {
    update(await post("approvals", { id: row.id, approve, reason: card.reason.value }));
  } catch (error) {
    card.problem.replaceChildren(errorBox(error));
  }
}

function made(row) {
  const card = { reason: make("input", { autocomplete: "off", maxlength: "1000" }), problem: make("div") };
  card.element = make("article", { class: "panel request", "data-request": row.id, "aria-label": "Request of " + visible(row.user) },
    make("h2", {}, visible(row.user) + " on " + visible(row.target)),
    make("pre", { class: "mono" }, visible(row.text)),
    make("dl", {}, ...fact("Kind", row.kind), ...fact("Profile", visible(row.profile)), ...fact("Level", visible(row.level)),
      ...fact("Input", input(row)), ...fact("Environment", visible(row.environment.join("\n"))), ...fact("Terminal", row.terminal && visible(row.terminal)),
      ...fact("Asked at", clock(row.requestedAt)), ...fact("Until", clock(row.expiresAt))),
    make("label", { class: "wide" }, "Reason, which the user sees ", card.reason),
    make("div", { class: "row" }, button("Approve", () => decide(card, row, true), { "data-action": "approve" }),
      button("Deny", () => decide(card, row, false), { class: "quiet", "data-action": "deny" })),
    card.problem);
  cards.set(row.id, card);
  return card;
}

/** @param {ApprovalRow[]} rows */
export function update(rows) {
  const shown = rows.map((row) => cards.get(row.id) ?? made(row));
  for (const [id, card] of [...cards].filter(([, one]) => !shown.includes(one))) {
    card.element.remove();
    cards.delete(id);
  }
  shown.forEach((card, i) => {
    const list = byId("requests");
    if (list.children[i] !== card.element) {
      list.insertBefore(card.element, list.children[i] ?? null);
    }
  });
  byId("no-request").hidden = rows.length > 0;
  byId("request-count").textContent = rows.length > 0 ? " (" + rows.length + ")" : "";
}

/** @param administrator whether this user decides */
export function start(administrator) {
  approver = administrator;
  byId("approvals-link").hidden = !administrator;
}

export async function load() {
  if (approver) {
    update(await get("approvals"));
    showNamed();
  }
}

/** Brings the request that the address names (#approvals/ID) to the front: an agent's user has come from there. */
function showNamed() {
  const named = cards.get(location.hash.split("/")[1]);
  for (const card of cards.values()) {
    card.element.classList.toggle("named", card === named);
  }
  named?.element.scrollIntoView({ block: "nearest" });
}

export function shown() {
  // It is up to date: events bring what changes.
  showNamed();
}
