// How commands have ended, and how the results of several machines differ. Without a browser.
import { duration } from "./text.js";

/** Outputs with more lines are compared as a whole. */
const MOST_LINES = 400;

/** How many lines of a difference are shown. */
const MOST_SHOWN = 12;

/**
 * In words.
 *
 * @param {RunView} view
 */
export function summary(view) {
  switch (view.state) {
    case "running": return "running";
    case "exited": return (view.exitCode === 0 ? "done, exit code 0, " : "exit code " + view.exitCode + ", ") + duration(view.millis);
    case "signalled": return "ended by signal " + view.exitSignal + ", " + duration(view.millis);
    case "timed out": return "timed out: stopped at the limit of " + view.limitSeconds + " s";
    case "cancelled": return "cancelled after " + duration(view.millis);
    case "connection lost": return "connection lost after " + duration(view.millis);
    case "failed": return "failed, " + duration(view.millis);
    default: return view.state;
  }
}

/**
 * "good", "bad", "stopped" by the user or the time limit, or "connected" while it runs.
 *
 * @param {RunView} view
 */
export function outcome(view) {
  if (view.state === "running") {
    return "connected";
  }
  if (view.state === "exited") {
    return view.exitCode === 0 ? "good" : "bad";
  }
  return view.state === "cancelled" || view.state === "timed out" ? "stopped" : "bad";
}

/**
 * The result without what differs each time.
 *
 * @param {RunView} view
 */
const ending = (view) => view.state === "exited" ? "exit code " + view.exitCode : view.state === "signalled" ? "signal " + view.exitSignal : view.state;

const linesOf = (text) => text === "" ? [] : text.replace(/\n$/, "").split("\n");

/**
 * The lines that are only in one of two lists: ["-", line] of the first, ["+", line] of the second, in their order; null if there are too many to compare.
 *
 * @param {string[]} before
 * @param {string[]} after
 */
export function difference(before, after) {
  if (before.length > MOST_LINES || after.length > MOST_LINES) {
    return null;
  }
  // The longest common part of what begins at each pair of lines.
  const common = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i++;
      j++;
    } else if (i < before.length && (j === after.length || common[i + 1][j] >= common[i][j + 1])) {
      found.push(["-", before[i++]]);
    } else {
      found.push(["+", after[j++]]);
    }
  }
  return found;
}

/**
 * The output's text as it can be compared: which of the two streams arrives first differs from run to run.
 *
 * @param {{text: string, error: boolean}[]} parts
 */
export function comparable(parts) {
  const [out, error] = [false, true].map((wanted) => parts.filter((part) => part.error === wanted).map((part) => part.text).join(""));
  return out + (out === "" || out.endsWith("\n") || error === "" ? "" : "\n") + error;
}

/**
 * Compares the results {view, output} of one command on several machines. The most frequent result is what the others are compared with; of equally
 * frequent ones, the first. Each answer is {profile, view, first, note, lines}: the first line of the output, how it compares, and the lines that differ.
 *
 * @param {{view: RunView, output: string}[]} results
 */
export function compare(results) {
  const ended = results.filter((result) => result.view.state !== "running");
  const equal = (one, other) => ending(one.view) === ending(other.view) && one.output === other.output;
  const count = (result) => ended.filter((other) => equal(other, result)).length;
  const usual = ended.reduce((best, result) => best === null || count(result) > count(best) ? result : best, null);
  return results.map((result) => ({ profile: result.view.profile, view: result.view, first: linesOf(result.output)[0] ?? result.view.error?.what ?? "", ...compared(result, usual, ended.length) }));

  function compared(result, to, many) {
    if (result.view.state === "running" || many < 2) {
      return { note: "", lines: [] };
    }
    if (equal(result, to)) {
      const same = count(to);
      return { note: same === many ? "same on all" : same === 1 ? "compared with the others" : "same on " + same + " of " + many, lines: [] };
    }
    const found = difference(linesOf(to.output), linesOf(result.output));
    if (found === null) {
      return { note: "differs from " + to.view.profile, lines: [] };
    }
    const more = found.length - MOST_SHOWN;
    return { note: found.length === 0 ? "same output as " + to.view.profile + ", another end" : "differs from " + to.view.profile,
      lines: more > 0 ? [...found.slice(0, MOST_SHOWN), ["…", more + " more"]] : found };
  }
}

/**
 * The name of the file in which the output is saved.
 *
 * @param {RunView} view
 */
export const fileName = (view) => (view.profile + "-" + view.startedAt.slice(0, 19)).replace(/[^A-Za-z0-9._-]+/g, "-") + ".txt";
