package io.sshra.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command of WildFly's command line that a document prints. On the client's side only.
 *
 * @param document the path of the document from the root of the sources
 * @param text     the command, without a {@code $} in front
 */
record DocumentedCommand(String document, String text) {

    private static final Path ROOT = Path.of("..");
    /** An operation, a command of the command line, or its start. */
    private static final String COMMAND = "/[\\w-]+=[^`\\s]*:[\\w-]+.*|(?:reload|batch|run-batch)|(?:deploy|undeploy|connect) .+|bin/jboss-cli\\.sh .+";
    private static final Pattern IN_BLOCK = Pattern.compile("(?:\\$ )?(" + COMMAND + ")");
    private static final Pattern IN_TEXT = Pattern.compile("`(/[\\w-]+=[^`\\s]*:[\\w-]+[^`]*)`");

    /** The server that a command is for. Each command is for one, and the test of that one runs it. */
    enum Situation {

        /** A RAR with its own ironjacamar.xml: {@link CliTest}. */
        ARCHIVE,
        /** After docs/cli/install.cli and definitions.cli: {@link CliTest}. */
        SUBSYSTEM,
        /** After the files of docs/module were copied: {@link ModuleTest}. */
        MODULE,
        /** A server with {@code standalone-ha.xml}: {@code SecureNodesTest}. */
        CLUSTER,
        /** A server with the sample's EAR for agents: {@code McpElytronTest}. */
        AGENTS,
        /** Any server: {@link CliTest}. */
        SERVER
    }

    Situation situation() {
        if (text.contains("module=io.sshra")) {
            return Situation.MODULE;
        }
        if (text.contains("resource-adapter=ssh-ra/") || text.contains("resource-adapter=ssh-ra:") || text.contains("docs/cli/")) {
            return Situation.SUBSYSTEM;
        }
        if (document.equals("docs/cluster.md")) {
            return Situation.CLUSTER;
        }
        if (document.equals("docs/agents.md")) {
            return Situation.AGENTS;
        }
        return text.contains("ssh-ra.rar") ? Situation.ARCHIVE : Situation.SERVER;
    }

    /** Those of all documents for this server, in their order. */
    static List<DocumentedCommand> of(Situation situation) throws IOException {
        return all().stream().filter(command -> command.situation() == situation).toList();
    }

    /** The lines for a shell with this text in them, from the code of docs/wildfly.md, without the {@code $}. */
    static List<String> shell(String part) throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/wildfly.md")).stream().filter(line -> line.startsWith("    $ ") && line.contains(part))
                .map(line -> line.substring(6)).toList();
    }

    /** Runs a line in a shell in this folder. */
    static void runInShell(Path folder, String line, String... environment) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", line).directory(folder.toFile()).redirectErrorStream(true);
        for (int i = 0; i < environment.length; i += 2) {
            shell.environment().put(environment[i], environment[i + 1]);
        }
        Process process = shell.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(line + " gives " + printed);
        }
    }

    /** Those of all documents. */
    static List<DocumentedCommand> all() throws IOException {
        List<DocumentedCommand> all = new ArrayList<>();
        for (String folder : new String[] {"", "docs", "sample-ear", "findings", "examples"}) {
            if (Files.isDirectory(ROOT.resolve(folder))) {
                try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
                        all.addAll(in(ROOT.relativize(file).toString(), Files.readAllLines(file)));
                    }
                }
            }
        }
        return all;
    }

    private static List<DocumentedCommand> in(String document, List<String> lines) {
        List<DocumentedCommand> found = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else if (fenced || line.startsWith("    ")) {
                Matcher command = IN_BLOCK.matcher(line.strip());
                if (command.matches()) {
                    found.add(new DocumentedCommand(document, command.group(1)));
                }
            } else {
                IN_TEXT.matcher(line).results().forEach(command -> found.add(new DocumentedCommand(document, command.group(1))));
            }
        }
        return found;
    }

    /** @param folder where a line of the shell is run */
    void run(JBossCli cli, Path folder) throws IOException, InterruptedException {
        if (text.startsWith("bin/")) {
            cli.shell(folder, text);
        } else {
            cli.command(text);
        }
    }
}
