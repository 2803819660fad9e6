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

/** What is said of a profiles file that can't be used as it is. */
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

    /** The line stands in a block for others: it is an error all the same, as it is for ssh. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "Prot 22                     | keyword Prot, which is not known; IgnoreUnknown above it",
        "UseKeychain yes             | keyword UseKeychain, which is not known",
        "Port                        | nothing behind Port",
        "Port # 22                   | nothing behind Port",
        "= 22                        | where a keyword and its value are needed",
        "User\"u\"                   | where a keyword and its value are needed",
        "Port 0                      | for Port 0 where a number from 1 to 65535 is needed",
        "Port 65536                  | for Port 65536 where a number from 1 to 65535 is needed",
        "Port ssh                    | for Port ssh where a number from 1 to 65535 is needed",
        "Port -1                     | for Port -1 where a number",
        "Port 99999999999            | for Port 99999999999 where a number",
        "Port 22 23                  | for Port more than one value: 22 23",
        "User \"\"                   | for User an empty value",
        "User \"a                    | a quote that does not end",
        "User 'a\"                   | a quote that does not end",
        "Host \"\"                   | an empty value",
        "HostName %n.example.org     | for HostName the token %n; understood are %%, %h",
        "HostName 50%                | for HostName the token %; understood",
        "IdentityFile ~/.ssh/id_rsa  | for IdentityFile a path in the home directory",
        "IdentityFile %d/id          | for IdentityFile the token %d; understood are %%, %h, %n, %p, %r, %u",
        "IdentityFile ${}            | for IdentityFile a ${ without a name and }",
        "IdentityFile ${HOME         | for IdentityFile a ${ without a name and }",
        "IdentityFile one two        | for IdentityFile more than one value: one two",
        "CertificateFile ~x          | for CertificateFile a path in the home directory",
        "UserKnownHostsFile a ~/b    | for UserKnownHostsFile a path in the home directory",
        "UserKnownHostsFile a none   | for UserKnownHostsFile none together with another value",
        "StrictHostKeyChecking no    | for StrictHostKeyChecking no, which accepts any key: say accept-new",
        "StrictHostKeyChecking False | for StrictHostKeyChecking False, which accepts any key",
        "StrictHostKeyChecking maybe | for StrictHostKeyChecking maybe where yes, ask",
        "HostKeyAlgorithms ssh-dss   | for HostKeyAlgorithms the algorithm ssh-dss; known are ssh-ed25519",
        "KexAlgorithms ,             | for KexAlgorithms",
        "Ciphers aes128-cbc          | for Ciphers the algorithm aes128-cbc; known are aes128-gcm@openssh.com",
        "Ciphers -*                  | for Ciphers -*, which leaves no algorithm",
        "Ciphers +                   | for Ciphers the algorithm ; known are",
        "MACs hmac-sha1              | for MACs the algorithm hmac-sha1; known are hmac-sha2-256-etm@openssh.com",
        "ProxyJump a,,b              | for ProxyJump  where [user@]profile[:port] is needed",
        "ProxyJump @a                | for ProxyJump @a where [user@]profile[:port] is needed",
        "ProxyJump ::1               | for ProxyJump ::1 where [user@]profile[:port] is needed",
        "ProxyJump a:0               | for ProxyJump for Port 0 where a number from 1 to 65535",
        "ProxyJump %u@a              | for ProxyJump the token %u; understood are %%, %h, %n, %p, %r",
        "ProxyJump a b               | for ProxyJump more than one value: a b",
        "ServerAliveInterval 1x      | for ServerAliveInterval 1x where a time in seconds from 0 to 86400",
        "ServerAliveInterval 2d      | for ServerAliveInterval 2d where a time in seconds from 0 to 86400",
        "ServerAliveCountMax 0       | for ServerAliveCountMax 0 where a number from 1 to 100",
        "ConnectTimeout 0            | for ConnectTimeout 0 where a time in seconds from 1 to 3600",
        "SetEnv A                    | for SetEnv A where NAME=value is needed",
        "SetEnv \"=x\"                 | for SetEnv =x where NAME=value is needed",
        "SendEnv A=b                 | for SendEnv A=b where the name of a variable is needed",
        "PreferredAuthentications gssapi-with-mic | for PreferredAuthentications gssapi-with-mic, none of publickey",
        "NumberOfPasswordPrompts 0   | for NumberOfPasswordPrompts 0 where a number from 1 to 100",
        "Compression true            | for Compression true where one of yes, no is needed",
        "AddressFamily ipv4          | for AddressFamily ipv4 where one of any, inet, inet6 is needed",
        "Match exec true             | Match exec; understood are all, host, originalhost, user, localuser, canonical and final",
        "Match tagged x              | Match tagged; understood are",
        "Match host                  | Match host without a pattern",
        "Match user=                 | Match user without a pattern",
        "Match host a all            | Match all together with something else",
        "Match all host a            | Match all together with something else",
        "Match final=yes             | Match final with a value",
        "Include ~/conf              | a path in the home directory",
        "Include conf/[ab]           | the wildcard [; understood are * and ?",
        "Include \"\"                | an empty value"})
    void aLineThatCannotBeUsedIsNamedWithWhatItShouldBe(String line, String part) throws Exception {
        fails(catalog("Host a", "", "Host others", "  " + line), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:4 has ", part);
    }

    @Test
    void theLineOfAnIncludedFileIsNamed() throws Exception {
        write("included", "Host b", "Port x");
        fails(catalog("Host a", "Include included"), "a", SshErrorCode.INVALID_PROFILES_FILE, "included:2 has for Port x");
        write("included", "Include included");
        fails(catalog("Host a", "Include included"), "a", SshErrorCode.INVALID_PROFILES_FILE, "included:1 ", "more than 16 deep");
    }

    @Test
    void filesThatIncludeEachOtherWithoutMeasureAreRefused() throws Exception {
        for (int i = 0; i < 10; i++) {
            write("level" + i, "Include level" + (i + 1) + " level" + (i + 1) + " level" + (i + 1), "Include level" + (i + 1));
        }
        write("level10", "User u");
        fails(catalog("Host a", "Include level0"), "a", SshErrorCode.INVALID_PROFILES_FILE, "level", "more than 1000 times");
        assertThat(catalog("Host a", "Include level6").resolve("a").target().username()).isEqualTo("u");
    }

    @Test
    void aValueOfAnyLengthIsToldShortly() throws Exception {
        assertThatThrownBy(() -> catalog("Host a", "Port " + "x".repeat(1 << 20)).resolve("a")).message()
                .hasSizeBetween(100, 3000).contains("profiles:2 has for Port xxx").endsWith(".");
    }

    @Test
    void anUnknownKeywordIsLeftAsideOnlyForThoseForWhomIgnoreUnknownCounts() throws Exception {
        write("included", "IgnoreUnknown More*");
        ProfileCatalog catalog = catalog("Host a b", "Host a", "IgnoreUnknown Mor*,!MoreAndMore", "Host c", "Include included",
                "Host b", "More 1");
        assertThat(catalog.resolve("a").name()).isEqualTo("a");
        assertThat(catalog.resolve("c").name()).isEqualTo("c");
        fails(catalog, "b", SshErrorCode.INVALID_PROFILES_FILE, "profiles:7 has the keyword More");
        fails(catalog("Host a", "MoreAndMore 1", "IgnoreUnknown More*"), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2");
        fails(catalog("IgnoreUnknown Mor*,!MoreAndMore", "Host a", "MoreAndMore 1"), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:3");
    }

    @Test
    void whatOnlyAnAliasLacksIsNamedForIt() throws Exception {
        ProfileCatalog catalog = catalog("Host token", "IdentityFile id-%r", "Host variable", "IdentityFile ${NOT_SET_ANYWHERE}/id",
                "Host unknown", "UserKnownHostsFile none", "Host nowhere", "ProxyJump token,x@gone:1", "Host good");
        fails(catalog, "token", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2 has the token %r, and there is no User for token");
        fails(catalog, "variable", SshErrorCode.INVALID_PROFILES_FILE, "profiles:4 has the variable NOT_SET_ANYWHERE, which is not set");
        fails(catalog, "unknown", SshErrorCode.INVALID_PROFILE, "no host key could be accepted");
        assertThat(catalog.resolve("good").name()).isEqualTo("good");
    }

    @Test
    void jumpHostsThatGoInACircleOrNowhereAreNamed() throws Exception {
        List<String> lines = new ArrayList<>(List.of("Host self", "ProxyJump u@self:2", "Host x", "ProxyJump y", "Host y",
                "ProxyJump z", "Host z", "ProxyJump x", "Host nowhere", "ProxyJump b,u@gone:1", "Host b"));
        for (int i = 0; i < 12; i++) {
            lines.addAll(List.of("Host far-" + i, "ProxyJump far-" + (i + 1)));
        }
        lines.addAll(List.of("Host far-12", "Host list", "ProxyJump b,b,b,b,b,b,b,b,b,b,b"));
        ProfileCatalog catalog = catalog(lines.toArray(String[]::new));
        fails(catalog, "self", SshErrorCode.INVALID_PROFILE, "in a circle: self, self");
        fails(catalog, "y", SshErrorCode.INVALID_PROFILE, "in a circle: y, z, x, y");
        fails(catalog, "nowhere", SshErrorCode.INVALID_PROFILE, "u@gone:1, which is no profile (line ", "profiles:10)");
        fails(catalog, "far-0", SshErrorCode.INVALID_PROFILE, "far-0 has more than 10 jump hosts");
        fails(catalog, "list", SshErrorCode.INVALID_PROFILE, "list has more than 10 jump hosts");
        assertThat(catalog.resolve("far-2").relayMode()).isTrue();
    }

    @Test
    void aKeywordWithoutEffectIsWarnedOfOnceForEachReading() throws Exception {
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
    void aFileThatCannotBeUsedIsReadOnceToo() throws Exception {
        try (LogLines log = new LogLines()) {
            ProfileCatalog catalog = catalog("ForwardAgent yes", "Host a", "Port x");
            for (int i = 0; i < 3; i++) {
                fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:3");
            }
            assertThat(log.of("SSHRA000006")).hasSize(1);
        }
    }
}
