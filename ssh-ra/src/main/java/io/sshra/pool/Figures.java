package io.sshra.pool;

/**
 * What there is at one moment.
 *
 * @param connections   physical connections that are open
 * @param connecting    physical connections that are being made
 * @param leases        of the container's pool
 * @param leasesInUse   those with an open handle
 * @param channels      that are open
 * @param channelWaiters  callers who wait for a channel of a connection that has no more
 * @param bytesReceived bytes of channel data of the open connections
 * @param bytesSent     likewise
 */
public record Figures(long connections, long connecting, long leases, long leasesInUse, long channels, long channelWaiters,
        long bytesReceived, long bytesSent) {

    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

    Figures plus(Figures other) {
        return new Figures(connections + other.connections, connecting + other.connecting, leases + other.leases,
                leasesInUse + other.leasesInUse, channels + other.channels, channelWaiters + other.channelWaiters, bytesReceived + other.bytesReceived,
                bytesSent + other.bytesSent);
    }
}
