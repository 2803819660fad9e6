package io.sshra.sample.oversight;

import java.util.List;

/** A part of a transcript. For JSON. */
public class Transcript {

    /** The calls that have changed, in their order. */
    public List<CallView> calls;
    /** What to ask with for what changes later. */
    public long revision;
    /** The number of the first call that is still kept. */
    public int first;
}
