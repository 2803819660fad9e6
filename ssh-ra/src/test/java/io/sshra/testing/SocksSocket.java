package io.sshra.testing;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;

/** Sockets of this JVM that connect through a SOCKS proxy. */
public final class SocksSocket {

    private SocksSocket() {
    }

    /**
     * An unconnected socket.
     *
     * <p>Threads that connect were seen to wait for each other forever while the JDK initialized the classes of its proxies
     * (OpenJDK 17.0.15). They cannot once {@code ProxySelector} is initialized.
     */
    public static Socket through(InetSocketAddress proxy) {
        ProxySelector.getDefault();
        return new Socket(new Proxy(Proxy.Type.SOCKS, proxy));
    }
}
