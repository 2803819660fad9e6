// Which connections and machines a page shows, in which order, and what they are called. Without a browser.

export const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * Ways to sort, by the value of the choice. Each is a list of keys; a number's largest comes first.
 *
 * @type {Record<string, (row: ConnectionRow) => (string | number)[]>}
 */
const ORDERS = {
  user: (row) => [row.user ?? "", row.session, row.profile],
  profile: (row) => [row.profile, row.user ?? "", row.session],
  idle: (row) => [row.openChannels > 0 ? -1 : row.idleSeconds],
  commands: (row) => [row.commands],
  traffic: (row) => [row.bytesReceived + row.bytesSent]
};

function compared(one, other) {
  for (let i = 0; i < one.length; i++) {
    const order = typeof one[i] === "number" ? other[i] - one[i] : natural.compare(one[i], other[i]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/**
 * The rows in this order; equal ones stay as they are.
 *
 * @param {ConnectionRow[]} rows
 * @param {string} order
 */
export const sorted = (rows, order) => [...rows].sort((one, other) => compared(ORDERS[order](one), ORDERS[order](other)));

/**
 * The rows that have each word of the text in their user, profile, target, group or node, in capitals or not.
 *
 * @template {{user?: string, profile: string, target?: string, group?: string, node?: string}} T
 * @param {T[]} rows connections or cards
 * @param {string} text
 */
export function matching(rows, text) {
  const words = text.toLowerCase().split(/\s+/);
  return rows.filter((row) => {
    const fields = [row.user, row.profile, row.target, row.group, row.node].map((field) => (field ?? "").toLowerCase());
    return words.every((word) => fields.some((field) => field.includes(word)));
  });
}

/**
 * The open connections of the row's session, on all nodes.
 *
 * @param {ConnectionRow[]} rows
 * @param {ConnectionRow} row
 */
export const ofSession = (rows, row) => rows.filter((other) => other.alive && other.user === row.user && other.session === row.session);

const counted = (count, one) => count + " " + (count === 1 ? one : one + "s");

/**
 * The rows of each user after a row {group, title} that counts them; users in the order of their names.
 *
 * @param {ConnectionRow[]} rows
 * @returns {(ConnectionRow | {group: string, title: string})[]}
 */
export function byUser(rows) {
  const users = [...new Set(rows.map((row) => row.user ?? ""))].sort(natural.compare);
  return users.flatMap((user) => {
    const own = rows.filter((row) => (row.user ?? "") === user);
    const sessions = new Set(own.map((row) => row.session)).size;
    const commands = own.reduce((sum, row) => sum + row.commands, 0);
    return [{ group: user, title: user + ": " + counted(own.length, "connection") + " in " + counted(sessions, "session") + ", " + counted(commands, "command") }, ...own];
  });
}

/**
 * Names sessions for people: by number, for each user in the order in which they were seen.
 *
 * @returns {(user: string, session: string) => string}
 */
export function sessionNames() {
  /** @type {Map<string, string[]>} */
  const seen = new Map();
  return (user, session) => {
    const own = seen.get(user) ?? [];
    seen.set(user, own);
    if (!own.includes(session)) {
      own.push(session);
    }
    return String(own.indexOf(session) + 1);
  };
}

/**
 * The connection of one's own that has been idle for the longest time, among the profiles' cards; undefined if all are in use.
 *
 * @param {{profile: string, state: string, openChannels: number, idleSeconds: number}[]} cards
 */
export const longestIdle = (cards) => cards.filter((card) => card.state === "connected" && card.openChannels === 0)
  .sort((one, other) => other.idleSeconds - one.idleSeconds)[0];
