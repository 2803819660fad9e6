// Text and figures for display. Without a browser.

const CONTROL_PICTURES = 0x2400;

/**
 * Replaces control characters by their Unicode pictures, and characters that change the direction of text by escapes.
 *
 * @param {string} text
 */
export function visible(text) {
  return text.replace(/\r\n/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCodePoint(CONTROL_PICTURES + c.codePointAt(0)))
    .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
}

/**
 * A number of milliseconds.
 *
 * @param {number} millis
 */
export function duration(millis) {
  return millis < 1000 ? millis + " ms" : (millis / 1000).toFixed(1) + " s";
}

/**
 * @param {number} count
 * @param {number} step
 * @param {string[]} units
 */
function inUnits(count, step, units) {
  // 999,960 bytes are 1.0 MB and not 1000.0 kB.
  const unit = units.findIndex((name, i) => i === 0 ? count < step : i === units.length - 1 || Number((count / step ** i).toFixed(1)) < step);
  return (unit === 0 ? String(count) : (count / step ** unit).toFixed(1)) + " " + units[unit];
}

/**
 * A number of bytes.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  return inUnits(bytes, 1000, ["B", "kB", "MB", "GB", "TB"]);
}

/**
 * A number of bytes, in units of 1024.
 *
 * @param {number} count
 */
export function bytes(count) {
  return inUnits(count, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]);
}

/**
 * A number of seconds.
 *
 * @param {number} seconds
 */
export function span(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? hours + " h " + minutes + " min" : minutes > 0 ? minutes + " min " + seconds % 60 + " s" : seconds + " s";
}
