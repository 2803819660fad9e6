package io.sshra.sample.console;

import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A secret of the HTTP session that only the application's page can read. Each changing request must contain it. */
final class CsrfToken {

    static final String HEADER = "X-CSRF-Token";

    private static final String ATTRIBUTE = CsrfToken.class.getName();
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private CsrfToken() {
    }

    static String of(HttpSession session) {
        synchronized (CsrfToken.class) {
            if (session.getAttribute(ATTRIBUTE) == null) {
                byte[] random = new byte[BYTES];
                RANDOM.nextBytes(random);
                session.setAttribute(ATTRIBUTE, HexFormat.of().formatHex(random));
            }
            return (String) session.getAttribute(ATTRIBUTE);
        }
    }

    /** @param session may be null, or have ended; without a session or without a token in it, no token is right */
    static boolean isRight(HttpSession session, String offered) {
        try {
            return session != null && session.getAttribute(ATTRIBUTE) instanceof String token && isSame(token, offered);
        } catch (IllegalStateException ended) {
            return false;
        }
    }

    /** Compares in constant time. */
    static boolean isSame(String token, String offered) {
        return offered != null && MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), offered.getBytes(StandardCharsets.UTF_8));
    }
}
