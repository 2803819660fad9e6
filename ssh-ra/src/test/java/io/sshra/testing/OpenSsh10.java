package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sshd of Debian 13, OpenSSH 10, on this machine. Apt gets it with its libraries into {@code target/interop}, where it is
 * unpacked and not installed; it runs with those libraries. It knows passwords of an {@link Account}, but not PAM.
 */
public final class OpenSsh10 {

    private static final Path FOLDER = Path.of("target/interop/openssh10").toAbsolutePath();
    private static final Path ROOT = FOLDER.resolve("root");
    private static final List<String> PROGRAMS = List.of("usr/sbin/sshd", "usr/lib/openssh/sshd-session", "usr/lib/openssh/sshd-auth");

    private OpenSsh10() {
    }

    /** Whether there can be one on this machine: it comes from Debian's archive. */
    public static boolean available() {
        return Files.isExecutable(Path.of("/usr/bin/apt-get")) && Account.available();
    }

    /** @param configuration lines for sshd_config */
    public static OpenSshServer start(Account account, String... configuration) {
        try {
            List<String> lines = new ArrayList<>(List.of(configuration));
            lines.addAll(List.of("SshdSessionPath " + wrapper("sshd-session"), "SshdAuthPath " + wrapper("sshd-auth")));
            install();
            return OpenSshServer.startFor(wrapper("sshd"), account, lines.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path wrapper(String program) {
        return FOLDER.resolve(program);
    }

    private static synchronized void install() throws IOException {
        if (Files.exists(wrapper("sshd"))) {
            return;
        }
        Path apt = Files.createDirectories(FOLDER.resolve("apt"));
        Files.createDirectories(apt.resolve("lists/partial"));
        Files.createDirectories(apt.resolve("archives/partial"));
        Files.writeString(apt.resolve("status"), "");
        Files.writeString(apt.resolve("sources.list"), "deb http://deb.debian.org/debian trixie main\n");
        Path settings = Files.write(apt.resolve("apt.conf"), List.of("Dir::Etc::sourcelist \"" + apt.resolve("sources.list") + "\";",
                "Dir::Etc::sourceparts \"-\";", "Dir::State \"" + apt + "\";", "Dir::State::status \"" + apt.resolve("status") + "\";",
                "Dir::Cache \"" + apt + "\";"));
        Workspace.run("env", "APT_CONFIG=" + settings, "apt-get", "-qq", "update");
        Workspace.run("env", "APT_CONFIG=" + settings, "apt-get", "-y", "-qq", "--no-install-recommends", "--download-only", "install",
                "openssh-server");
        try (Stream<Path> packages = Files.list(apt.resolve("archives"))) {
            for (Path file : packages.filter(path -> path.getFileName().toString().matches("(openssh-s|lib|zlib).*\\.deb")).toList()) {
                Workspace.run("dpkg-deb", "-x", file.toString(), ROOT.toString());
            }
        }
        for (int i = PROGRAMS.size(); i-- > 0;) {
            write(ROOT.resolve(PROGRAMS.get(i)));
        }
    }

    /** The libraries are not where the program looks for them. */
    private static void write(Path program) throws IOException {
        Path libraries = ROOT.resolve("usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu");
        Path loader;
        try (Stream<Path> files = Files.list(libraries)) {
            loader = files.filter(file -> file.getFileName().toString().startsWith("ld-linux")).findFirst().orElseThrow();
        }
        // The tests' libraries for accounts are those of this machine.
        Path wrapper = Files.writeString(wrapper(program.getFileName().toString()), "#!/bin/sh\n"
                + "LD_PRELOAD=${LD_PRELOAD:+" + Workspace.library("libnss_wrapper.so") + "} exec " + loader + " --library-path " + libraries
                + " --argv0 \"$0\" " + program + " \"$@\"\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
