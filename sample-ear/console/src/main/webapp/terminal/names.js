// What tabs of terminals are called. Without a browser.

const LONGEST = 40;

/**
 * A title that a program on the machine has set, for one line of the page. It has no characters that control or hide something.
 *
 * @param {string} title
 */
export function shownTitle(title) {
  const characters = [...title.replace(/\s+/g, " ").replace(/\p{C}/gu, "").trim()];
  return characters.length > LONGEST ? characters.slice(0, LONGEST - 1).join("") + "…" : characters.join("");
}

/**
 * The number of a new tab: the lowest one that is free.
 *
 * @param {number[]} taken
 */
export function freeNumber(taken) {
  let number = 1;
  while (taken.includes(number)) {
    number++;
  }
  return number;
}

/**
 * The name of a tab. It begins with its profile, so that no machine passes for another one by its title.
 *
 * @param {number} number
 * @param {string} profile
 * @param {string} title as {@link shownTitle} returns it
 */
export const tabName = (number, profile, title) => number + " " + profile + (title === "" ? "" : ": " + title);
