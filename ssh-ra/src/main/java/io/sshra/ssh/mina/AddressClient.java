package io.sshra.ssh.mina;

import java.io.IOException;
import java.net.SocketAddress;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/**
 * Connects to the address that it is given. MINA (2.20.0) resolves the host name of the address again. If the name had another
 * address by then, the connection would bypass the rule for destinations.
 */
final class AddressClient extends SshClient {

    @Override
    public ConnectFuture connect(String username, SocketAddress address, AttributeRepository context, SocketAddress localAddress)
            throws IOException {
        return doConnect(username, address, context, localAddress, KeyIdentityProvider.EMPTY_KEYS_PROVIDER, new HostConfigEntry());
    }
}
