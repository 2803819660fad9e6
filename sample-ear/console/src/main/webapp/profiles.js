// The machines: their cards with state and connect test, search, favourites, the user's own profiles.
import { get, post } from "./api.js";
import { cardElement } from "./card.js";
import { cardList } from "./cardlist.js";
import { byId, make } from "./dom.js";
import { inOrder, isOver, merged, recents, sections } from "./machines.js";
import { profileForm } from "./profileform.js";
import { duration, visible } from "./text.js";

/** What is to be said about a machine, by profile: the result of its last test. */
const notes = new Map();

let cards = [];
/** Of the cards: another one if something else than the connections is different. */
let revision = null;
/** The number of the server's last answer: an event may come after it that is older. */
let latest = 0;

export const names = () => cards.map((card) => card.profile);

const cardOf = (profile) => cards.find((card) => card.profile === profile);

const form = profileForm(async (answer, profile) => {
  take(answer);
  await test(cardOf(profile));
}, (profile) => list.reveal(profile, "edit"));

const ACTIONS = {
  test,
  async trust(card, fingerprint) {
    await attempt(card, async () => {
      take(await post("profiles/trust", { profile: card.profile, fingerprint }));
      await test(card);
    });
  },
  dismiss(card) {
    notes.delete(card.profile);
    draw();
  },
  close: (card) => change("release", card),
  forget: (card) => change("remove", card),
  edit: form.edit,
  enterAgain: form.edit,
  duplicate: form.duplicate,
  async favourite(card, favourite) {
    await attempt(card, async () => {
      take(await post("profiles/favourite", { profile: card.profile, favourite }));
      if (cardOf(card.profile).favourite === favourite) {
        list.reveal(card.profile, "favourite");
      }
    });
  }
};

const list = cardList(byId("cards"), (card, before) => cardElement(card, notes.get(card.profile), ACTIONS, before), () => byId("machines-filter").focus());

function drawRecents() {
  const found = recents(cards);
  byId("recents").hidden = found.length === 0;
  const shown = [...byId("recents").querySelectorAll("button")].map((one) => one.textContent).join("\n");
  if (shown !== found.map((card) => visible(card.profile)).join("\n")) {
    byId("recents").replaceChildren(make("span", { class: "small" }, "Recent"),
      ...found.map((card) => make("button", { type: "button", class: "quiet", click: () => toRecent(card.profile) }, visible(card.profile))));
  }
}

function toRecent(profile) {
  byId("machines-filter").value = "";
  draw();
  list.reveal(profile, "terminal");
}

function draw() {
  if (byId("profiles").hidden) {
    return;
  }
  const found = sections(cards, byId("machines-filter").value);
  const count = found.reduce((sum, section) => sum + section.cards.length, 0);
  byId("machines-count").textContent = count === cards.length ? "" : count === 0 ? "No machine matches." : count + " of " + cards.length + " machines";
  drawRecents();
  list.show(found);
}

/** Takes an answer of the server or an event. */
function take(answer, restarted = false) {
  if (answer.number < latest && !restarted) {
    return;
  }
  latest = answer.number;
  if (!answer.whole && answer.revision !== revision) {
    reload();
    return;
  }
  const before = names().join("\n");
  cards = answer.whole ? inOrder(answer.cards) : merged(cards, answer.cards);
  revision = answer.revision;
  cards.filter((card) => notes.has(card.profile) && isOver(notes.get(card.profile), card)).forEach((card) => notes.delete(card.profile));
  draw();
  if (names().join("\n") !== before) {
    document.dispatchEvent(new CustomEvent("profiles-changed"));
  }
}

export function update(event) {
  take(event);
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
    notes.delete(card.profile);
    take(connected.all);
    const now = cardOf(card.profile);
    if (now?.state === "connected") {
      notes.set(card.profile, { text: "Connected in " + duration(connected.millis), connectedAt: now.connectedAt });
    }
  });
}

function change(what, card) {
  notes.delete(card.profile);
  return attempt(card, async () => take(await post("profiles/" + what, { profile: card.profile })));
}

export async function load() {
  byId("machines-filter").addEventListener("input", draw);
  byId("machines-filter").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      list.revealFirst();
    }
  });
  await reload();
}

/** Also after the stream of events was interrupted, perhaps of another server. */
export async function reload() {
  take(await get("profiles"), true);
}

export function shown() {
  draw();
}
