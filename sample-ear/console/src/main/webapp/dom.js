// Elements are made from text, never from markup, so that the output of a remote machine can't contain any.
import { visible } from "./text.js";

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

export function errorBox(error) {
  return make("div", { class: "problem", role: "alert" },
    make("strong", {}, visible(error.what)), make("p", {}, error.advice + "."), make("p", { class: "small" }, error.code ?? ""));
}
