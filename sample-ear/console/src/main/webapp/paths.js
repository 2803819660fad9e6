// Names of remote files: bytes, percent-encoded as the server has them; text only where they are shown.
import { visible } from "./dom.js";

const PICTURES = { "\n": "\u240a", "\r": "\u240d", "\t": "\u2409" };

/** What is shown of a name or a path: in one line, and nothing in it does anything. */
export function shownName(encoded) {
  const bytes = encoded.replace(/%([0-9A-F]{2})/gi, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  return visible(text.replace(/[\n\r\t]/g, (c) => PICTURES[c]));
}

/** What is put into a field to be changed; null if it is not UTF-8, or has what a field does not keep. */
export function editableName(encoded) {
  try {
    const text = decodeURIComponent(encoded);
    return text === visible(text) && !/[\n\t]/.test(text) ? text : null;
  } catch (e) {
    return null;
  }
}

export const encodedName = (text) => encodeURIComponent(text.toWellFormed?.() ?? text);

export const inFolder = (folder, name) => (folder === "/" ? "" : folder) + "/" + name;

export const parent = (path) => path.slice(0, path.lastIndexOf("/")) || "/";

export const lastName = (path) => path.slice(path.lastIndexOf("/") + 1);

/** The page's address of a folder or a file; that of a path that is null is where the user begins. */
export const address = (profile, path) => "#files/" + encodeURIComponent(profile) + (path ?? "");

export const query = (values) => new URLSearchParams(values).toString();
