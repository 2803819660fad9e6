// Recordings of terminals: asciicast v2 and v3 (https://docs.asciinema.org/manual/asciicast/v3/). Without a browser.

/** Longer lines would need more memory than a browser has. */
const MOST_CELLS = 9999;

/**
 * @typedef {{ at: number, text?: string, cols?: number, rows?: number }} CastEvent output, or a new size; seconds from the beginning
 * @typedef {{ cols: number, rows: number, events: CastEvent[], length: number, exitCode: string | null }} Cast
 */

/** @param {string} line */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * @param {string} data
 * @param {number} at
 * @returns {CastEvent | null} null if it is no size
 */
function newSize(data, at) {
  const [cols, rows] = (data.match(/^(\d+)x(\d+)$/) ?? []).slice(1).map(Number);
  return cols >= 1 && cols <= MOST_CELLS && rows >= 1 && rows <= MOST_CELLS ? { at, cols, rows } : null;
}

/**
 * Reads a recording. Events that are of no use for a player are left out, as the format asks for. A recording that goes on may be cut off in its last line.
 *
 * @param {string} text
 * @returns {Cast}
 */
export function readCast(text) {
  if (text === "") {
    throw new Error("Nothing of this recording is written yet");
  }
  const [first, ...lines] = text.split(/\r?\n/);
  const header = parsed(first);
  const version = header?.version;
  if (version !== 2 && version !== 3) {
    throw new Error(version === undefined ? "This is not a recording of a terminal" : "Recordings of version " + version + " can't be played");
  }
  const size = version === 3 ? newSize(header.term?.cols + "x" + header.term?.rows, 0) : newSize(header.width + "x" + header.height, 0);
  if (size === null) {
    throw new Error("The recording does not say the size of its terminal");
  }
  const events = [];
  let at = 0;
  let exitCode = null;
  for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
    const event = parsed(line);
    if (!Array.isArray(event) || typeof event[0] !== "number" || typeof event[2] !== "string") {
      break;
    }
    const [time, kind, data] = event;
    // Version 3 counts from the event before.
    at = version === 3 ? at + Math.max(0, time) : Math.max(at, time);
    if (kind === "o") {
      events.push({ at, text: data });
    } else if (kind === "r" && newSize(data, at) !== null) {
      events.push(newSize(data, at));
    } else if (kind === "x") {
      exitCode = data;
    }
  }
  return { cols: size.cols, rows: size.rows, events, length: at, exitCode };
}
