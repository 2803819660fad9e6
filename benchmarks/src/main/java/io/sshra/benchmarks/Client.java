package io.sshra.benchmarks;

import io.sshra.benchmarks.peers.CamelPeer;
import io.sshra.benchmarks.peers.CommonsPoolPeer;
import io.sshra.benchmarks.peers.JschPeer;
import io.sshra.benchmarks.peers.MinaPeer;
import io.sshra.benchmarks.peers.OpenSshPeer;
import io.sshra.benchmarks.peers.SpringPeer;
import io.sshra.benchmarks.peers.SshRaPeer;
import io.sshra.benchmarks.peers.SshjPeer;
import java.util.EnumSet;
import java.util.Set;

/** The measured clients and their scenarios. */
enum Client {

    SSH_RA("ssh-ra", SshRaPeer::new, EnumSet.allOf(Scenario.class)),
    /** An older state of ssh-ra. The micro-benchmarks use classes that it might not have. */
    BASELINE("ssh-ra before", SshRaPeer::new, EnumSet.complementOf(EnumSet.of(Scenario.MICRO))),
    MINA_TUNED("MINA, tuned", server -> new MinaPeer(server, true), EnumSet.complementOf(EnumSet.of(Scenario.COLD_START))),
    MINA("MINA", server -> new MinaPeer(server, false), EnumSet.complementOf(EnumSet.of(Scenario.COLD_START))),
    JSCH("JSch", JschPeer::new, EnumSet.complementOf(EnumSet.of(Scenario.COLD_START))),
    SSHJ("sshj", SshjPeer::new, EnumSet.complementOf(EnumSet.of(Scenario.COLD_START))),
    COMMONS_POOL("commons-pool2 on MINA", CommonsPoolPeer::new, EnumSet.of(Scenario.COMMAND, Scenario.CONNECT, Scenario.BURST, Scenario.THROUGHPUT)),
    CAMEL("Camel", CamelPeer::new, EnumSet.of(Scenario.COMMAND)),
    SPRING("Spring Integration", SpringPeer::new, EnumSet.of(Scenario.LARGE_FILE, Scenario.SMALL_FILES)),
    ASYNCSSH("asyncssh", null, EnumSet.of(Scenario.COMMAND, Scenario.CONNECT, Scenario.BURST, Scenario.THROUGHPUT, Scenario.LOAD, Scenario.STREAM, Scenario.LARGE_FILE, Scenario.ROUND_TRIPS)),
    OPENSSH("OpenSSH", server -> new OpenSshPeer(server, false), EnumSet.of(Scenario.COMMAND, Scenario.STREAM, Scenario.LARGE_FILE, Scenario.SMALL_FILES)),
    OPENSSH_MASTER("OpenSSH, ControlMaster", server -> new OpenSshPeer(server, true), EnumSet.of(Scenario.COMMAND, Scenario.CONNECT, Scenario.THROUGHPUT, Scenario.LOAD, Scenario.STREAM, Scenario.LARGE_FILE, Scenario.ROUND_TRIPS)),

    /** The application server's pool with an adapter that does nothing. The forks of ssh-ra measure it in turns with the adapter. */
    CONTAINER("container alone", null, EnumSet.noneOf(Scenario.class));

    /** Makes a peer. */
    interface Maker {
        Peer of(Target server) throws Exception;
    }

    private final String label;
    private final Maker maker;
    private final Set<Scenario> scenarios;

    Client(String label, Maker maker, Set<Scenario> scenarios) {
        this.label = label;
        this.maker = maker;
        this.scenarios = scenarios;
    }

    String label() {
        return label;
    }

    /** Null for a client that is a separate program and measures itself. */
    Maker maker() {
        return maker;
    }

    /** Whether a short run includes it: with the same algorithms the fast clients, with defaults the clients with slow defaults. */
    boolean isFirst(Scenario scenario, boolean defaults) {
        if (!defaults) {
            return EnumSet.of(SSH_RA, BASELINE, MINA_TUNED, JSCH, ASYNCSSH).contains(this)
                    || this == OPENSSH_MASTER && scenario != Scenario.CONNECT || this == SSHJ && scenario == Scenario.ROUND_TRIPS;
        }
        return switch (scenario) {
            case COMMAND -> EnumSet.of(SSH_RA, BASELINE, MINA, JSCH, SSHJ, CAMEL).contains(this);
            case CONNECT -> EnumSet.of(SSH_RA, BASELINE, MINA, SSHJ).contains(this);
            default -> false;
        };
    }

    boolean takesPart(Scenario scenario) {
        return scenarios.contains(scenario) && (isAdapter() || scenario.hasPeers());
    }

    /** Whether this is ssh-ra, today's or an older one. */
    boolean isAdapter() {
        return this == SSH_RA || this == BASELINE;
    }
}
