package io.sshra.adapter;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** What an exception of the container is to the application: the adapter's own one inside it, whatever the container has wrapped it into. */
final class ContainerFailure {

    private ContainerFailure() {
    }

    /**
     * The adapter's own exception that is the failure or a cause of it; otherwise one that says that the pool is exhausted, or that the
     * container refused.
     *
     * @param what what was not possible, if the container refused
     */
    static SshException of(Exception failure, ContainerKind container, String what) {
        boolean exhausted = false;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        for (Throwable next = open.poll(); next != null; next = open.poll()) {
            if (next instanceof SshException ssh) {
                return ssh;
            }
            if (seen.add(next)) {
                exhausted |= saysExhausted(next);
                addCauses(next, open);
            }
        }
        return exhausted ? new SshConnectionLimitException(SshErrorCode.LIMIT_CONTAINER_POOL,
                "the server's pool is exhausted, whose size is set by " + container.size(), failure)
                : new SshException(SshErrorCode.CONTAINER_REFUSED, what, failure);
    }

    /** GlassFish throws a ResourceAllocationException for everything, with a cause that says what. */
    private static boolean saysExhausted(Throwable failure) {
        return failure instanceof ResourceAllocationException && failure.getCause() == null || ContainerKind.isExhausted(failure.getMessage());
    }

    private static void addCauses(Throwable failure, Deque<Throwable> open) {
        if (failure.getCause() != null) {
            open.add(failure.getCause());
        }
        if (failure instanceof ResourceException resource && linked(resource) != null) {
            open.add(linked(resource));
        }
    }

    /** Containers that are older than causes still use it. */
    @SuppressWarnings("deprecation")
    private static Exception linked(ResourceException failure) {
        return failure.getLinkedException();
    }
}
