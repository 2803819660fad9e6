// Which machines the page of machines shows, and in which groups. Without a browser.
import { matching, natural } from "./rows.js";

/** Among so many machines, each is found at a glance. */
const FEW = 12;

/** web-1, web-02 and web-1a belong to web, k8s-node-3 to k8s-node. */
const NUMBERED = /^(.*\D)\d+[a-z]?$/i;

/** The first part of a name of numbered machines; the whole name of another one, and nothing of an address. */
export function prefix(name) {
  const host = name.split(".")[0];
  if (/^\d/.test(host) || host.includes(":")) {
    return "";
  }
  return (host.match(NUMBERED)?.[1] ?? host).replace(/[-_]+$/, "");
}

const isOwn = (card) => card.own !== undefined;

/** The group of each card: that of the profiles file, or the prefix that it shares with another one. */
function grouped(cards) {
  const counts = new Map();
  const titles = cards.map((card) => card.group ?? prefix(card.profile));
  titles.forEach((title) => counts.set(title, (counts.get(title) ?? 0) + 1));
  const groups = new Map();
  cards.forEach((card, i) => {
    const title = card.group !== undefined || (titles[i] !== "" && counts.get(titles[i]) > 1) ? titles[i] : "";
    if (!groups.has(title)) {
      groups.set(title, []);
    }
    groups.get(title).push(card);
  });
  return groups;
}

/**
 * The machines that match the text, in sections of a title and cards: those of the user's own, favourites, groups by name, and all others. Each
 * machine is in one of them. The groups do not depend on the text.
 */
export function sections(cards, text) {
  const rest = cards.filter((card) => !isOwn(card) && !card.favourite);
  const groups = grouped(rest);
  const others = groups.get("") ?? [];
  groups.delete("");
  const alone = groups.size === 0 && others.length === cards.length;
  const all = [["Added for this session", cards.filter(isOwn)], ["Favourites", cards.filter((card) => card.favourite)],
    ...[...groups].sort(([one], [other]) => natural.compare(one, other)), [alone ? "All machines" : "Other machines", others]];
  return all.map(([title, found]) => ({ title, cards: matching(found, text) })).filter((section) => section.cards.length > 0);
}

/** In the order in which people count. */
export const inOrder = (cards) => [...cards].sort((one, other) => natural.compare(one.profile, other.profile));

/** The machines that the user has connected to last, latest first; none if there are only a few machines. */
export const recents = (cards) => cards.length <= FEW ? []
  : cards.filter((card) => card.recent > 0).sort((one, other) => one.recent - other.recent);

const LIVE = ["connectedAt", "server", "algorithms", "hostKey", "ended"];

/** Without a connection. */
function resting(card) {
  if (card.state === "none" && card.ended === undefined) {
    return card;
  }
  const fixed = Object.fromEntries(Object.entries(card).filter(([name]) => !LIVE.includes(name)));
  return { ...fixed, state: "none", idleSeconds: 0, commands: 0, openChannels: 0 };
}

/** The cards with the state of connections: those that are not among the live ones have none. */
export function merged(cards, live) {
  const byName = new Map(live.map((card) => [card.profile, card]));
  return cards.map((card) => byName.get(card.profile) ?? resting(card));
}

/** Whether what a test has found is no longer so: its connection has ended, or another one has taken its place. */
export const isOver = (note, card) => note.connectedAt !== undefined && (card.state !== "connected" || card.connectedAt !== note.connectedAt);
