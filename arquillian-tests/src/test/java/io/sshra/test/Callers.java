package io.sshra.test;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPromptHandler;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;

/**
 * Callers in every operation that can wait, and some that are always busy. Each has its own thread and session, and writes a
 * line to a file when its operation ends: the result and the time. They outlive their application.
 */
final class Callers {

    /** The file of properties with the addresses of the servers. */
    static final String SERVERS = "servers";
    /** Lines with the caller, the result, and milliseconds since 1970, separated by tabs. */
    static final String REPORT = "report";
    /** A file that exists when everything has been undeployed. */
    static final String UNDEPLOYED = "undeployed";
    /** A large file to transfer. */
    static final String BIG = "big";
    /** The JNDI name of the application's prompt handler. */
    static final String HANDLER = "java:global/ssh-prompt-handler";
    /** A definition whose pool has one connection. */
    static final String SMALL = "java:/eis/ssh-small";

    private static final int UNDER_WAY_SECONDS = 180;
    private static final int SLOWLY_MILLIS = 20;

    /** What a caller does. Returns the result. */
    private interface Operation {
        String end() throws Exception;
    }

    private record Caller(Thread thread, Callable<Boolean> underWay) {
    }

    private final Path folder;
    private final Properties servers = new Properties();
    private final SshConnectionFactory ssh = InitialContext.doLookup("java:/eis/ssh");
    private final SshConnectionFactory small = InitialContext.doLookup(SMALL);
    private final Map<String, Caller> callers = new LinkedHashMap<>();
    private volatile boolean asked;

    Callers(Path folder) throws Exception {
        this.folder = folder;
        try (InputStream in = Files.newInputStream(folder.resolve(SERVERS))) {
            servers.load(in);
        }
    }

    /** Starts them. */
    void start() throws Exception {
        new InitialContext().rebind(HANDLER, (SshPromptHandler) (user, session, profile, target, request) -> answer());
        SshConnection command = open("exec");
        caller("exec", () -> command.info().bytesReceived() > 0, () -> seen(command.exec("echo; exec sleep 1000")));
        SshProcess read = process("process read");
        caller("process read", () -> true, () -> end(read.stdout()) + lost(read));
        SshProcess written = process("process write");
        waiting("process write", "SentStream", () -> write(written.stdin()));
        SshProcess awaited = process("process wait");
        waiting("process wait", "SshProcessHandle", () -> {
            awaited.waitFor();
            return "ended" + lost(awaited);
        });
        SshProcess future = process("process future");
        waiting("process future", "CompletableFuture",
                () -> "ended" + lost(future.onExit(task -> new Thread(task, "future").start()).get()));
        SshProcess shell = open("shell").shell(SshPty.xterm());
        shell.stdout().read();
        caller("shell read", () -> true, () -> end(shell.stdout()) + lost(shell));
        transfers();
        connects();
        waitsForLimits();
        neverRest();
        afterwards();
    }

