package io.sshra.log;

import org.jboss.logging.MDC;

/**
 * On whose behalf a thread works, for log patterns: {@code %X{sshra.user}}, {@code %X{sshra.session}},
 * {@code %X{sshra.profile}}. A part is null if it is unknown.
 */
public record LogContext(String user, String session, String profile) {

    public static final String USER = "sshra.user";
    public static final String SESSION = "sshra.session";
    public static final String PROFILE = "sshra.profile";

    /** The context of this thread now. */
    public static LogContext here() {
        return new LogContext(text(USER), text(SESSION), text(PROFILE));
    }

    private static String text(String key) {
        Object value = MDC.get(key);
        return value == null ? null : value.toString();
    }

    /** Runs the work on this thread in this context. Afterwards the thread has its previous context, even if the work throws. */
    public void during(Runnable work) {
        LogContext before = here();
        set();
        try {
            work.run();
        } finally {
            before.set();
        }
    }

    private void set() {
        put(USER, user);
        put(SESSION, session);
        put(PROFILE, profile);
    }

    private static void put(String key, String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
