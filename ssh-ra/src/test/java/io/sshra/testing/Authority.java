package io.sshra.testing;

import io.sshra.SshCertificateAuthority;
import io.sshra.SshIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority: a key made by ssh-keygen, in a folder of the caller. */
public final class Authority {

    private final Path file;

    private Authority(Path file) {
        this.file = file;
    }

    /** @param type as for {@code ssh-keygen -t} */
    public static Authority in(Path folder, String name, String type) throws IOException {
        Path file = SshKeygen.key(folder.resolve(name), type);
        Secrets.toldKey("the key of the authority " + name, Files.readString(file));
        return new Authority(file);
    }

    /** With its private key. */
    public Path file() {
        return file;
    }

    /** With its public key, for TrustedUserCAKeys in sshd_config(5). */
    public Path publicFile() {
        return Path.of(file + ".pub");
    }

    /** The private key. */
    public String text() throws IOException {
        return Files.readString(file);
    }

    /** Of the public key, {@code SHA256:…}. */
    public String fingerprint() throws IOException {
        return SshKeygen.fingerprint(publicFile());
    }

    /**
     * Signs a public key, as a service would.
     *
     * @param options of {@code ssh-keygen -s}
     * @return the line of the certificate
     */
    public String signs(String publicKey, String... options) throws IOException {
        Path key = Files.writeString(Files.createTempFile(file.getParent(), "signed", ".pub"), publicKey + "\n");
        List<String> command = new ArrayList<>(List.of("-q", "-s", file.toString()));
        command.addAll(List.of(options));
        command.add(key.toString());
        SshKeygen.run(command.toArray(String[]::new));
        return Files.readString(Path.of(key.toString().replaceFirst("\\.pub$", "-cert.pub")));
    }

    /** As applications give it. */
    public SshCertificateAuthority given() throws IOException {
        return SshCertificateAuthority.of(SshIdentity.of(text()));
    }
}
