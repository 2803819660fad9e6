// Elements are made from text, never from markup, so that the output of a remote machine can't contain any.
import { visible } from "./text.js";

/**
 * The element with this id, which the page has.
 *
 * @param {string} id
 * @returns {any} of the type that its caller knows
 */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element with attributes (a function becomes a listener) and children (text or elements).
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} attributes
 * @param {...(string | Node | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
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

/**
 * @param {string} text
 * @param {(event: MouseEvent) => void} listener
 * @param {Record<string, any>} attributes
 */
export function button(text, listener, attributes = {}) {
  return make("button", { type: "button", click: listener, ...attributes }, text);
}

/**
 * What the page offers against an error, by its code.
 *
 * @type {Map<string, (error: Problem) => HTMLElement>}
 */
export const remedies = new Map();

/** @param {Problem} error */
export function errorBox(error) {
  return make("div", { class: "problem", role: "alert" },
    make("strong", {}, visible(error.what)), make("p", {}, error.advice + "."), remedies.get(error.code)?.(error),
    error.code ? make("p", { class: "small" }, error.code) : null);
}
