package io.sshra.sample.console;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * Draws a fingerprint like {@code ssh-keygen -lv}: a bishop walks over a board, one step for two bits of the hash, and each square
 * shows how often the bishop was there.
 */
final class Randomart {

    private static final int WIDTH = 17;
    private static final int HEIGHT = 9;
    /** Symbols by number of visits; the last two mark start and end. */
    private static final String SYMBOLS = " .o+=*BOX@%&#/^SE";
    private static final int START = SYMBOLS.length() - 2;
    private static final int END = SYMBOLS.length() - 1;

    private Randomart() {
    }

    /** Kind and size of the key as {@code ssh-keygen} names them. */
    static String title(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        if (key instanceof ECPublicKey ec) {
            return "ECDSA " + ec.getParams().getCurve().getField().getFieldSize();
        }
        return "ED25519 256";
    }

    /** @param fingerprint {@code SHA256:…}, as OpenSSH prints it */
    static String of(String title, String fingerprint) {
        byte[] hash = Base64.getDecoder().decode(fingerprint.substring(fingerprint.indexOf(':') + 1));
        int[][] board = walk(hash);
        StringBuilder picture = new StringBuilder(border("[" + title + "]"));
        for (int[] row : board) {
            picture.append('|');
            for (int visits : row) {
                picture.append(SYMBOLS.charAt(visits));
            }
            picture.append("|\n");
        }
        return picture.append(border("[SHA256]")).toString();
    }

    private static int[][] walk(byte[] hash) {
        int[][] board = new int[HEIGHT][WIDTH];
        int x = WIDTH / 2;
        int y = HEIGHT / 2;
        for (byte eightBits : hash) {
            for (int shift = 0; shift < Byte.SIZE; shift += 2) {
                int step = eightBits >> shift;
                x = within(x + ((step & 1) == 0 ? -1 : 1), WIDTH);
                y = within(y + ((step & 2) == 0 ? -1 : 1), HEIGHT);
                board[y][x] = Math.min(board[y][x] + 1, START - 1);
            }
        }
        board[HEIGHT / 2][WIDTH / 2] = START;
        board[y][x] = END;
        return board;
    }

    private static int within(int position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }

    private static String border(String title) {
        int before = (WIDTH - title.length()) / 2;
        return "+" + "-".repeat(before) + title + "-".repeat(WIDTH - before - title.length()) + "+\n";
    }
}
