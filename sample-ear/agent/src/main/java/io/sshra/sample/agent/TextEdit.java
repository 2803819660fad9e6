package io.sshra.sample.agent;

/** Replaces exact text that occurs once. */
final class TextEdit {

    private TextEdit() {
    }

    /** @throws Refusal if the old text is not there, or more than once */
    static String replace(String text, String old, String replacement) {
        if (old.isEmpty()) {
            throw new Refusal("old_text is empty. Give the text to replace");
        }
        int at = text.indexOf(old);
        if (at < 0) {
            throw new Refusal("The file does not have old_text. Blanks, tabs and line breaks count; read it again");
        }
        // Also one that overlaps: which one is meant would not be clear.
        if (text.indexOf(old, at + 1) >= 0) {
            throw new Refusal("The file has old_text more than once. Give more of the text around it");
        }
        return text.substring(0, at) + replacement + text.substring(at + old.length());
    }
}
