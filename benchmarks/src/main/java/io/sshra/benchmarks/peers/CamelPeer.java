package io.sshra.benchmarks.peers;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Target;
import java.io.InputStream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** Camel's ssh component, which connects for each command. */
public final class CamelPeer implements Peer {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final String endpoint;

    public CamelPeer(Target server) {
        context.start();
        template = context.createProducerTemplate();
        endpoint = "ssh:" + server.username() + "@" + server.host() + ":" + server.port() + "?certResource=file:"
                + server.privateKey() + "&knownHostsResource=file:" + server.knownHosts() + "&failOnUnknownHost=true&timeout=30000";
    }

    @Override
    public Link connect() {
        return new Link() {
            @Override
            public int run(String command) throws Exception {
                try (InputStream out = template.requestBody(endpoint, command, InputStream.class)) {
                    Peer.drain(out);
                }
                return 0;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void close() {
        context.stop();
    }
}
