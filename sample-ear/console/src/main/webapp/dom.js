// Elements are made from text, never from markup, so that the output of a remote machine can't contain any.

export const byId = (id) => document.getElementById(id);

/** Makes an element with attributes (a function becomes a listener) and children (text or elements). */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name, value);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(text, listener, attributes = {}) {
  return make("button", { type: "button", click: listener, ...attributes }, text);
}

const CONTROL_PICTURES = 0x2400;

/** Replaces control characters by their Unicode pictures, and characters that change the direction of text by escapes. */
export function visible(text) {
  return text.replace(/\r\n/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCodePoint(CONTROL_PICTURES + c.codePointAt(0)))
    .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
}

export function duration(millis) {
  return millis < 1000 ? millis + " ms" : (millis / 1000).toFixed(1) + " s";
}

/** A number of bytes. */
export function size(bytes) {
  const power = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1) + " " + ["B", "kB", "MB", "GB", "TB"][power];
}

export function errorBox(error) {
  return make("div", { class: "problem", role: "alert" },
    make("strong", {}, visible(error.what)), make("p", {}, error.advice + "."), make("p", { class: "small" }, error.code ?? ""));
}
