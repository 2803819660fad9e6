package io.sshra.cluster;

import java.io.Serializable;
import org.wildfly.clustering.server.dispatcher.Command;

/**
 * A message on its way to another member, which executes it.
 *
 * @param from    the member that has sent it
 * @param message see {@link Codec}
 */
record Delivery(String from, byte[] message) implements Command<Boolean, Receiver, RuntimeException>, Serializable {

    @Override
    public Boolean execute(Receiver receiver) {
        receiver.received(from, message);
        return true;
    }
}
