// What to do with files that exist already. Without a browser; {@link ./conflictdialog.js} asks.

export const REPLACE = "replace";
export const KEEP = "keep";

/**
 * Decides for the conflicts of one task, one after the other. An answer "for all" holds for the rest of them, but a folder is asked for again.
 *
 * @param ask  resolves to {answer, forAll} for a conflict {name, mine, theirs}
 */
export function decisions(ask) {
  let all = null;
  return async (conflict) => {
    if (all !== null && (all === KEEP || conflict.theirs.kind !== "folder")) {
      return all;
    }
    const { answer, forAll } = await ask(conflict);
    all = forAll ? answer : all;
    return answer;
  };
}

/**
 * Asks for each name that exists already.
 *
 * @param entries  what comes
 * @param existing what is there
 * @return the names to go on with: those that are new, and those that replace another one
 */
export async function decided(entries, existing, ask) {
  const decide = decisions(ask);
  const there = new Map(existing.map((entry) => [entry.name, entry]));
  const going = { fresh: [], replacing: [] };
  for (const entry of entries) {
    const theirs = there.get(entry.name);
    if (theirs === undefined) {
      going.fresh.push(entry.name);
    } else if (await decide({ name: entry.name, mine: entry, theirs }) === REPLACE) {
      going.replacing.push(entry.name);
    }
  }
  return going;
}
