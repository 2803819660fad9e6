// A list of which only the lines in sight are in the document. Without a browser.

/**
 * The lines of sections: a title, then cards, so many beside each other. The key of a line is the same as long as it shows the same.
 *
 * @param {{title: string, cards: any[]}[]} sections the cards have a profile
 * @param {number} columns
 * @returns {{key: string, cards: any[], title?: string, count?: number}[]}
 */
export function linesOf(sections, columns) {
  return sections.flatMap(({ title, cards }, number) => {
    /** @type {ReturnType<typeof linesOf>} */
    const lines = [{ key: number + "\n" + title, title, count: cards.length, cards: [] }];
    for (let i = 0; i < cards.length; i += columns) {
      const some = cards.slice(i, i + columns);
      lines.push({ key: some.map((card) => card.profile).join("\n"), cards: some });
    }
    return lines;
  });
}

/** Where each line begins, and after them where the last one ends. */
export function topsOf(lines, heightOf) {
  const tops = [0];
  lines.forEach((line, i) => tops.push(tops[i] + heightOf(line)));
  return tops;
}

/** The number of the line at this place; 0 above the first, and the last one below it. */
function lineAt(tops, place) {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tops[middle] <= place) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The first line that is in sight between two places, and the one after the last. */
export function inSight(tops, from, to) {
  return tops.length < 2 ? [0, 0] : [lineAt(tops, from), lineAt(tops, to) + 1];
}

/** The number of cards that fit beside each other. */
export const columnsOf = (width, least, gap) => Math.max(1, Math.floor((width + gap) / (least + gap)));

/** The profile of the card that a key leads to from another one; null if it leads nowhere. */
export function afterKey(lines, key, profile) {
  const isAt = (card) => card.profile === profile;
  const rows = lines.map((line) => line.cards).filter((cards) => cards.length > 0);
  const row = rows.findIndex((cards) => cards.some(isAt));
  const beside = { ArrowDown: rows[row + 1], ArrowUp: rows[row - 1] }[key];
  if (beside !== undefined) {
    return beside[Math.min(rows[row].findIndex(isAt), beside.length - 1)].profile;
  }
  const all = rows.flat();
  const at = all.findIndex(isAt);
  return all[{ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[key]]?.profile ?? null;
}
