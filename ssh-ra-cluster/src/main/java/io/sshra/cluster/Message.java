package io.sshra.cluster;

import io.sshra.SshConnectionInfo;
import java.util.List;
import java.util.Map;

/** What nodes tell each other: names, times and figures. No secret is in it. */
sealed interface Message {

    /**
     * The end of a session.
     *
     * @param origin which start of which node the session ended at
     * @param number counts the ends of this origin from 1
     * @param age    how many nanoseconds ago it was when this was sent, or less
     */
    record End(long origin, long number, String user, String session, long age) {
    }

    /**
     * Who I am, and which ends I know.
     *
     * @param origin what my ends have as their origin
     * @param answer whether you tell me the same of you
     * @param known  by origin: I know all ends up to this number, and have some of them
     */
    record Digest(long origin, boolean answer, Map<Long, Long> known) implements Message {
    }

    /** I do not run the application any more. */
    record Bye() implements Message {
    }

    /** A session has ended here, just now. */
    record News(End end) implements Message {
    }

    /**
     * Tell me ends.
     *
     * @param request returned in the answer
     * @param after   by origin: all ends after this number
     */
    record Pull(long request, Map<Long, Long> after) implements Message {
    }

    /**
     * Tell me again how long ago this end was.
     *
     * @param request returned in the answer
     * @param number  of an end of yours
     */
    record Ask(long request, long number) implements Message {
    }

    /**
     * The answer to a {@link Pull} or an {@link Ask}.
     *
     * @param known by origin: with these, you know all ends up to this number
     * @param more  whether there are more: ask again
     */
    record Ends(long request, List<End> ends, Map<Long, Long> known, boolean more) implements Message {
    }

    /** I have ended that session, whose end was this number of yours. */
    record Done(long number, int closed) implements Message {
    }

    /** Tell me your connections. */
    record View(long request) implements Message {
    }

    /** My connections. */
    record Connections(long request, List<SshConnectionInfo> connections) implements Message {
    }

    /** Close this connection. */
    record Close(long request, long number) implements Message {
    }

    /** Whether I have closed it. */
    record Closed(long request, boolean closed) implements Message {
    }
}
