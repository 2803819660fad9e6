// Colours of output: the control sequences "select graphic rendition" (ECMA-48, 8.3.117). Without a browser.
import { visible } from "./text.js";

const ESCAPE = "\u001b";

/** A sequence that is longer is none. */
const LONGEST = 64;

/** A whole control sequence, or what may be the start of one. */
const SEQUENCE = /^\u001b\[([0-9;:]*)([A-Za-z])/;
const START = /^\u001b(\[[0-9;:]*)?$/;

const PLAIN = { colour: null, ground: null, bold: false, faint: false, italic: false, underlined: false, inverse: false, struck: false };

/** The nearest of the eight colours, so that the page can choose shades that can be read on its ground. */
function nearest(red, green, blue) {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 48) {
    return most < 96 ? 0 : 7;
  }
  const middle = (most + least) / 2;
  return (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
}

/** A colour of the palette of 256. */
function ofPalette(index) {
  if (index < 16) {
    return index % 8;
  }
  if (index >= 232) {
    return index < 244 ? 0 : 7;
  }
  const level = (step) => [0, 95, 135, 175, 215, 255][Math.floor((index - 16) / step) % 6];
  return nearest(level(36), level(6), level(1));
}

/** The colour that begins at codes[i], after 38 or 48, and how many codes it takes; null if it is incomplete. */
function extended(codes, i) {
  const [kind, ...values] = codes.slice(i);
  const inRange = (count) => values.length >= count && values.slice(0, count).every((value) => value <= 255);
  if (kind === 5 && inRange(1)) {
    return { colour: ofPalette(values[0]), taken: 2 };
  }
  return kind === 2 && inRange(3) ? { colour: nearest(values[0], values[1], values[2]), taken: 4 } : null;
}

const SIMPLE = { 0: PLAIN, 1: { bold: true }, 2: { faint: true }, 3: { italic: true }, 4: { underlined: true }, 7: { inverse: true }, 9: { struck: true },
  22: { bold: false, faint: false }, 23: { italic: false }, 24: { underlined: false }, 27: { inverse: false }, 29: { struck: false },
  39: { colour: null }, 49: { ground: null } };

/**
 * The first code of each eight colours, and what it sets.
 *
 * @type {[number, string][]}
 */
const COLOURS = [[30, "colour"], [40, "ground"], [90, "colour"], [100, "ground"]];

/** @param {number} code */
function change(code) {
  for (const [first, name] of COLOURS) {
    if (code >= first && code < first + 8) {
      return { [name]: code - first };
    }
  }
  // Hidden text (8) stays visible, as all that is not known here.
  return SIMPLE[code] ?? {};
}

/**
 * The style after a sequence with these parameters.
 *
 * @param {typeof PLAIN} style
 * @param {string} parameters
 * @returns {typeof PLAIN}
 */
function styled(style, parameters) {
  const codes = parameters.split(/[;:]/).map(Number);
  let changed = style;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 38 || codes[i] === 48) {
      const found = extended(codes, i + 1);
      if (found === null) {
        return changed;
      }
      changed = { ...changed, [codes[i] === 38 ? "colour" : "ground"]: found.colour };
      i += found.taken;
    } else {
      changed = { ...changed, ...change(codes[i]) };
    }
  }
  return changed;
}

/**
 * The class names of a style; empty if it is plain.
 *
 * @param {typeof PLAIN} style
 */
function classes(style) {
  const flags = ["bold", "faint", "italic", "underlined", "inverse", "struck"].filter((flag) => style[flag]);
  const colours = [["ink-", style.colour], ["on-", style.ground]].filter(([, colour]) => colour !== null).map(([name, colour]) => name + colour);
  return [...flags, ...colours].join(" ");
}

/**
 * Reads one stream of text, cut anywhere. read(piece) is a list of {text, style}: text without sequences for colours, other control characters made
 * visible, and class names. end() is what was held back because its other half may have followed.
 */
export function ansiReader() {
  let style = PLAIN;
  let rest = "";

  /**
   * @param {string} text
   * @param {boolean} whole
   */
  function parts(text, whole) {
    /** @type {StyledText[]} */
    const found = [];
    const add = (shown) => {
      if (shown !== "") {
        found.push({ text: visible(shown), style: classes(style) });
      }
    };
    let left = text;
    while (left !== "") {
      const at = left.indexOf(ESCAPE);
      if (at < 0) {
        // A carriage return may be the first half of a line's end.
        const held = !whole && left.endsWith("\r") ? "\r" : "";
        add(left.slice(0, left.length - held.length));
        rest = held;
        return found;
      }
      add(left.slice(0, at));
      left = left.slice(at);
      const sequence = left.match(SEQUENCE);
      if (sequence?.[2] === "m") {
        style = styled(style, sequence[1]);
        left = left.slice(sequence[0].length);
      } else if (sequence?.[2] === "K") {
        // Erases the rest of a line, where nothing is yet. grep writes it with each colour.
        left = left.slice(sequence[0].length);
      } else if (!whole && left.length < LONGEST && START.test(left)) {
        rest = left;
        return found;
      } else {
        add(ESCAPE);
        left = left.slice(1);
      }
    }
    rest = "";
    return found;
  }

  return {
    /** @param {string} piece */
    read: (piece) => parts(rest + piece, false),
    end: () => parts(rest, true)
  };
}
