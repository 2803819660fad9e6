package io.sshra.ssh.hostkey;

import io.sshra.base.Wildcards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), read as ssh reads it: words end at blanks and tabs only,
 * and the line at the first NUL. Bytes are characters of ISO-8859-1.
 *
 * @param marker what the line says about its key
 * @param names  patterns with commas, or one hashed name
 * @param type   the type of the key, as it is written
 * @param base64 the key
 */
record KnownHostsLine(Marker marker, String names, String type, String base64) {

    private static final Pattern SEPARATORS = Pattern.compile("[ \t]+");
    /** Characters that ssh ignores within Base64. Lines of some systems end in one of them. */
    private static final Pattern IGNORED_IN_BASE64 = Pattern.compile("[\r\u000b\f]");
    private static final String NUL = "\0";
    private static final int BASE64_GROUP = 4;

    /** What a line says about its key. */
    enum Marker {
        KEY, REVOKED, CERTIFICATE_AUTHORITY
    }

    /**
     * @return null for a comment or an empty line
     * @throws InvalidLineException if the line is neither, and lacks names, type or key
     */
    static KnownHostsLine parse(String line) throws InvalidLineException {
        int nul = line.indexOf(NUL);
        String text = nul < 0 ? line : line.substring(0, nul);
        Deque<String> words = new ArrayDeque<>(List.of(SEPARATORS.split(text)));
        if (words.peek() != null && words.peek().isEmpty()) {
            words.remove();
        }
        if (words.isEmpty() || text.isBlank()) {
            if (nul >= 0) {
                throw invalid("it starts with a NUL character", line);
            }
            return null;
        }
        if (words.peek().startsWith("#")) {
            return null;
        }
        Marker marker = words.peek().startsWith("@") ? marker(words.remove(), line) : Marker.KEY;
        if (words.size() < 3 || words.peek().startsWith("@") || marker == Marker.KEY && isMeantToRevoke(line)) {
            throw invalid("expected [@marker] names type key", line);
        }
        return new KnownHostsLine(marker, words.remove(), words.remove(), IGNORED_IN_BASE64.matcher(words.remove()).replaceAll(""));
    }

    private static Marker marker(String word, String line) throws InvalidLineException {
        return switch (word) {
            case "@revoked" -> Marker.REVOKED;
            case "@cert-authority" -> Marker.CERTIFICATE_AUTHORITY;
            default -> throw invalid("unknown marker", line);
        };
    }

    private static InvalidLineException invalid(String why, String line) {
        return new InvalidLineException(why, isMeantToRevoke(line), null);
    }

    /**
     * Whether an invalid line is probably meant to revoke a key: the marker is misspelt, follows a byte order mark, a conflict
     * marker or another marker, or is in UTF-16.
     */
    private static boolean isMeantToRevoke(String line) {
        String[] words = line.replace(NUL, "").strip().toLowerCase(Locale.ROOT).split("\\s+", 3);
        return words[0].contains("@rev") || words.length > 1 && words[1].startsWith("@rev");
    }

    private InvalidLineException unusable(String why, Exception cause) {
        return new InvalidLineException(why, marker == Marker.REVOKED, cause);
    }

    /** Whether the names include this host. */
    boolean isAbout(String host) throws InvalidLineException {
        return names.startsWith("|") ? isHashOf(host) : Wildcards.matchListIgnoringCase(names, host);
    }

    private boolean isHashOf(String host) throws InvalidLineException {
        String[] parts = names.split("\\|");
        if (parts.length != 4 || !parts[1].equals("1")) {
            throw unusable("unknown form of a hashed name", null);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            return Arrays.equals(mac.doFinal(host.getBytes(StandardCharsets.ISO_8859_1)), Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable("invalid hashed name", e);
        }
    }

    /** The key; null if its type is not supported, so that no server can offer it. */
    PublicKey key() throws InvalidLineException {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            String ofBlob = new ByteArrayBuffer(blob).getString();
            if (base64.length() % BASE64_GROUP != 0 || !ofBlob.equals(KeyUtils.getCanonicalKeyType(type))) {
                throw unusable("its key is incomplete or of another type", null);
            }
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(ofBlob + " " + base64)
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
            if (key != null && !Arrays.equals(blob, encoded(key))) {
                throw unusable("there are extra bytes after its key", null);
            }
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable("its key can't be read", e);
        }
    }

    private static byte[] encoded(PublicKey key) {
        Buffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return buffer.getCompactData();
    }
}
