// The card of a machine: what it shows and what can be done with it.
import { button, errorBox, make } from "./dom.js";
import { address } from "./paths.js";
import { endedBy } from "./reasons.js";
import { visible } from "./text.js";

const STATES = { none: "not connected", connected: "connected", away: "reconnects at the next use" };

function facts(card) {
  const rows = [["Target", card.target], ["Idle for", card.state === "connected" ? card.idleSeconds + " s" : null],
    ["Commands run", card.state === "none" ? null : card.commands], ["Open channels", card.openChannels || null],
    ["Server", card.server], ["Algorithms", card.algorithms], ["Host key", card.hostKey],
    [card.ended && new Date(card.ended.at).toLocaleTimeString(), card.ended && endedBy(card.ended)]];
  const list = make("dl");
  for (const [term, value] of rows) {
    if (value !== null && value !== undefined) {
      list.append(make("dt", {}, term), make("dd", { class: term === "Idle for" ? "idle" : null }, visible(String(value))));
    }
  }
  return list;
}

function question(card, error, actions) {
  const key = error.hostKey;
  const box = make("div", { class: key.changed ? "problem" : "question", role: "alert" });
  if (key.changed) {
    box.append(make("strong", {}, "This is not the host's known key"),
      make("p", {}, "Nothing was sent to it. There may be a man in the middle, or the machine was reinstalled. Ask its administrator for the "
        + "fingerprint before you replace the known key."));
  } else {
    box.append(make("strong", {}, "The authenticity of this host can't be established"),
      make("p", {}, "Its key is not known. Compare the fingerprint with the machine's own before you continue."));
  }
  box.append(make("p", {}, key.kind + " key fingerprint is"), make("code", { class: "fingerprint" }, key.fingerprint),
    make("pre", { class: "picture", "aria-label": "The fingerprint as a picture" }, key.picture));
  if (card.own && !key.changed) {
    box.append(make("div", { class: "row" },
      button("Trust this key and connect", () => actions.trust(card, key.fingerprint), { "data-action": "trust" }),
      button("Do not connect", () => actions.dismiss(card), { class: "quiet", "data-action": "dismiss" })));
  } else if (!key.changed) {
    box.append(make("p", { class: "small" }, "An operator manages this profile: add the key to its known_hosts."));
  }
  box.append(make("p", { class: "small" }, error.code + " " + error.what));
  return box;
}

/** The credential was at another server of the cluster. */
function credentialMissing(card, actions) {
  return make("div", { class: "question", role: "alert" }, make("strong", {}, "The credential of this profile is missing"),
    make("p", {}, "The server that had it is gone. Credentials are kept nowhere else."),
    make("div", { class: "row" }, button("Enter it again", () => actions.enterAgain(card), { "data-action": "enter" })));
}

function remark(card, note, actions) {
  if (card.problem) {
    return errorBox({ what: "This profile can't be used", advice: visible(card.problem) });
  }
  if (card.incomplete) {
    return credentialMissing(card, actions);
  }
  if (note === undefined) {
    return null;
  }
  if (note.error) {
    return note.error.hostKey ? question(card, note.error, actions) : errorBox(note.error);
  }
  return make("p", { class: note.busy ? "small" : "good", role: "status" }, note.text);
}

/** The pages for this machine. */
function ways(card) {
  const way = (text, name, href) => make("a", { class: "button", href, "data-action": name, "aria-label": text + ": " + card.profile }, text);
  const name = encodeURIComponent(card.profile);
  return make("div", { class: "row" },
    way("Terminal", "terminal", "#terminal/" + name), way("Files", "files", address(card.profile)), way("Run", "run", "#run/" + name));
}

function star(card, actions) {
  return button(card.favourite ? "\u2605" : "\u2606", () => actions.favourite(card, !card.favourite), { class: "star", "data-action": "favourite",
    "aria-pressed": String(card.favourite), "aria-label": "Favourite: " + card.profile, title: "Favourite" });
}

function article(card, note, actions) {
  const action = (text, name, listener) => button(text, listener, { class: "quiet", "data-action": name, "aria-label": text + ": " + card.profile });
  const usable = !card.incomplete && !card.problem;
  return make("article", { class: "panel card", "data-profile": card.profile, "data-state": card.state, "aria-label": card.profile },
    make("header", {}, make("h3", {}, visible(card.profile)), make("span", { class: "state " + card.state }, STATES[card.state]),
      card.own ? null : star(card, actions)),
    facts(card), remark(card, note, actions), usable ? ways(card) : null,
    make("div", { class: "row" },
      usable ? action("Connect test", "test", () => actions.test(card)) : null,
      card.state === "none" ? null : action("Close", "close", () => actions.close(card)),
      card.own ? action("Edit", "edit", () => actions.edit(card)) : null,
      card.own ? action("Duplicate", "duplicate", () => actions.duplicate(card)) : null,
      card.own ? action("Forget", "forget", () => actions.forget(card)) : null));
}

/** What each element shows. */
const shows = new WeakMap();

/**
 * The element of a card: the one before if it shows the same, so that its buttons stay in place. The idle time changes in it.
 *
 * @param before the element in its place; undefined if there is none
 */
export function cardElement(card, note, actions, before) {
  const shown = JSON.stringify([{ ...card, idleSeconds: 0 }, note]);
  if (before !== undefined && shows.get(before) === shown) {
    const idle = before.querySelector("dd.idle");
    if (idle) {
      idle.textContent = card.idleSeconds + " s";
    }
    return before;
  }
  const fresh = article(card, note, actions);
  shows.set(fresh, shown);
  return fresh;
}
