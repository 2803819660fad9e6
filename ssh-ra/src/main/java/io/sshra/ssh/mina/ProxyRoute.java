package io.sshra.ssh.mina;

import io.sshra.SshException;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.io.HostAddresses;
import io.sshra.ssh.mina.io.ProxiedAddress;
import io.sshra.ssh.proxy.Destination;
import io.sshra.ssh.proxy.ProxyDialog;
import io.sshra.ssh.proxy.ProxyException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;

/**
 * The way to a target through its proxy. If the target's name is resolved here and has several addresses, the proxy is asked for one after
 * the other, each on a connection of its own, and each gets an equal part of the time that is left. For one thread.
 */
final class ProxyRoute {

    private final Target target;
    private final HostAddresses proxy;
    private final Deque<Destination> untried;
    private ProxiedAddress last;
    private Exception first;

    private ProxyRoute(Target target, HostAddresses proxy, Deque<Destination> untried) {
        this.target = target;
        this.proxy = proxy;
        this.untried = untried;
    }

    /** @throws io.sshra.SshConnectException if the proxy or the target has no address that may be used */
    static ProxyRoute to(Target target, Resolver resolver) throws SshException {
        HostAddresses proxy = TargetAddresses.ofProxy(target, resolver);
        return new ProxyRoute(target, proxy, new ArrayDeque<>(TargetAddresses.behindProxy(target, resolver)));
    }

    /** What to connect to next. */
    ProxiedAddress next() {
        last = new ProxiedAddress(proxy, ProxyDialog.of(target.proxy(), untried.remove()));
        return last;
    }

    /** Until when this may take. */
    long share(long now, long deadline) {
        return now + (deadline - now) / (untried.size() + 1);
    }

    /** Whether the next address may be reached although this one was not. */
    boolean goesOnAfter(Exception failure) {
        ProxyException said = ConnectDiagnosis.find(failure, ProxyException.class);
        boolean isUnreached = said != null ? said.kind() == ProxyException.Kind.COULD_NOT_CONNECT : isTimeout(failure);
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            failure.addSuppressed(first);
        }
        return isUnreached && !untried.isEmpty();
    }

    static boolean isTimeout(Throwable failure) {
        return ConnectDiagnosis.find(failure, TimeoutException.class) != null || ConnectDiagnosis.find(failure, SocketTimeoutException.class) != null;
    }

    /** How far the last connect has come. */
    ProxiedAddress.Progress progress() {
        return last.progress();
    }
}
