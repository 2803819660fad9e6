package io.sshra.sample.agent;

/**
 * A part of an output as it is shown.
 *
 * @param text      what the machine wrote, with control characters visible, and a note where something was left out
 * @param total     how many bytes there are, shown or not
 * @param truncated whether something was left out
 * @param next      where to read on: the number of the first byte after those that are shown
 */
record OutputView(String text, long total, boolean truncated, long next) {

    /** The beginning and the end, or all if the budget allows it. */
    static OutputView ends(OutputLog log, int budget, boolean complete) {
        OutputLog.Piece[] ends = log.ends(budget);
        long total = ends[1].end();
        ShownText.Part all = ShownText.beginning(ends[0].bytes(), budget, complete || ends[0].end() < total);
        if (all.bytes() == total || !complete && ends[0].end() == total && isAlmost(all, total)) {
            return new OutputView(all.text(), total, false, all.bytes());
        }
        ShownText.Part first = ShownText.beginning(ends[0].bytes(), budget / 2, false);
        ShownText.Part last = ShownText.end(ends[1].bytes(), budget / 2);
        long left = total - first.bytes() - last.bytes();
        String note = "\n[... " + left + " bytes left out, from byte " + first.bytes() + " on ...]\n";
        return new OutputView(first.text() + note + last.text(), total, true, total);
    }

    /** What the text takes in JSON. */
    int cost() {
        return ShownText.cost(text);
    }

    /** Only an incomplete character is missing. */
    private static boolean isAlmost(ShownText.Part part, long total) {
        return total - part.bytes() < 4;
    }

    /** A page from this byte on. */
    static OutputView page(OutputLog log, long offset, int budget, boolean complete) {
        OutputLog.Piece piece = log.read(offset, budget);
        long total = log.total();
        ShownText.Part part = ShownText.beginning(piece.bytes(), budget, complete && piece.end() == total);
        String gap = piece.offset() > offset ? "[... bytes " + offset + " to " + (piece.offset() - 1) + " are not kept ...]\n" : "";
        long next = piece.offset() + part.bytes();
        return new OutputView(gap + part.text(), total, next < total, next);
    }
}
