package io.sshra.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The versions of the measured clients and of the server. */
final class Versions {

    private static final Map<String, String> LIBRARIES = new LinkedHashMap<>();

    static {
        LIBRARIES.put("MINA SSHD", "sshd-core");
        LIBRARIES.put("JSch", "jsch");
        LIBRARIES.put("sshj", "sshj");
        LIBRARIES.put("Camel", "camel-ssh");
        LIBRARIES.put("Spring Integration", "spring-integration-sftp");
        LIBRARIES.put("commons-pool2", "commons-pool2");
    }

    private Versions() {
    }

    /** Names with versions, separated by commas. Programs that are not installed are left out. */
    static String text() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(LIBRARIES.entrySet().stream().map(one -> one.getKey() + " " + ofJar(one.getValue()))
                .collect(Collectors.joining(", ")));
        append(text, "", "OpenSSH[_0-9.p]+", "ssh", "-V");
        append(text, "asyncssh ", "[0-9.]+", "/usr/bin/python3", "-W", "ignore", "-c", "import asyncssh; print(asyncssh.__version__)");
        return text.toString();
    }

    private static String ofJar(String artifact) {
        Matcher name = Pattern.compile(Pattern.quote(File.separator + artifact) + "-([0-9][^" + File.separator + "]*)\\.jar")
                .matcher(System.getProperty("java.class.path"));
        return name.find() ? name.group(1) : "of an unknown version";
    }

    private static void append(StringBuilder text, String prefix, String version, String... command)
            throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return;
        }
        Matcher found = Pattern.compile(version).matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        if (process.waitFor() == 0 && found.find()) {
            text.append(", ").append(prefix).append(found.group().replace('_', ' '));
        }
    }
}
