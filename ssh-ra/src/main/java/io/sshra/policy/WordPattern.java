package io.sshra.policy;

import java.util.List;

/** What one word of an argument vector may be. */
@FunctionalInterface
interface WordPattern {

    String PATH = "path:";
    String WORD = "word:";

    boolean matches(String word);

    /**
     * Reads a word of a rule: {@code *} is one word that is no option, {@code path:} a normalised path, {@code word:} the text behind it,
     * and everything else is the word itself.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    static WordPattern of(String text) {
        if (text.equals("*")) {
            return WordPattern::isNoOption;
        }
        if (text.startsWith(PATH)) {
            return PathPattern.of(text.substring(PATH.length()))::matches;
        }
        if (text.startsWith(WORD)) {
            return text.substring(WORD.length())::equals;
        }
        if (text.contains("*")) {
            throw new IllegalArgumentException("invalid word " + text + ": * stands for a whole word; write " + WORD + text
                    + " for this very text, or " + PATH + " and a path");
        }
        return text::equals;
    }

    /**
     * Programs take words with these first characters for options. An empty word may be taken for none, so that the next one counts. Nothing
     * needs control characters, and a line feed may begin another line somewhere.
     */
    static boolean isNoOption(String word) {
        return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '+' && word.chars().noneMatch(Character::isISOControl);
    }

    /** Whether a vector has exactly these words. */
    static boolean matchAll(List<WordPattern> patterns, List<String> words) {
        if (patterns.size() != words.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!patterns.get(i).matches(words.get(i))) {
                return false;
            }
        }
        return true;
    }
}
