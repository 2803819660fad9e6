package io.sshra.pool;

/**
 * The pool at one moment.
 *
 * @param connections    physical connections that are open
 * @param connecting     physical connections that are connecting
 * @param leases         leases in the container's pool
 * @param leasesInUse    leases with an open handle
 * @param channels       open channels
 * @param spares         channels that are open and not in use
 * @param channelWaiters callers that wait because all channels of their connection are in use
 * @param bytesReceived  bytes of channel data that the open connections have received
 * @param bytesSent      bytes of channel data that the open connections have sent
 */
public record Figures(long connections, long connecting, long leases, long leasesInUse, long channels, long spares, long channelWaiters,
        long bytesReceived, long bytesSent) {

    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    public Figures plus(Figures other) {
        return new Figures(connections + other.connections, connecting + other.connecting, leases + other.leases,
                leasesInUse + other.leasesInUse, channels + other.channels, spares + other.spares, channelWaiters + other.channelWaiters, bytesReceived + other.bytesReceived,
                bytesSent + other.bytesSent);
    }
}
