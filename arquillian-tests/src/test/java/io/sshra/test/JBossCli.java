package io.sshra.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * WildFly's command line on the running server, on the client's side only. It runs in this JVM, because each process of it takes some
 * seconds to start; {@link #shell} runs it as a process, as documents print it. Not thread-safe.
 */
final class JBossCli implements AutoCloseable {

    private static final Path SCRIPTS = Path.of("..", "docs", "cli").toAbsolutePath().normalize();
    private static final Path HOME = Path.of(System.getProperty("wildfly.home", ""));
    /** Loads the command line. Stays open, because its threads end some time after it is closed. */
    private static final ClassLoader CLASSES = classes();

    private final StringBuilder transcript = new StringBuilder();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    /** By name, the values of the system properties before. */
    private final Map<String, String> before = new LinkedHashMap<>();
    /** An {@code org.jboss.as.cli.CommandContext}, which the tests' class loader does not see. */
    private final Object context;

    JBossCli() {
        set("jboss.cli.config", HOME.resolve("bin/jboss-cli.xml").toString());
        context = withClasses(this::connected);
    }

    private static ClassLoader classes() {
        try {
            return new URLClassLoader("jboss-cli", new URL[] {HOME.resolve("bin/client/jboss-cli-client.jar").toUri().toURL()},
                    ClassLoader.getPlatformClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object connected() throws ReflectiveOperationException {
        Object builder = CLASSES.loadClass("org.jboss.as.cli.impl.CommandContextConfiguration$Builder").getConstructor().newInstance();
        set(builder, "setController", String.class, "127.0.0.1:" + System.getProperty("wildfly.port.management"));
        set(builder, "setConsoleOutput", OutputStream.class, output);
        set(builder, "setInitConsole", boolean.class, false);
        set(builder, "setErrorOnInteract", boolean.class, true);
        set(builder, "setResolveParameterValues", boolean.class, true);
        set(builder, "setConnectionTimeout", int.class, 60_000);
        Object configuration = builder.getClass().getMethod("build").invoke(builder);
        Class<?> factories = CLASSES.loadClass("org.jboss.as.cli.CommandContextFactory");
        Object factory = factories.getMethod("getInstance").invoke(null);
        Object made = factories.getMethod("newCommandContext", configuration.getClass()).invoke(factory, configuration);
        method("connectController").invoke(made);
        return made;
    }

    private static void set(Object builder, String name, Class<?> type, Object value) throws ReflectiveOperationException {
        builder.getClass().getMethod(name, type).invoke(builder, value);
    }

    private Method method(String name, Class<?>... types) throws ReflectiveOperationException {
        return CLASSES.loadClass("org.jboss.as.cli.CommandContext").getMethod(name, types);
    }

    private interface Call<T> {

        T call() throws ReflectiveOperationException;
    }

    /** The command line finds its parts by the thread's class loader. */
    private <T> T withClasses(Call<T> call) {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(CLASSES);
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This WildFly has another command line", e);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }

    /** As an operator edits the properties file: scripts get this value for {@code ${name}}. */
    void set(String name, String value) {
        String old = System.setProperty(name, value);
        before.putIfAbsent(name, old);
    }

    /** All scripts. */
    static List<String> scripts() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".cli")).sorted().toList();
        }
    }

    /**
     * Runs a script of docs/cli and returns its output.
     *
     * @throws IllegalStateException if a command of it failed; the rest of the script is not run
     */
    String run(String script) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line : Files.readAllLines(SCRIPTS.resolve(script))) {
            all.append(command(line));
        }
        return all.toString();
    }

    /**
     * Runs one command and returns its output.
     *
     * @throws IllegalStateException if it failed
     */
    String command(String line) {
        output.reset();
        transcript.append("[standalone@127.0.0.1 /] ").append(line).append('\n');
        try {
            withClasses(() -> method("handle", String.class).invoke(context, line));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(line + " fails: " + e.getMessage(), e);
        } finally {
            transcript.append(output.toString(StandardCharsets.UTF_8));
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    /**
     * Runs a line of the shell, such as {@code bin/jboss-cli.sh --connect …}, in this folder as it is. The command line there only
     * knows the server's port.
     *
     * @throws IllegalStateException if it failed
     */
    String shell(Path folder, String line) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path script = Files.writeString(bin.resolve("jboss-cli.sh"), "#!/bin/sh\nexec sh '" + HOME.resolve("bin/jboss-cli.sh")
                + "' --controller=127.0.0.1:" + System.getProperty("wildfly.port.management") + " --no-color-output \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JBOSS_HOME", HOME.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", System.getProperty("wildfly.jvm"));
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        transcript.append("$ ").append(line).append('\n').append(printed);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(line + " gives " + printed);
        }
        return printed;
    }

    /** All commands and their output. */
    String transcript() {
        return transcript.toString();
    }

    @Override
    public void close() {
        withClasses(() -> method("terminateSession").invoke(context));
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
