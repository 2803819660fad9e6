// Opens addresses that a machine has printed.
import { byId } from "../dom.js";
import { visible } from "../text.js";
import { asksBefore, webAddress } from "./addresses.js";

/** @type {URL | null} */
let asked = null;

/** @param {URL} address */
function open(address) {
  window.open(address.href, "_blank", "noopener,noreferrer");
}

/**
 * Opens an address in a window of its own, which can't reach this one. Asks before, unless Ctrl is held. A no-op if it is no web address.
 *
 * @param {string} text
 * @param {MouseEvent} click
 * @param {boolean} hidden whether the terminal shows another text
 */
export function openAddress(text, click, hidden) {
  const address = webAddress(text);
  if (address === null) {
    return;
  }
  if (!asksBefore(address, click, hidden)) {
    open(address);
    return;
  }
  asked = address;
  byId("link-host").textContent = visible(address.host);
  byId("link-address").textContent = visible(address.href);
  byId("link-ask").showModal();
}

byId("link-yes").addEventListener("click", () => {
  byId("link-ask").close();
  open(asked);
});
byId("link-no").addEventListener("click", () => byId("link-ask").close());
