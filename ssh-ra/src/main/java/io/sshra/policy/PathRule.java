package io.sshra.policy;

import java.util.List;

/**
 * One line that allows something with files by SFTP.
 *
 * @param place file and line, by which it is named
 * @param write whether files may be changed, or read
 * @param path  which files
 */
record PathRule(String place, boolean write, PathPattern path) {

    private static final String READ = "read";
    private static final String WRITE = "write";

    /** Whether a line is such a rule. */
    static boolean isOne(String kind) {
        return kind.equals(READ) || kind.equals(WRITE);
    }

    /**
     * Reads what stands behind {@code Allow}.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    static PathRule of(String place, List<String> words) {
        if (words.size() != 2) {
            throw new IllegalArgumentException("expected one path after " + words.get(0));
        }
        return new PathRule(place, words.get(0).equals(WRITE), PathPattern.of(words.get(1)));
    }
}
