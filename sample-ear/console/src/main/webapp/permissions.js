// A file's permissions: nine bits for the owner, the group and others, as text ("rw-r-----") and in octal ("640"). Without a browser.

const LETTERS = "rwxrwxrwx";

/**
 * @param {string} text
 * @returns {boolean[]}
 */
export const bitsOfText = (text) => [...LETTERS].map((letter, i) => text[i] !== "-");

/**
 * Null if the text is not three octal digits.
 *
 * @param {string} text
 * @returns {boolean[] | null}
 */
export const bitsOfOctal = (text) => /^[0-7]{3}$/.test(text) ? [...parseInt(text, 8).toString(2).padStart(9, "0")].map((bit) => bit === "1") : null;

/** @param {boolean[]} bits */
export const octal = (bits) => parseInt(bits.map((bit) => (bit ? "1" : "0")).join(""), 2).toString(8).padStart(3, "0");

/** @param {boolean[]} bits */
export const permissionText = (bits) => bits.map((bit, i) => (bit ? LETTERS[i] : "-")).join("");
