// The line ends of a text that is edited in a field, which knows only one kind of them. Without a browser.

const LINE = /([^\r\n]*)(\r\n|\n|\r|$)/g;

function lines(text) {
  return [...text.matchAll(LINE)].filter((match) => match[0] !== "").map((match) => ({ text: match[1], end: match[2] }));
}

/** The text as a field shows it. */
export const shown = (text) => text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");

/** The line end that most lines have; LF if there is none. */
function usual(of) {
  const counts = new Map();
  of.filter((line) => line.end !== "").forEach((line) => counts.set(line.end, (counts.get(line.end) ?? 0) + 1));
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? "\n";
}

/** What a person calls them. */
export function kindOf(text) {
  const kinds = new Set(lines(text).map((line) => line.end).filter((end) => end !== ""));
  return kinds.size > 1 ? "mixed" : { "\r\n": "CRLF", "\r": "CR" }[[...kinds][0]] ?? "LF";
}

/**
 * What was edited, with the line ends of the original: lines before and after the change keep their own, new ones get the usual one. A byte order
 * mark is kept.
 *
 * @param edited as from the field, with LF
 */
export function merged(original, edited) {
  const mark = original.startsWith("\ufeff") ? "\ufeff" : "";
  const before = lines(original.slice(mark.length));
  const after = lines(edited);
  const usualEnd = usual(before);
  const same = (one, other) => one.text === other.text && (one.end === "") === (other.end === "");
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) {
    start++;
  }
  let end = 0;
  while (end < before.length - start && end < after.length - start && same(before.at(-1 - end), after.at(-1 - end))) {
    end++;
  }
  const ended = after.map((line, i) => {
    const kept = i < start ? before[i] : i >= after.length - end ? before[before.length - (after.length - i)] : null;
    return line.text + (kept ? kept.end : line.end === "" ? "" : usualEnd);
  });
  return mark + ended.join("");
}
