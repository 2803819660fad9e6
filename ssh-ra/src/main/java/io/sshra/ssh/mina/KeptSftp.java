package io.sshra.ssh.mina;

import java.util.ArrayList;
import java.util.List;

/** The SFTP channels of one connection that were used before and are kept, by age. Guarded by the lock of {@link SpareChannels}. */
final class KeptSftp {

    private final List<MinaSftpClient> clients = new ArrayList<>(0);

    int size() {
        return clients.size();
    }

    void add(MinaSftpClient client) {
        clients.add(client);
    }

    /** Takes the latest one that is open; null if there is none. */
    MinaSftpClient take() {
        while (!clients.isEmpty()) {
            MinaSftpClient client = clients.remove(clients.size() - 1);
            client.expires(() -> { });
            if (client.isOpen()) {
                return client;
            }
        }
        return null;
    }

    /** Returns false if it is not kept any more. */
    boolean remove(MinaSftpClient client) {
        return clients.remove(client);
    }

    void closeOldest(SpareSender sender) {
        sender.close(clients.remove(0));
    }

    void closeAll(SpareSender sender) {
        clients.forEach(sender::close);
        clients.clear();
    }
}
