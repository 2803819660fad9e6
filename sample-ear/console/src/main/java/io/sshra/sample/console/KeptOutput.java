package io.sshra.sample.console;

import java.util.ArrayList;
import java.util.List;

/**
 * The last characters of a command's output, in the order in which they came, and which of them are of standard error. Not thread-safe.
 */
final class KeptOutput {

    /** So that output that changes all the time takes no more memory than other output. */
    private static final int CHARACTERS_A_CHANGE = 32;

    private final int most;
    private final StringBuilder text = new StringBuilder();
    /** The offsets in the text at which standard error begins, ends, begins …; a last part of standard error has no end yet. */
    private final List<Integer> changes = new ArrayList<>();

    /** @param most how many characters are kept */
    KeptOutput(int most) {
        this.most = most;
    }

    void add(String piece, boolean error) {
        if (piece.isEmpty()) {
            return;
        }
        if (endsInError() != error) {
            changes.add(text.length());
        }
        text.append(piece);
        leave(text.length() - most);
        int tooMany = changes.size() - most / CHARACTERS_A_CHANGE;
        if (tooMany > 0) {
            leave(changes.get(tooMany - 1));
        }
    }

    private boolean endsInError() {
        return changes.size() % 2 == 1;
    }

    /** Removes this many characters from the start, and one more if it would be half a character otherwise. */
    private void leave(int count) {
        if (count <= 0) {
            return;
        }
        int gone = count < text.length() && Character.isLowSurrogate(text.charAt(count)) ? count + 1 : count;
        text.delete(0, gone);
        int passed = 0;
        while (passed < changes.size() && changes.get(passed) <= gone) {
            passed++;
        }
        changes.subList(0, passed).clear();
        changes.replaceAll(at -> at - gone);
        if (passed % 2 == 1) {
            changes.add(0, 0);
        }
    }

    String text() {
        return text.toString();
    }

    /** The parts of standard error: the offset of each one's first character, and that after its last. */
    List<Integer> errors() {
        List<Integer> errors = new ArrayList<>(changes);
        if (endsInError()) {
            errors.add(text.length());
        }
        return errors;
    }
}
