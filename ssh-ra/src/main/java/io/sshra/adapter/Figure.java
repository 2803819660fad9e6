package io.sshra.adapter;

import io.sshra.SshConnectionFactoryMXBean;
import java.util.function.ToLongFunction;

/** The figures of a connection definition that have one number each: the attributes of its MXBean, described. */
enum Figure {

    OpenConnections("Physical connections that are open",
            SshConnectionFactoryMXBean::getOpenConnections),
    Connecting("Physical connections that are being made",
            SshConnectionFactoryMXBean::getConnecting),
    Leases("Leases that the container's pool has",
            SshConnectionFactoryMXBean::getLeases),
    LeasesInUse("Leases with an open handle",
            SshConnectionFactoryMXBean::getLeasesInUse),
    OpenChannels("Channels that are in use",
            SshConnectionFactoryMXBean::getOpenChannels),
    Connects("Physical connections that were made for the first time for their key",
            SshConnectionFactoryMXBean::getConnects),
    Reconnects("Physical connections that were made again for their key",
            SshConnectionFactoryMXBean::getReconnects),
    ConnectsFailed("Connects that failed: host, network, protocol",
            SshConnectionFactoryMXBean::getConnectsFailed),
    AuthenticationsRefused("Connects that failed because the server refused the credentials, or nobody answered its questions",
            SshConnectionFactoryMXBean::getAuthenticationsRefused),
    HostKeysRefused("Connects that failed because the host's key was not accepted",
            SshConnectionFactoryMXBean::getHostKeysRefused),
    Reuses("Handles that were given on a connection that was open",
            SshConnectionFactoryMXBean::getReuses),
    CallersRefused("Callers who got no connection, for whatever reason",
            SshConnectionFactoryMXBean::getCallersRefused),
    LimitsHit("Callers who met a limit: of connections, handles, waiting callers, channels",
            SshConnectionFactoryMXBean::getLimitsHit),
    Commands("Commands that ran",
            SshConnectionFactoryMXBean::getCommands),
    CommandsTimedOut("Commands that were ended by their time limit",
            SshConnectionFactoryMXBean::getCommandsTimedOut),
    CommandsLost("Commands whose connection was lost",
            SshConnectionFactoryMXBean::getCommandsLost),
    Shells("Shells that ran",
            SshConnectionFactoryMXBean::getShells),
    FileSystems("File systems that were opened by applications",
            SshConnectionFactoryMXBean::getFileSystems),
    Transfers("Transfers that are complete",
            SshConnectionFactoryMXBean::getTransfers),
    TransfersFailed("Transfers that failed or were cancelled",
            SshConnectionFactoryMXBean::getTransfersFailed),
    Forwardings("Ports that were forwarded",
            SshConnectionFactoryMXBean::getForwardings),
    ClosedConnectionLost("Connections that died",
            SshConnectionFactoryMXBean::getClosedConnectionLost),
    ClosedExplicitClose("Connections that the application or an operator ended",
            SshConnectionFactoryMXBean::getClosedExplicitClose),
    ClosedSessionEnd("Connections that ended with their session",
            SshConnectionFactoryMXBean::getClosedSessionEnd),
    ClosedIdleTimeout("Connections that were evicted because they were idle",
            SshConnectionFactoryMXBean::getClosedIdleTimeout),
    ClosedZombieDetected("Connections whose server did not answer the health check",
            SshConnectionFactoryMXBean::getClosedZombieDetected),
    ClosedProfileChanged("Connections whose profile or credential has changed",
            SshConnectionFactoryMXBean::getClosedProfileChanged),
    ClosedContainerDestroyed("Connections whose last lease the container destroyed",
            SshConnectionFactoryMXBean::getClosedContainerDestroyed),
    ClosedPoolShutdown("Connections that ended with the adapter",
            SshConnectionFactoryMXBean::getClosedPoolShutdown),
    BytesReceived("Bytes of channel data received, those of open connections included",
            SshConnectionFactoryMXBean::getBytesReceived),
    BytesSent("Bytes of channel data sent, those of open connections included",
            SshConnectionFactoryMXBean::getBytesSent),
    ConnectMicrosMean("Mean time of a connect that succeeded, in microseconds; 0 before the first",
            SshConnectionFactoryMXBean::getConnectMicrosMean),
    ConnectMicrosMax("The longest one in microseconds: a connect that succeeded",
            SshConnectionFactoryMXBean::getConnectMicrosMax),
    AuthenticationMicrosMean("Mean time of a log-in that succeeded, which is the last part of the connect, in microseconds; 0 before the first",
            SshConnectionFactoryMXBean::getAuthenticationMicrosMean),
    AuthenticationMicrosMax("The longest one in microseconds: a log-in that succeeded",
            SshConnectionFactoryMXBean::getAuthenticationMicrosMax),
    CommandMicrosMean("Mean time of a command, in microseconds; 0 before the first",
            SshConnectionFactoryMXBean::getCommandMicrosMean),
    CommandMicrosMax("The longest one in microseconds: a command",
            SshConnectionFactoryMXBean::getCommandMicrosMax);

    private final String description;
    private final ToLongFunction<SshConnectionFactoryMXBean> value;

    Figure(String description, ToLongFunction<SshConnectionFactoryMXBean> value) {
        this.description = description;
        this.value = value;
    }

    String description() {
        return description;
    }

    long of(SshConnectionFactoryMXBean bean) {
        return value.applyAsLong(bean);
    }
}
