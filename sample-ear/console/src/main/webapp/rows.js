// Which connections and machines a page shows, and in which order. Without a browser.

export const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Ways to sort, by the value of the choice. Each is a list of keys; a number's largest comes first. */
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

/** The rows in this order; equal ones stay as they are. */
export const sorted = (rows, order) => [...rows].sort((one, other) => compared(ORDERS[order](one), ORDERS[order](other)));

/** The rows that have each word of the text in their user, profile, target, group or node, in capitals or not. */
export function matching(rows, text) {
  const words = text.toLowerCase().split(/\s+/);
  return rows.filter((row) => {
    const fields = [row.user, row.profile, row.target, row.group, row.node].map((field) => (field ?? "").toLowerCase());
    return words.every((word) => fields.some((field) => field.includes(word)));
  });
}

/** The open connections of the row's session, on all nodes. */
export const ofSession = (rows, row) => rows.filter((other) => other.alive && other.user === row.user && other.session === row.session);
