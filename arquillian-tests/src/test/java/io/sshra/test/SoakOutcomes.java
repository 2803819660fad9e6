package io.sshra.test;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** The outcomes of the operations of a {@link SoakTest}. Thread-safe. */
final class SoakOutcomes {

    private static final String DONE = "done";
    private static final int MOST_TOLD_OF_A_KIND = 3;
    /**
     * IronJacamar 3.0.18's flush of idle leases occasionally destroys one that it has just given to a caller, because it does
     * not check whether the lease was still in the queue. More than a few of these would have another cause.
     */
    private static final int MOST_TAKEN_BY_FLUSH = 3;

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    // Guarded by this.
    private final Map<String, Integer> told = new HashMap<>();
    private final List<String> unexpected = new ArrayList<>();
    private int takenByFlush;

    void done(SoakOperation operation) {
        count(operation + "\t" + DONE);
    }

    void failed(SoakOperation operation, SoakKey key, Throwable failure) {
        String outcome = name(failure);
        count(operation + "\t" + outcome);
        count(key.fault() + "\t" + outcome);
        if (!key.fault().explains(outcome) && !isTakenByFlush(outcome)) {
            tell(key.fault() + " " + outcome, operation + " of " + key.mark() + ", which suffers " + key.fault() + ": " + outcome, failure);
        }
    }

    private synchronized boolean isTakenByFlush(String outcome) {
        return outcome.equals(SshErrorCode.CONTAINER_DESTROYED.name()) && ++takenByFlush <= MOST_TAKEN_BY_FLUSH;
    }

    private void count(String what) {
        counts.computeIfAbsent(what, absent -> new LongAdder()).increment();
    }

    private synchronized void tell(String kind, String what, Throwable failure) {
        if (told.merge(kind, 1, Integer::sum) <= MOST_TOLD_OF_A_KIND) {
            StringWriter text = new StringWriter();
            text.append(what).append('\n');
            failure.printStackTrace(new PrintWriter(text, true));
            unexpected.add(text.toString());
        }
    }

    /** The error's code, or its class. The exception for an ended stream has no special class. */
    private static String name(Throwable failure) {
        boolean wraps = failure instanceof AssertionError || failure instanceof UncheckedIOException;
        if (wraps && failure.getCause() != null) {
            // Thrown by a thread that the operation waited for, or by a listing of files.
            return name(failure.getCause());
        }
        if (failure instanceof SshException ssh) {
            return ssh.code().name();
        }
        boolean stream = failure instanceof IOException
                && (failure.getClass() == FileSystemException.class || !(failure instanceof FileSystemException));
        return stream ? IOException.class.getSimpleName() : failure.getClass().getSimpleName();
    }

    /** Lines with an operation or fault, an outcome and its number. */
    List<String> counts() {
        return counts.entrySet().stream().map(entry -> entry.getKey() + "\t" + entry.getValue()).toList();
    }

    /** The first outcomes that no fault explains, with their stack traces. */
    synchronized List<String> unexpected() {
        return List.copyOf(unexpected);
    }
}
