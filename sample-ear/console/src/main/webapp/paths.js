// Names of remote files: percent-encoded bytes, as on the server; text only for display.
import { visible } from "./text.js";

const PICTURES = { "\n": "\u240a", "\r": "\u240d", "\t": "\u2409" };

/**
 * A name or path for display: in one line, with harmless characters only.
 *
 * @param {string} encoded
 */
export function shownName(encoded) {
  if (!encoded.includes("%")) {
    return encoded;
  }
  const bytes = encoded.replace(/%([0-9A-F]{2})/gi, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  return visible(text.replace(/[\n\r\t]/g, (c) => PICTURES[c]));
}

/**
 * A name for an input field; null if it is not UTF-8 or has characters that a field does not keep.
 *
 * @param {string} encoded
 */
export function editableName(encoded) {
  try {
    const text = decodeURIComponent(encoded);
    return text === visible(text) && !/[\n\t]/.test(text) ? text : null;
  } catch (e) {
    return null;
  }
}

/**
 * A path for an input field; null as for a name.
 *
 * @param {string} encoded
 */
export function editablePath(encoded) {
  const names = encoded.split("/").map(editableName);
  return names.includes(null) ? null : names.join("/");
}

/** @param {string} text */
export const encodedPath = (text) => text.split("/").map(encodedName).join("/");

/** @param {string} text */
export const encodedName = (text) => encodeURIComponent(text.toWellFormed?.() ?? text);

/**
 * @param {string} folder
 * @param {string} name
 */
export const inFolder = (folder, name) => (folder === "/" ? "" : folder) + "/" + name;

/** @param {string} path */
export const parent = (path) => path.slice(0, path.lastIndexOf("/")) || "/";

/** @param {string} path */
export const lastName = (path) => path.slice(path.lastIndexOf("/") + 1);

/**
 * The page's address of a folder or file; null means the user's start folder.
 *
 * @param {string} profile
 * @param {string | null} [path]
 */
export const address = (profile, path) => "#files/" + encodeURIComponent(profile) + (path ?? "");

/**
 * The inverse of {@link address}; the profile is null if the address names none.
 *
 * @param {string} hash
 */
export function place(hash) {
  const [, profile, ...path] = hash.slice(1).split("/");
  return { profile: profile ? decodeURIComponent(profile) : null, path: path.length === 0 ? null : "/" + path.join("/") };
}

/** @param {Record<string, any>} values */
export const query = (values) => new URLSearchParams(values).toString();
