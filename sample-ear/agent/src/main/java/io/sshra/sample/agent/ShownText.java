package io.sshra.sample.agent;

import io.sshra.SshText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes of a machine as text for an agent: UTF-8, with control characters visible except line breaks and tabs, and bounded. The bound counts what
 * the text takes in JSON, because that is what the agent's client gets.
 */
final class ShownText {

    private static final int LONGEST_CHARACTER = 4;

    private ShownText() {
    }

    /** A text, and how many bytes it shows. */
    record Part(String text, int bytes) {
    }

    /** One character, and how many bytes it takes there and here. */
    private record Shown(String text, int bytes, int cost) {
    }

    /**
     * As much of the beginning as the budget allows.
     *
     * @param complete whether nothing follows these bytes; otherwise an incomplete character at their end is left for later
     */
    static Part beginning(byte[] bytes, int budget, boolean complete) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        int cost = 0;
        while (at < bytes.length) {
            if (!complete && isIncomplete(bytes, at)) {
                break;
            }
            Shown next = character(bytes, at);
            cost += next.cost;
            if (cost > budget) {
                break;
            }
            text.append(next.text);
            at += next.bytes;
        }
        return new Part(text.toString(), at);
    }

    /** As much of the end as the budget allows. */
    static Part end(byte[] bytes, int budget) {
        Deque<Shown> all = new ArrayDeque<>();
        int at = Math.max(0, bytes.length - budget);
        // Not in the middle of a character.
        for (int skipped = 0; at > 0 && at < bytes.length && skipped < LONGEST_CHARACTER - 1 && isContinuation(bytes[at]); skipped++) {
            at++;
        }
        while (at < bytes.length) {
            Shown next = character(bytes, at);
            all.addLast(next);
            at += next.bytes;
        }
        StringBuilder text = new StringBuilder();
        Deque<Shown> kept = new ArrayDeque<>();
        int cost = 0;
        int shown = 0;
        while (!all.isEmpty() && cost + all.getLast().cost <= budget) {
            Shown last = all.removeLast();
            cost += last.cost;
            shown += last.bytes;
            kept.addFirst(last);
        }
        kept.forEach(each -> text.append(each.text));
        return new Part(text.toString(), shown);
    }

    /** A whole text of this program or of a machine, made visible. */
    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return beginning(bytes, Integer.MAX_VALUE, true).text;
    }

    private static Shown character(byte[] bytes, int at) {
        int length = length(bytes, at);
        String text = length == 0 ? "\uFFFD" : new String(bytes, at, length, StandardCharsets.UTF_8);
        String shown = text.equals("\n") || text.equals("\t") ? text : SshText.visible(text);
        return new Shown(shown, Math.max(1, length), cost(shown));
    }

    /** What the text takes in JSON. */
    static int cost(String text) {
        int escapes = (int) text.chars().filter(c -> c == '\n' || c == '\t' || c == '"' || c == '\\').count();
        return text.getBytes(StandardCharsets.UTF_8).length + escapes;
    }

    /** How many bytes the character takes; 0 if it is invalid. */
    private static int length(byte[] bytes, int at) {
        int length = announced(bytes[at]);
        if (length == 0 || at + length > bytes.length) {
            return 0;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        boolean replaced = text.indexOf('\uFFFD') >= 0 && !(length == 3 && text.equals("\uFFFD") && bytes[at] == (byte) 0xEF);
        return replaced || text.codePointCount(0, text.length()) != 1 ? 0 : length;
    }

    private static boolean isIncomplete(byte[] bytes, int at) {
        int length = announced(bytes[at]);
        if (length < 2 || at + length <= bytes.length) {
            return false;
        }
        for (int i = at + 1; i < bytes.length; i++) {
            if (!isContinuation(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isContinuation(byte one) {
        return (one & 0xC0) == 0x80;
    }

    private static int announced(byte first) {
        int value = first & 0xFF;
        if (value < 0x80) {
            return 1;
        }
        if (value >= 0xC2 && value < 0xE0) {
            return 2;
        }
        if (value >= 0xE0 && value < 0xF0) {
            return 3;
        }
        return value >= 0xF0 && value < 0xF5 ? LONGEST_CHARACTER : 0;
    }
}
