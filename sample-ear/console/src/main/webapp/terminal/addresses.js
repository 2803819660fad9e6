// Addresses in the output of machines. Without a browser.

/**
 * The address, if it is one that the page may open; null otherwise.
 *
 * @param {string} text
 */
export function webAddress(text) {
  try {
    const address = new URL(text);
    return ["http:", "https:"].includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/**
 * Whether to ask before it is opened. Ctrl and a click is enough for an address that can be read in the terminal, unless a name before the "@" may be
 * taken for its host.
 *
 * @param {URL} address
 * @param {{ ctrlKey: boolean, metaKey: boolean }} click
 * @param {boolean} hidden whether the terminal shows another text
 */
export const asksBefore = (address, click, hidden) => hidden || address.username !== "" || !(click.ctrlKey || click.metaKey);
