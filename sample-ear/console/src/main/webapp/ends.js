// How many connections have ended, over time. Without a browser.

/** Reasons that are of one kind. All others are the server's. */
const KINDS = { connection_lost: "lost", zombie_detected: "lost", idle_timeout: "idle", limit_reached: "idle", explicit_close: "people", session_end: "people" };

const MINUTE_MILLIS = 60000;

/**
 * How many connections have ended since the sample before, by kind.
 *
 * @param {Sample} sample
 */
export function endsOf(sample) {
  const sum = { people: 0, idle: 0, lost: 0, server: 0 };
  Object.entries(sample.closes ?? {}).forEach(([reason, many]) => { sum[KINDS[reason] ?? "server"] += many; });
  return sum;
}

/**
 * For each sample, the sums of its counts and those of the minute before it.
 *
 * @template {Record<string, number>} T
 * @param {Sample[]} samples oldest first
 * @param {(sample: Sample) => T} of the counts of a sample
 * @returns {Map<Sample, T>}
 */
export function overMinute(samples, of) {
  const counts = samples.map(of);
  const found = new Map();
  const sum = {};
  const add = (index, sign) => Object.entries(counts[index]).forEach(([name, many]) => { sum[name] = (sum[name] ?? 0) + sign * many; });
  let first = 0;
  samples.forEach((sample, i) => {
    add(i, 1);
    while (samples[first].at <= sample.at - MINUTE_MILLIS) {
      add(first, -1);
      first++;
    }
    found.set(sample, { ...sum });
  });
  return found;
}
