package io.sshra.contract;

import io.sshra.SshConnectionFactory;
import java.nio.file.Path;

/**
 * A machine that has the commands of {@link ContractTest}, a shell and files, and the factory that leads to it. It is made for one test.
 */
public interface Machine extends AutoCloseable {

    /** Its only profile. */
    String PROFILE = "web-1";

    SshConnectionFactory factory();

    /** The folder of this machine whose files are those of the other one, below {@link #remote()}. */
    Path folder();

    /** The path of {@link #folder()} on the other machine, without a slash at its end. */
    String remote();

    /** How many commands and shells have been started on the other machine. */
    int started();

    /**
     * Allows forwarding, and starts a service that sends back what it receives. Called before the factory is used.
     *
     * @return its port at 127.0.0.1, as the other machine sees it
     */
    int allowStreams();

    /** Another person has to approve each command line that is a text for the shell. Called before the factory is used. */
    void askForCommandLines() throws Exception;

    /** Breaks all connections. */
    void loseConnections();

    @Override
    void close();
}
