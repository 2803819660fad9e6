// How a file is sent in slices, also if the connection breaks or another server of the cluster takes over. Without a browser.
import { KEEP } from "./conflicts.js";

/** Bytes that are sent in one request. */
export const SLICE = 8 * 1024 * 1024;

/** Thrown by a transport if the connection breaks. */
export const BROKEN = { what: "The upload to the server was interrupted", advice: "Check that the server is running and the file is readable, then resume" };

/** Thrown to stop an upload without an error. */
export const CANCELLED = {};

/** How often in a row the connection may break without any byte that has arrived. */
const MOST_BREAKS = 3;

async function send(one, transport) {
  const there = await transport.state(one);
  one.bytes = there.bytes;
  one.arrived = there.bytes;
  // Asked once: after an interruption, the user's answer still holds.
  if (there.existing && !one.replaces && one.state === "running") {
    one.replaces = await one.decide({ name: one.encoded, mine: { kind: "file", size: one.size, modified: one.target.modified / 1000 }, theirs: there.existing }) !== KEEP;
    if (one.state === "running" && !one.replaces) {
      one.change("kept");
      return;
    }
  }
  let state;
  do {
    if (one.state !== "running") {
      throw CANCELLED;
    }
    const offset = one.bytes;
    state = await transport.put(one, offset, one.file.slice(offset, offset + SLICE), (loaded) => one.progress(offset + loaded));
    one.arrived = state.bytes;
    one.progress(state.bytes);
  } while (!state.complete);
  one.change("done");
}

/**
 * Sends the file; goes on with what has arrived.
 *
 * @param one       the upload: file, size, target, state, bytes, arrived, replaces; change(state, error), progress(bytes), decide(conflict)
 * @param transport state(one) and put(one, offset, slice, progress) resolve to the server's answer; isSilent(error) says whether no server answers;
 *                  again(one) resolves when one does
 */
export async function sendThrough(one, transport) {
  let breaks = 0;
  let arrived = -1;
  for (;;) {
    try {
      return await send(one, transport);
    } catch (error) {
      breaks = one.arrived > arrived ? 0 : breaks + 1;
      arrived = one.arrived;
      if ((error !== BROKEN && !transport.isSilent(error)) || breaks === MOST_BREAKS) {
        throw error;
      }
    }
    one.change("away");
    await transport.again(one);
    if (one.state !== "away") {
      throw CANCELLED;
    }
    one.change("running");
  }
}
