package io.sshra.ssh.mina.io;

import io.sshra.ssh.proxy.ProxyDialog;
import java.net.SocketAddress;

/** An address that a proxy connects to. For one connect. */
public final class ProxiedAddress extends SocketAddress {

    private static final long serialVersionUID = 1;

    /** How far the connect is. */
    public enum Progress {
        CONNECTING, ASKING, OPEN
    }

    private final HostAddresses proxy;
    final transient ProxyDialog dialog;
    private volatile Progress progress = Progress.CONNECTING;

    /** @param proxy of which the first address that accepts is used */
    public ProxiedAddress(HostAddresses proxy, ProxyDialog dialog) {
        this.proxy = proxy;
        this.dialog = dialog;
    }

    HostAddresses proxy() {
        return proxy;
    }

    void is(Progress next) {
        progress = next;
    }

    public Progress progress() {
        return progress;
    }

    /** Of the proxy. */
    @Override
    public String toString() {
        return proxy.toString();
    }
}
