package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.testing.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors of an invalid profiles file. */
class ProfilesFileErrorTest {

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong();

    private ProfileCatalog catalog(String... lines) throws Exception {
        Path file = write("profiles", lines);
        return new ProfileCatalog(Definitions.of(file, folder.resolve("known_hosts")), new Revisions(), clock::get);
    }

    private Path write(String name, String... lines) throws Exception {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static void fails(ProfileCatalog catalog, String alias, SshErrorCode code, String... parts) {
        assertThatThrownBy(() -> catalog.resolve(alias)).isInstanceOf(SshProfileException.class).hasMessageContainingAll(parts)
                .extracting("code").isEqualTo(code);
    }

    /** ssh refuses the whole file. A file of profiles serves many users, and one of them must not lock out all. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "Prot 22                     | unknown keyword Prot; name it in IgnoreUnknown above",
        "UseKeychain yes             | unknown keyword UseKeychain;",
        "Port                        | no value for Port",
        "Port # 22                   | no value for Port",
        "= 22                        | expected a keyword and its value",
        "User\"u\"                   | expected a keyword and its value",
        "Port 0                      | Port: invalid value 0, expected a number from 1 to 65535",
        "Port 65536                  | Port: invalid value 65536, expected a number from 1 to 65535",
        "Port ssh                    | Port: invalid value ssh, expected a number from 1 to 65535",
        "Port -1                     | Port: invalid value -1, expected a number",
        "Port 99999999999            | Port: invalid value 99999999999, expected a number",
        "Port 22 23                  | Port: more than one value: 22 23",
        "User \"\"                   | User: empty value",
        "User \"a                    | unterminated quote",
        "User 'a\"                   | unterminated quote",
        "HostName %n.example.org     | HostName: unknown token %n, expected one of %%, %h",
        "HostName 50%                | HostName: unknown token %, expected",
        "IdentityFile ~/.ssh/id_rsa  | IdentityFile: the home directory",
        "IdentityFile %d/id          | IdentityFile: unknown token %d, expected one of %%, %h, %k, %n, %p, %r, %u",
        "IdentityFile ${}            | IdentityFile: ${ without a name and }",
        "IdentityFile ${HOME         | IdentityFile: ${ without a name and }",
        "IdentityFile one two        | IdentityFile: more than one value: one two",
        "CertificateFile ~x          | CertificateFile: the home directory",
        "UserKnownHostsFile a ~/b    | UserKnownHostsFile: the home directory",
        "UserKnownHostsFile a none   | UserKnownHostsFile: none can't be combined with another value",
        "StrictHostKeyChecking no    | StrictHostKeyChecking: no accepts any key: use accept-new",
        "StrictHostKeyChecking False | StrictHostKeyChecking: False accepts any key",
        "StrictHostKeyChecking maybe | StrictHostKeyChecking: invalid value maybe, expected yes, ask",
        "HostKeyAlgorithms ssh-dss   | HostKeyAlgorithms: ssh-dss leaves no algorithm, expected some of ssh-ed25519",
        "KexAlgorithms ,             | KexAlgorithms: ",
        "Ciphers aes128-cbc          | Ciphers: aes128-cbc leaves no algorithm: it names legacy algorithms, which legacyAlgorithms switches on",
        "Ciphers arcfour             | Ciphers: arcfour leaves no algorithm, expected some of aes128-gcm@openssh.com",
        "Ciphers rot13,aes128-ctr    | Ciphers: unknown algorithm rot13, expected some of aes128-gcm@openssh.com",
        "Ciphers -*                  | Ciphers: -* leaves no algorithm",
        "Ciphers +                   | Ciphers: unknown algorithm , expected some of",
        "MACs hmac-sha1              | MACs: hmac-sha1 leaves no algorithm: it names legacy algorithms",
        "ProxyJump a,,b              | ProxyJump: invalid jump host \"\", expected [user@]profile[:port]",
        "ProxyJump @a                | ProxyJump: invalid jump host \"@a\", expected [user@]profile[:port]",
        "ProxyJump ::1               | ProxyJump: invalid jump host \"::1\", expected [user@]profile[:port]",
        "ProxyJump a:0               | ProxyJump: Port: invalid value 0, expected a number from 1 to 65535",
        "ProxyJump %u@a              | ProxyJump: unknown token %u, expected one of %%, %h, %n, %p, %r",
        "ProxyJump a b               | ProxyJump: more than one value: a b",
        "Proxy proxy:1080            | Proxy: invalid proxy, expected socks5://[user@]host:port or http://[user@]host:port",
        "Proxy socks4://proxy:1080   | Proxy: unknown kind of proxy, expected socks5://[user@]host:port",
        "Proxy http://proxy          | Proxy: invalid proxy, expected",
        "Proxy http://proxy:0        | Proxy: Port: invalid value 0, expected a number from 1 to 65535",
        "ProxyPasswordFile ~/x       | ProxyPasswordFile: the home directory",
        "SudoPasswordFile ~/x        | SudoPasswordFile: the home directory",
        "ProxyResolvesNames maybe    | ProxyResolvesNames: invalid value maybe, expected one of yes, no",
        "ServerAliveInterval 1x      | ServerAliveInterval: invalid value 1x, expected a time in seconds from 0 to 86400",
        "ServerAliveInterval 2d      | ServerAliveInterval: invalid value 2d, expected a time in seconds from 0 to 86400",
        "ServerAliveCountMax 0       | ServerAliveCountMax: invalid value 0, expected a number from 1 to 100",
        "ConnectTimeout 0            | ConnectTimeout: invalid value 0, expected a time in seconds from 1 to 3600",
        "SetEnv A                    | SetEnv: invalid value A, expected NAME=value",
        "SetEnv \"=x\"                 | SetEnv: invalid value =x, expected NAME=value",
        "SendEnv A=b                 | SendEnv: invalid value A=b, expected the name of a variable",
        "PreferredAuthentications gssapi-with-mic | PreferredAuthentications: invalid value gssapi-with-mic, expected at least one of publickey",
        "NumberOfPasswordPrompts 0   | NumberOfPasswordPrompts: invalid value 0, expected a number from 1 to 100",
        "Compression true            | Compression: invalid value true, expected one of yes, no",
        "AddressFamily ipv4          | AddressFamily: invalid value ipv4, expected one of any, inet, inet6",
        "Include ~/conf              | the home directory",
        "Include conf/[ab]           | the wildcard [ is not supported, only * and ?",
        "Include \"\"                | empty value",
        "LegacyAlgorithms maybe      | LegacyAlgorithms: invalid value maybe, expected one of yes, no",
        "BindInterface tun0          | BindInterface: this can't be honoured, expected none",
        "CanonicalizeHostname always | CanonicalizeHostname: this can't be honoured, expected no",
        "RevokedHostKeys revoked     | RevokedHostKeys: this can't be honoured, expected none",
        "KnownHostsCommand /bin/keys %H | KnownHostsCommand: this can't be honoured, expected none",
        "CASignatureAlgorithms x     | CASignatureAlgorithms: unknown algorithm x, expected some of",
        "RequiredRSASize 2k          | RequiredRSASize: invalid value 2k, expected a number from 0 to 65536",
        "RefuseConnection \"use web\" | RefuseConnection: this can't be honoured",
        "CertificateAuthorityFile ~/ca      | CertificateAuthorityFile: the home directory",
        "CertificatePrincipals a,           | CertificatePrincipals: the principal is empty",
        "CertificateValidity 2h             | CertificateValidity: invalid value 2h, expected a time in seconds from 30 to 3600",
        "CertificateValidity none           | CertificateValidity: invalid value none, expected a time in seconds from 30 to 3600",
        "CertificateSourceAddress a.example | CertificateSourceAddress: invalid network \"a.example\"",
        "CertificateSourceAddress ::1/64    | CertificateSourceAddress: invalid network \"0:0:0:0:0:0:0:1/64\": bits behind the prefix are set",
        "CertificateExtensions permit-tty   | CertificateExtensions: unknown extension of a certificate, \"permit-tty\": give permit-pty, permit",
        "PasswordAuthentication x    | PasswordAuthentication: invalid value x, expected one of yes, no"})
    void anInvalidLineIsAnErrorOfTheProfileThatUsesIt(String line, String part) throws Exception {
        try (LogLines log = new LogLines()) {
            ProfileCatalog catalog = catalog("Host others", "User u", "Host a", "  " + line, "Host last");
            fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:4: ", part);
            assertThat(catalog.resolve("others").target().username()).isEqualTo("u");
            assertThat(catalog.resolve("last").name()).isEqualTo("last");
            assertThat(catalog.names()).containsExactly("others", "a", "last");
            if (!part.startsWith("unknown keyword") && !part.contains("legacy")) {
                assertThat(log.of("SSHRA000011")).hasSize(1).first().asString().startsWith("WARN").contains("profiles:4: ");
            }
        }
    }

    @Test
    void anInvalidLineThatIsNotUsedIsNoError() throws Exception {
        ProfileCatalog catalog = catalog("Host a", "Port 2222", "ProxyJump b", "Host b", "Host a", "Port x", "ProxyCommand nc", "Match host z",
                "StrictHostKeyChecking no");
        assertThat(catalog.resolve("a").target()).hasToString("@a:2222");
        assertThat(catalog.resolve("a").relayMode()).isTrue();
        fails(catalog("Host a", "Port x", "Port 22"), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2: Port");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "Host \"a b                 | unterminated quote                               | a b",
        "Host a\" b c               | unterminated quote                               | a b c",
        "Host \"\" a                | empty value                                      | a",
        "Host                      | no value for Host                                | ",
        "Match exec true           | Match: unsupported criterion exec, expected one of all, host, originalhost, user, localuser, canonical, final | a b c",
        "Match !exec true          | Match: unsupported criterion exec                | a b c",
        "Match exec true host a    | Match: unsupported criterion exec                | a",
        "Match originalhost a exec=x | Match: unsupported criterion exec              | a",
        "Match final exec true     | Match: unsupported criterion exec                | ",
        "Match tagged x            | Match: unsupported criterion tagged, expected    | a b c",
        "Match nobody              | Match: unsupported criterion nobody, expected    | a b c",
        "Match host b user=        | Match: user needs a pattern                      | b",
        "Match host                | Match: host needs a pattern                      | a b c",
        "Match host a all          | Match: all can be combined only with             | a",
        "Match all host a          | Match: all can be combined only with             | a",
        "Match final=yes           | Match: final takes no value                      | a b c",
        "Match host \"a            | unterminated quote                               | a b c"})
    void aBlockThatMayCountForAProfileIsAnErrorOnlyWhereItSaysSomething(String line, String part, String meant) throws Exception {
        ProfileCatalog saidBefore = catalog("Host a b c", "User u", line, "User other", "ForwardAgent yes");
        for (String alias : List.of("a", "b", "c")) {
            assertThat(saidBefore.resolve(alias).target().username()).isEqualTo("u");
        }
        ProfileCatalog catalog = catalog("Host a b c", line, "User u", "Host *", "User other");
        for (String alias : List.of("a", "b", "c")) {
            if (meant != null && List.of(meant.split(" ")).contains(alias)) {
                fails(catalog, alias, SshErrorCode.INVALID_PROFILES_FILE, "profiles:2: ", part);
            } else {
                assertThat(catalog.resolve(alias).target().username()).isEqualTo("other");
            }
        }
    }

    /** What guards a profile may stand in the block. */
    @Test
    void anIncludedFileInABlockThatMayCountIsUsed() throws Exception {
        write("included", "ProxyJump gate");
        ProfileCatalog catalog = catalog("Host gate", "ProxyJump none", "Host a", "Match exec true", "Include included");
        fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:4: Match: unsupported criterion exec");
        assertThat(catalog.resolve("gate").relayMode()).isFalse();
    }

    @Test
    void anUnreadableIncludedFileIsAnErrorOfTheBlockThatIncludesIt() throws Exception {
        Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nowhere"));
        ProfileCatalog catalog = catalog("Host a", "Include gone", "Host b");
        fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2: ", "gone can't be read");
        assertThat(catalog.resolve("b").name()).isEqualTo("b");
    }

    @Test
    void theLineOfAnIncludedFileIsNamed() throws Exception {
        write("included", "User u", "Port x");
        fails(catalog("Host a", "Include included"), "a", SshErrorCode.INVALID_PROFILES_FILE, "included:2: Port: invalid value x");
        write("included", "Include included");
        fails(catalog("Host a", "Include included"), "a", SshErrorCode.INVALID_PROFILES_FILE, "included:1: more than 16 levels");
        write("included", "Include included", "Host b");
        assertThat(catalog("Host c", "Host a", "Include included").resolve("c").name()).isEqualTo("c");
    }

    @Test
    void tooManyIncludedFilesAreRefused() throws Exception {
        for (int i = 0; i < 10; i++) {
            write("level" + i, "Include level" + (i + 1) + " level" + (i + 1) + " level" + (i + 1), "Include level" + (i + 1));
        }
        write("level10", "User u");
        fails(catalog("Host a", "Include level0"), "a", SshErrorCode.INVALID_PROFILES_FILE, "level", "more than 1000 included files");
        assertThat(catalog("Host a", "Include level6").resolve("a").target().username()).isEqualTo("u");
    }

    @Test
    void theErrorForALongValueIsShort() throws Exception {
        assertThatThrownBy(() -> catalog("Host a", "Port " + "x".repeat(1 << 20)).resolve("a")).message()
                .hasSizeBetween(100, 3000).contains("profiles:2: Port: invalid value xxx").endsWith(".");
    }

    @Test
    void anUnknownKeywordIsIgnoredOnlyWhereIgnoreUnknownApplies() throws Exception {
        write("included", "IgnoreUnknown More*");
        ProfileCatalog catalog = catalog("Host a b", "Host a", "IgnoreUnknown Mor*,!MoreAndMore", "Host c", "Include included",
                "Host *", "More 1");
        assertThat(catalog.resolve("a").name()).isEqualTo("a");
        assertThat(catalog.resolve("c").name()).isEqualTo("c");
        fails(catalog, "b", SshErrorCode.INVALID_PROFILES_FILE, "profiles:7: unknown keyword More");
        assertThat(catalog("Host a", "More 1", "Host b").resolve("b").name()).isEqualTo("b");
        fails(catalog("Host a", "MoreAndMore 1", "IgnoreUnknown More*"), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2");
        fails(catalog("IgnoreUnknown Mor*,!MoreAndMore", "Host a", "MoreAndMore 1"), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:3");
    }

    @Test
    void anErrorOfOneAliasDoesNotAffectOthers() throws Exception {
        ProfileCatalog catalog = catalog("Host token", "IdentityFile id-%r", "Host variable", "IdentityFile ${NOT_SET_ANYWHERE}/id",
                "Host unknown", "UserKnownHostsFile none", "Host nowhere", "ProxyJump token,x@gone:1", "Host closed",
                "PreferredAuthentications password", "PasswordAuthentication no", "Host good");
        fails(catalog, "token", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2: the token %r needs a User for token");
        fails(catalog, "variable", SshErrorCode.INVALID_PROFILES_FILE, "profiles:4: the environment variable NOT_SET_ANYWHERE is not set");
        fails(catalog, "closed", SshErrorCode.INVALID_PROFILE, "all authentication methods are switched off");
        fails(catalog, "unknown", SshErrorCode.INVALID_PROFILE, "it could accept no host key");
        assertThat(catalog.resolve("good").name()).isEqualTo("good");
    }

    @Test
    void loopsOfJumpHostsAndUnknownJumpHostsAreRefused() throws Exception {
        List<String> lines = new ArrayList<>(List.of("Host self", "ProxyJump u@self:2", "Host x", "ProxyJump y", "Host y",
                "ProxyJump z", "Host z", "ProxyJump x", "Host nowhere", "ProxyJump b,u@gone:1", "Host b"));
        for (int i = 0; i < 12; i++) {
            lines.addAll(List.of("Host far-" + i, "ProxyJump far-" + (i + 1)));
        }
        lines.addAll(List.of("Host far-12", "Host list", "ProxyJump b,b,b,b,b,b,b,b,b,b,b"));
        ProfileCatalog catalog = catalog(lines.toArray(String[]::new));
        fails(catalog, "self", SshErrorCode.INVALID_PROFILE, "has a loop of jump hosts: self, self");
        fails(catalog, "y", SshErrorCode.INVALID_PROFILE, "has a loop of jump hosts: y, z, x, y");
        fails(catalog, "nowhere", SshErrorCode.INVALID_PROFILE, "has an unknown jump host, u@gone:1 (line ", "profiles:10)");
        fails(catalog, "far-0", SshErrorCode.INVALID_PROFILE, "far-0 has more than 10 jump hosts");
        fails(catalog, "list", SshErrorCode.INVALID_PROFILE, "list has more than 10 jump hosts");
        assertThat(catalog.resolve("far-2").relayMode()).isTrue();
    }

    @Test
    void aKeywordWithoutEffectIsLoggedOnceForEachReading() throws Exception {
        try (LogLines log = new LogLines()) {
            ProfileCatalog catalog = catalog("ForwardAgent yes", "Host a b", "Host broken", "IdentityFile gone");
            for (int i = 0; i < 3; i++) {
                catalog.resolve("a");
                catalog.resolve("b");
                fails(catalog, "broken", SshErrorCode.UNREADABLE_KEY, "gone");
            }
            assertThat(log.of("SSHRA000006")).hasSize(1).first().asString().startsWith("WARN")
                    .contains("profiles:1: the keyword ForwardAgent has no effect here");
        }
    }

    @Test
    void anInvalidFileIsReadOnlyOnce() throws Exception {
        try (LogLines log = new LogLines()) {
            ProfileCatalog catalog = catalog("ForwardAgent yes", "Host a", "Port x");
            for (int i = 0; i < 3; i++) {
                fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:3");
            }
            assertThat(log.of("SSHRA000006")).hasSize(1);
            assertThat(log.of("SSHRA000011")).hasSize(1).first().asString().containsOnlyOnce("profiles:3")
                    .contains("profiles:3: Port: invalid value x, expected a number from 1 to 65535. Profiles that use this line are refused");
        }
    }
}