    private void transfers() throws Exception {
        boolean[] moves = new boolean[3];
        SshConnection up = open("upload");
        caller("upload", () -> moves[0], () -> up.upload(folder.resolve(BIG), folder.resolve("uploaded").toString(), slowly(moves, 0)).toString());
        SshConnection down = open("download");
        caller("download", () -> moves[1], () -> down.download(folder.resolve(BIG).toString(), folder.resolve("downloaded"), slowly(moves, 1)).toString());
        FileSystem files = open("file").fileSystem();
        caller("file read", () -> moves[2], () -> {
            byte[] block = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(files.getPath(folder.resolve(BIG).toString()))) {
                while (in.read(block) >= 0) {
                    moves[2] = true;
                    TimeUnit.MILLISECONDS.sleep(SLOWLY_MILLIS);
                }
            }
            return "all of it";
        });
        SshForward forward = open("forward").forwardLocal(0, "127.0.0.1", number("silent"));
        Socket client = new Socket("127.0.0.1", forward.port());
        waiting("forwarding client", "Socket", () -> end(client.getInputStream()));
    }

    private static SshTransferOptions slowly(boolean[] moves, int which) {
        return SshTransferOptions.defaults().withListener(progress -> {
            moves[which] |= progress.bytes() > 0;
            try {
                TimeUnit.MILLISECONDS.sleep(SLOWLY_MILLIS);
            } catch (InterruptedException e) {
                return false;
            }
            return true;
        });
    }

    private void connects() {
        SshTarget silent = SshTarget.builder().host("127.0.0.1").port(number("silent")).username("u")
                .password("x".toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
        waiting("connect", "Flight", () -> got(ssh, new SshConnectionSpec("connect", "s", "p", silent)));
        waiting("connect of another caller", "Flight", () -> got(ssh, new SshConnectionSpec("connect", "s", "p", silent)));
        waiting("connect behind another", "Flight", () -> got(ssh, new SshConnectionSpec("queued", "s", "p", silent)));
        SshConnectionSpec asks = SshConnectionSpec.of("asked", "s", "asks");
        caller("question", () -> asked, () -> got(ssh, asks));
        waiting("question to another caller", "Flight|Callers.answer", () -> got(ssh, asks));
    }

    private void waitsForLimits() throws Exception {
        SshConnection full = open("channels");
        int channels = 0;
        for (; channels < number("channels"); channels++) {
            full.start(SshCommand.shell("exec sleep 1000"));
        }
        waiting("channel", "ChannelBudget", () -> seen(full.exec("true")));
        SshConnection held = small.getConnection(spec("held"));
        waiting("holds the only permit", "CommandChannel", () -> seen(held.exec("exec sleep 1000")));
        waiting("permit of the container", "Semaphore", () -> got(small, spec("permit")));
    }

    private void neverRest() throws Exception {
        SshConnection commands = open("commands");
        caller("commands without end", () -> commands.info().commandCount() > 3, () -> {
            SshCommandResult last;
            do {
                last = commands.exec("true");
            } while (last.succeeded());
            return seen(last);
        });
        caller("connections without end", () -> !ssh.sessions().connections("again", "s").isEmpty(), () -> {
            String last;
            do {
                last = got(ssh, spec("again"));
            } while (last.isEmpty());
            return last;
        });
    }

    private void afterwards() throws Exception {
        SshConnection handle = open("afterwards");
        caller("handle afterwards", () -> true, () -> afterUndeployment(() -> seen(handle.exec("true"))));
        caller("factory afterwards", () -> true, () -> afterUndeployment(() -> got(ssh, spec("afterwards"))));
        caller("sessions afterwards", () -> true,
                () -> afterUndeployment(() -> ssh.sessions().connections("afterwards", "s").toString()));
    }

    private String afterUndeployment(Operation operation) throws Exception {
        while (Files.notExists(folder.resolve(UNDEPLOYED))) {
            TimeUnit.MILLISECONDS.sleep(SLOWLY_MILLIS);
        }
        return operation.end();
    }

    /** A question that a person takes a long time to answer. */
    private List<char[]> answer() {
        asked = true;
        try {
            afterUndeployment(() -> "");
        } catch (Exception e) {
            return null;
        }
        return List.of("good-asked".toCharArray(), "123456".toCharArray());
    }

    // ---- operations ----

    private int number(String name) {
        return Integer.parseInt(servers.getProperty(name));
    }

    private SshConnectionSpec spec(String user) {
        return new SshConnectionSpec(user, "s", "p", SshTarget.builder().host("127.0.0.1").port(number("port"))
                .username(servers.getProperty("login")).privateKey(servers.getProperty("key"))
                .hostKeyFingerprint(servers.getProperty("fingerprint")).allowForwarding(true).build());
    }

    private SshConnection open(String user) throws SshException {
        return ssh.getConnection(spec(user));
    }

    private SshProcess process(String user) throws Exception {
        SshProcess process = open(user).start(SshCommand.shell("echo; exec sleep 1000"));
        process.stdout().read();
        return process;
    }

    /** Gets a connection and uses it. Returns an empty text on success. */
    private static String got(SshConnectionFactory factory, SshConnectionSpec spec) throws SshException {
        try (SshConnection connection = factory.getConnection(spec)) {
            SshCommandResult result = connection.exec("true");
            return result.succeeded() ? "" : seen(result);
        }
    }

    private static String seen(SshCommandResult result) {
        return result.connectionLost() ? "result with connectionLost" : result.toString();
    }

    private static String end(InputStream in) throws IOException {
        for (int read; (read = in.read()) >= 0;) {
            if (read == 0) {
                return "a NUL";
            }
        }
        return "end of stream";
    }

    private static String lost(SshProcess process) {
        return process.connectionLost() ? ", connectionLost" : "";
    }

    private static String write(OutputStream out) throws IOException {
        for (;;) {
            out.write(new byte[1 << 16]);
        }
    }

    // ---- callers ----

    private void caller(String what, Callable<Boolean> underWay, Operation operation) {
        Thread thread = new Thread(() -> report(what, outcome(operation)), what);
        callers.put(what, new Caller(thread, underWay));
        thread.start();
    }

    /** A caller that is under way when its thread waits in a method of such a class. */
    private void waiting(String what, String where, Operation operation) {
        caller(what, () -> isWaitingIn(callers.get(what).thread(), where), operation);
    }

    private static boolean isWaitingIn(Thread thread, String where) {
        Thread.State state = thread.getState();
        for (StackTraceElement frame : thread.getStackTrace()) {
            if ((frame.getClassName() + "." + frame.getMethodName()).matches(".*(" + where + ").*")) {
                return state != Thread.State.RUNNABLE || frame.getClassName().contains("Socket");
            }
        }
        return false;
    }

    private static String outcome(Operation operation) {
        try {
            return operation.end();
        } catch (SshException e) {
            return e.getMessage();
        } catch (IOException e) {
            return "IOException: " + e.getMessage();
        } catch (Throwable e) {
            return e.toString();
        }
    }

    private synchronized void report(String what, String seen) {
        try {
            Files.writeString(folder.resolve(REPORT), what + "\t" + seen.replaceAll("\\s", " ") + "\t" + System.currentTimeMillis() + "\n",
                    StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException folderIsGone) {
            throw new IllegalStateException(folderIsGone);
        }
    }

    /**
     * Waits until each caller is in its operation.
     *
     * @return the callers that are not
     */
    List<String> awaitUnderWay() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(UNDER_WAY_SECONDS);
        List<String> missing;
        do {
            missing = callers.entrySet().stream().filter(caller -> !isUnderWay(caller.getValue())).map(Map.Entry::getKey).toList();
            TimeUnit.MILLISECONDS.sleep(SLOWLY_MILLIS);
        } while (!missing.isEmpty() && System.nanoTime() - deadline < 0);
        return missing;
    }

    private static boolean isUnderWay(Caller caller) {
        try {
            return caller.thread().isAlive() && caller.underWay().call();
        } catch (Exception e) {
            return false;
        }
    }

    int count() {
        return callers.size();
    }
}
