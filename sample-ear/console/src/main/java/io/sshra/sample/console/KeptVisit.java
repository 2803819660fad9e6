package io.sshra.sample.console;

import java.io.Serializable;
import java.util.List;

/**
 * What an HTTP session has of a visit. In a cluster, the server's peers have a copy, so that the visit goes on at another server when this
 * one is gone. Has no credential and no output of a command. Immutable: the server copies it only when it is replaced.
 *
 * @param server the {@link ThisServer#ID} of the server that has written it
 * @param groups sorted
 */
record KeptVisit(String server, String user, List<String> groups, String session, List<Profile> profiles, List<Command> commands)
        implements Serializable {

    /** An own profile of the user. */
    record Profile(String name, String host, int port, String username, List<String> fingerprints) implements Serializable {

        boolean isAt(Profile other) {
            return host.equals(other.host) && port == other.port && username.equals(other.username);
        }
    }

    /** A command; see {@link Run.View}. */
    record Command(String id, String profile, String command, String startedAt, String state, int exitCode, String exitSignal, long millis,
            Failure error) implements Serializable {

        /** @param view of a command; its output is not kept */
        static Command of(Run.View view) {
            return new Command(view.id(), view.profile(), view.command(), view.startedAt(), view.state(), view.exitCode(), view.exitSignal(),
                    view.state().equals(Run.RUNNING) ? 0 : view.millis(), view.error() == null ? null : Failure.of(view.error()));
        }

        /** Its view at a server that does not run it. */
        Run.View elsewhere() {
            boolean lost = state.equals(Run.RUNNING) || state.equals(Run.LOST);
            SshErrors.Error shown = lost ? SshErrors.error("", "The server that ran this command is gone",
                    "The command may have run to its end. It is not run again by itself") : error == null ? null : error.shown();
            return new Run.View(id, profile, command, startedAt, lost ? Run.LOST : state, exitCode, exitSignal, millis, null, null, null, 0, shown);
        }
    }

    /** {@link SshErrors.Error} without a host's key. */
    record Failure(String code, String what, String advice) implements Serializable {

        static Failure of(SshErrors.Error error) {
            return new Failure(error.code(), error.what(), error.advice());
        }

        SshErrors.Error shown() {
            return SshErrors.error(code, what, advice);
        }
    }
}
