// What of a command's output is drawn when, and in which blocks. Without a browser.
import { ansiReader } from "./ansi.js";

/** How many of a command's last characters of output are shown, and some more up to the start of their block. */
export const OUTPUT_SHOWN = 200000;

/** How many are drawn in one frame, and up to a block more. */
export const DRAWN_AT_ONCE = 16384;

/**
 * Output is drawn in blocks of this many characters up to the end of a line, and of twice as many if the line is that long. A browser lays out a
 * changed block as a whole. For 200,000 characters of several scripts in one block it takes seconds, each time.
 */
export const BLOCK = 4096;

/** A change of colour or stream costs as much as this many characters, so that output of nothing else is bounded, too. */
export const CHANGE = 32;

/** @param {{text: string}} part */
const cost = (part) => part.text.length + CHANGE;

/**
 * How many characters of the text go into a block that has this many, and whether it is full then.
 *
 * @param {string} text
 * @param {number} length
 */
export function fill(text, length) {
  const most = 2 * BLOCK - length;
  const end = text.indexOf("\n", Math.max(0, BLOCK - length - 1)) + 1;
  if (end > 0 && end <= most) {
    return { count: end, full: true };
  }
  if (text.length < most) {
    return { count: text.length, full: false };
  }
  return { count: text.codePointAt(most - 1) > 0xffff ? most - 1 : most, full: true };
}

/**
 * The last part of the text, of about this length: from the start of a line unless that is too far away.
 *
 * @param {string} text
 * @param {number} length
 */
export function lastPart(text, length) {
  const from = Math.max(0, text.length - length);
  const line = from === 0 ? 0 : text.indexOf("\n", from - 1) + 1;
  const start = line > 0 && line < from + BLOCK ? line : from;
  const code = text.charCodeAt(start);
  return text.slice(code >= 0xdc00 && code <= 0xdfff && start > 0 ? start + 1 : start);
}

/**
 * The output of one command, from its pieces to the blocks of the page. Neither what waits nor what is drawn grows without bound: the oldest leaves.
 *
 * add(text, error) takes a piece of standard output or standard error; end() says that no more comes.
 * take() is what to draw in the next frame: {clear, parts, leave}. First all blocks go if clear is true; then each part {text, style, error, fresh} is added
 * to the last block, or to a fresh one; then this many of the oldest blocks leave.
 * waits() is whether something is to be drawn, left() whether some output is not shown any more.
 */
export function outputBlocks() {
  let readers = { out: ansiReader(), error: ansiReader() };
  /** @type {(StyledText & {error: boolean})[]} */
  let pending = [];
  let pendingCost = 0;
  /**
   * What the drawn blocks cost, oldest first, and their sum; the length of the last one, and its stream.
   *
   * @type {number[]}
   */
  let blocks = [];
  let sum = 0;
  let length = 0;
  /** @type {{error: boolean} | null} */
  let open = null;
  let clear = false;
  let left = false;

  function forget() {
    blocks = [];
    sum = 0;
    open = null;
    clear = true;
  }

  /** Only the last part of what waits will ever be shown. */
  function shorten() {
    if (pendingCost <= OUTPUT_SHOWN) {
      return;
    }
    forget();
    left = true;
    let gone = 0;
    while (pendingCost - cost(pending[gone]) >= OUTPUT_SHOWN) {
      pendingCost -= cost(pending[gone]);
      gone++;
    }
    const first = pending[gone];
    // What leaves besides is less than one more part.
    const kept = lastPart(first.text, Math.max(1, first.text.length - (pendingCost - OUTPUT_SHOWN)));
    pending = [{ ...first, text: kept }, ...pending.slice(gone + 1)];
    pendingCost -= first.text.length - kept.length;
  }

  /**
   * @param {StyledText[]} parts
   * @param {boolean} error
   */
  function wait(parts, error) {
    for (const part of parts) {
      const last = pending.at(-1);
      if (last !== undefined && last.style === part.style && last.error === error) {
        last.text += part.text;
        pendingCost += part.text.length;
      } else {
        pending.push({ ...part, error });
        pendingCost += cost(part);
      }
    }
    shorten();
  }

  /** @param {boolean} error */
  function begin(error) {
    open = { error };
    length = 0;
    blocks.push(0);
  }

  /**
   * The next part of a block.
   *
   * @returns {OutputPart}
   */
  function next() {
    const first = pending[0];
    const fresh = open === null || open.error !== first.error;
    if (fresh) {
      begin(first.error);
    }
    const { count, full } = fill(first.text, length);
    const part = { text: first.text.slice(0, count), style: first.style, error: first.error, fresh };
    length += count;
    blocks[blocks.length - 1] += cost(part);
    sum += cost(part);
    first.text = first.text.slice(count);
    if (first.text === "") {
      pending.shift();
      pendingCost -= cost(part);
    } else {
      pendingCost -= count;
    }
    if (full) {
      open = null;
    }
    return part;
  }

  function leave() {
    let count = 0;
    while (sum - blocks[count] >= OUTPUT_SHOWN) {
      sum -= blocks[count];
      count++;
    }
    blocks.splice(0, count);
    left = left || count > 0;
    return count;
  }

  return {
    /**
     * @param {string} text
     * @param {boolean} error
     */
    add(text, error) {
      wait((error ? readers.error : readers.out).read(text), error);
    },
    end() {
      wait(readers.out.end(), false);
      wait(readers.error.end(), true);
    },
    /** Begins anew: what was added before is not shown any more. */
    restart() {
      readers = { out: ansiReader(), error: ansiReader() };
      pending = [];
      pendingCost = 0;
      left = false;
      forget();
    },
    waits: () => clear || pending.length > 0,
    left: () => left,
    take() {
      const parts = [];
      const cleared = clear;
      clear = false;
      for (let drawn = 0; drawn < DRAWN_AT_ONCE && pending.length > 0;) {
        const part = next();
        parts.push(part);
        drawn += cost(part);
      }
      return { clear: cleared, parts, leave: leave() };
    }
  };
}

/**
 * The pieces [text, error] of the whole output. errors are the offsets where parts of standard error begin and end, in turn.
 *
 * @param {string} output
 * @param {number[]} errors
 * @returns {[string, boolean][]}
 */
export function pieces(output, errors) {
  const cuts = [0, ...errors, output.length];
  return cuts.slice(1).map((end, i) => /** @type {[string, boolean]} */ ([output.slice(cuts[i], end), i % 2 === 1])).filter(([text]) => text !== "");
}
