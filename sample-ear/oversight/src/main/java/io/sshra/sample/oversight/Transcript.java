package io.sshra.sample.oversight;

import java.util.List;

/**
 * A part of a transcript. For JSON.
 *
 * @param calls    those that have changed, in their order
 * @param revision what to ask with for what changes later
 * @param first    the number of the first call that is still kept
 */
public record Transcript(List<CallView> calls, long revision, int first) {
}
