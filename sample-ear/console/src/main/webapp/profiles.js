// Cards of profiles: state, connect test, confirmation of a host's key, the user's own profiles.
import { get, post } from "./api.js";
import { button, byId, errorBox, make } from "./dom.js";
import { duration } from "./text.js";

const STATES = { none: "not connected", connected: "connected", away: "reconnects at the next use" };

/** The result of each card's last test, by profile; kept when states change. */
const notes = new Map();
let cards = [];

export const names = () => cards.map((card) => card.profile);

function facts(card) {
  const rows = [["Target", card.target], ["Idle for", card.state === "connected" ? card.idleSeconds + " s" : null],
    ["Commands run", card.state === "none" ? null : card.commands], ["Open channels", card.openChannels || null],
    ["Server", card.server], ["Algorithms", card.algorithms], ["Host key", card.hostKey]];
  const list = make("dl");
  for (const [term, value] of rows) {
    if (value !== null && value !== undefined) {
      list.append(make("dt", {}, term), make("dd", { class: term === "Idle for" ? "idle" : null }, String(value)));
    }
  }
  return list;
}

function question(card, error) {
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
      button("Trust this key and connect", () => trust(card, key.fingerprint)),
      button("Do not connect", () => { notes.delete(card.profile); draw(); }, { class: "quiet" })));
  } else if (!key.changed) {
    box.append(make("p", { class: "small" }, "An operator manages this profile: add the key to its known_hosts."));
  }
  box.append(make("p", { class: "small" }, error.code + " " + error.what));
  return box;
}

/** The credential was at another server of the cluster. */
function credentialMissing(card) {
  return make("div", { class: "question", role: "alert" }, make("strong", {}, "The credential of this profile is missing"),
    make("p", {}, "The server that had it is gone. Credentials are kept nowhere else."),
    make("div", { class: "row" }, button("Enter it again", () => enterAgain(card), { "data-action": "enter" })));
}

function enterAgain(card) {
  const fields = byId("add-form").elements;
  fields.profile.value = card.profile;
  for (const name of ["host", "port", "username"]) {
    fields[name].value = card.incomplete[name];
  }
  byId("add").open = true;
  fields.password.focus();
}

function note(card) {
  if (card.incomplete) {
    return credentialMissing(card);
  }
  const found = notes.get(card.profile);
  if (found === undefined) {
    return null;
  }
  if (found.error) {
    return found.error.hostKey ? question(card, found.error) : errorBox(found.error);
  }
  return make("p", { class: found.busy ? "small" : "good", role: "status" }, found.text);
}

/** Each profile's card: the element and the data that it shows. */
const drawn = new Map();

function article(card) {
  const action = (text, name, listener, quiet = true) => button(text, listener,
    { class: quiet ? "quiet" : null, "data-action": name, "aria-label": text + ": " + card.profile });
  return make("article", { class: "panel card", "data-profile": card.profile, "data-state": card.state },
    make("header", {}, make("h3", {}, card.profile), make("span", { class: "state " + card.state }, STATES[card.state])),
    facts(card), note(card),
    make("div", { class: "row" },
      card.incomplete ? null : action("Connect test", "test", () => test(card), false),
      card.state === "none" ? null : action("Close", "close", () => change("release", card)),
      card.own ? action("Forget", "forget", () => change("remove", card)) : null));
}

/** Makes a new element only if more than the idle time has changed, so that buttons stay in place. */
function element(card) {
  const made = JSON.stringify([{ ...card, idleSeconds: 0 }, notes.get(card.profile)]);
  const before = drawn.get(card.profile);
  if (before?.made === made) {
    const idle = before.element.querySelector("dd.idle");
    if (idle) {
      idle.textContent = card.idleSeconds + " s";
    }
    return before.element;
  }
  const focused = before?.element.contains(document.activeElement) ? document.activeElement.dataset.action : null;
  const fresh = article(card);
  before?.element.replaceWith(fresh);
  if (focused) {
    fresh.querySelector('[data-action="' + focused + '"]')?.focus();
  }
  drawn.set(card.profile, { made, element: fresh });
  return fresh;
}

function draw() {
  const elements = cards.map(element);
  const there = [...byId("cards").children];
  if (elements.length !== there.length || elements.some((one, i) => one !== there[i])) {
    byId("cards").replaceChildren(...elements);
  }
  document.dispatchEvent(new CustomEvent("profiles-changed"));
}

export function update(fresh) {
  cards = fresh;
  draw();
}

async function attempt(card, action) {
  try {
    await action();
  } catch (error) {
    notes.set(card.profile, { error });
  }
  draw();
}

function test(card) {
  notes.set(card.profile, { text: "Connecting…", busy: true });
  draw();
  return attempt(card, async () => {
    const connected = await post("profiles/test", { profile: card.profile });
    cards = connected.cards;
    notes.set(card.profile, { text: "Connected in " + duration(connected.millis) });
  });
}

function trust(card, fingerprint) {
  return attempt(card, async () => {
    cards = await post("profiles/trust", { profile: card.profile, fingerprint });
    await test(card);
  });
}

function change(what, card) {
  notes.delete(card.profile);
  return attempt(card, async () => { cards = await post("profiles/" + what, { profile: card.profile }); });
}

async function add(event) {
  event.preventDefault();
  const form = event.target;
  byId("add-problem").replaceChildren();
  const values = Object.fromEntries(new FormData(form));
  try {
    cards = await post("profiles", { ...values, port: Number(values.port) });
    form.reset();
    byId("add").open = false;
    draw();
    await test(cards.find((card) => card.profile === values.profile));
  } catch (error) {
    byId("add-problem").replaceChildren(errorBox(error));
  }
}

export async function load() {
  byId("add-form").addEventListener("submit", add);
  await reload();
}

/** Also after the stream of events was interrupted. */
export async function reload() {
  cards = await get("profiles");
  draw();
}

export function shown() {
  draw();
}
