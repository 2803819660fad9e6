package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileCatalogTest {

    private static final String FINGERPRINT = "SHA256:" + "A".repeat(43);

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong();
    private int edits;
    private final Map<String, ProfileSettings> objects = new HashMap<>();

    @BeforeEach
    void key() throws Exception {
        Path key = Files.writeString(folder.resolve("id"), "not parsed before it is needed");
        Files.setLastModifiedTime(key, FileTime.fromMillis(1_000_000L));
    }

    private ProfileCatalog catalog(String... lines) throws Exception {
        write(lines);
        return new ProfileCatalog(settings(null, null, folder.resolve("profiles").toString()), new Revisions(), clock::get);
    }

    private void write(String... lines) throws Exception {
        Path file = Files.writeString(folder.resolve("profiles"), String.join("\n", lines) + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++edits));
    }

    private DefinitionSettings settings(String host, String password, String profilesFile) {
        ProfileSettings own = pinned("own", new ProfileSettings.Route(host, 22, null), "admin", password)
                .with(new ProfileSettings.Options("operator", false, null, ProfileSettings.Times.DEFAULTS, Profile.Limits.NONE));
        return Definitions.of(new DefinitionSettings.Sources(own, Definitions.objects(objects), profilesFile),
                new DefinitionSettings.HostKeyDefaults(folder.resolve("known_hosts").toString(), HostKeyRule.Policy.STRICT));
    }

    private static ProfileSettings pinned(String name, ProfileSettings.Route route, String username, String password) {
        return ProfileSettings.named(name).with(route)
                .with(new ProfileSettings.Login(username, password, ProfileSettings.KeyFile.NONE, null))
                .with(new ProfileSettings.AcceptedHostKeys(FINGERPRINT, null));
    }

    private void aSecondPasses() {
        clock.addAndGet(1_000_000_001L);
    }

    private static void fails(ProfileCatalog catalog, String name, SshErrorCode code, String... parts) {
        assertThatThrownBy(() -> catalog.resolve(name)).isInstanceOf(SshProfileException.class)
                .hasMessageContainingAll(parts).extracting("code").isEqualTo(code);
    }

    @Test
    void theFirstMatchingValueWins() throws Exception {
        ProfileCatalog catalog = catalog("User everybody", "", "Host web-1", "  HostName 10.0.0.1", "  User alice", "Host web-*",
                "  Port 2222", "  IdentityFile id", "  HostName 10.9.9.9", "Host *", "  Port 22", "  ServerAliveInterval 7");

        Target target = catalog.resolve("web-1").target();

        assertThat(target.host()).isEqualTo("10.0.0.1");
        assertThat(target.port()).isEqualTo(2222);
        assertThat(target.username()).isEqualTo("everybody");
        assertThat(target.settings().keepaliveInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(target.settings().keepaliveMaxMissed()).isEqualTo(3);
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(target.credentials().privateKeys()).hasSize(1);
        assertThat(catalog.names()).isEqualTo(Set.of("web-1"));
    }

    @Test
    void keywordsTakeEqualsSignsQuotesCommentsAndTokens() throws Exception {
        Files.writeString(folder.resolve("id 127.0.0.1 22"), "key");
        ProfileCatalog catalog = catalog("HOST=a b !c", "hostname 127.0.0.1 # here", "user = \"bob\"", "Host a",
                "IdentityFile \"id %h %p\"", "UserKnownHostsFile kh1 kh2", "StrictHostKeyChecking yes", "IgnoreUnknown Visual*",
                "VisualHostKey yes");

        Target target = catalog.resolve("a").target();

        assertThat(target.username()).isEqualTo("bob");
        assertThat(target.hostKeys().knownHostsFiles()).containsExactly(folder.resolve("kh1"), folder.resolve("kh2"));
        assertThat(catalog.names()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({"Prot 22, keyword Prot", "Port 0, from 1 to 65535", "Port x, number", "Port, no value for Port", "User a b, more than one",
            "StrictHostKeyChecking no, accepts any key", "IdentityFile ~/.ssh/id, home directory", "User \"a, unterminated",
            "ConnectTimeout 0, from 1 to 3600", "User \"\", empty value", "IdentityFile id%x, token %x"})
    void anInvalidLineIsNamed(String line, String part) throws Exception {
        fails(catalog("Host a", line), "a", SshErrorCode.INVALID_PROFILES_FILE, "profiles:2", part);
    }

    @Test
    void theErrorNamesWhatAProfileLacks() throws Exception {
        ProfileCatalog catalog = catalog("Host gone", "User u", "IdentityFile gone", "Host token", "IdentityFile id%r");
        fails(catalog, "gone", SshErrorCode.UNREADABLE_KEY, "gone");
        fails(catalog, "token", SshErrorCode.INVALID_PROFILES_FILE, "profiles:5", "%r", "needs a User");
        fails(catalog, "other", SshErrorCode.UNKNOWN_PROFILE, "there is no profile other", "no Host of this name");
    }

    @Test
    void aPatternIsNotAProfile() throws Exception {
        fails(catalog("Host web-*", "User u", "IdentityFile id"), "web-1", SshErrorCode.UNKNOWN_PROFILE,
                "there is no profile web-1");
    }

    @Test
    void anUnchangedProfileIsFoundWithoutReading() throws Exception {
        ProfileCatalog catalog = catalog("Host a", "User u", "IdentityFile id");
        Profile first = catalog.resolve("a");
        assertThat(catalog.resolve("a")).isSameAs(first);
        aSecondPasses();
        assertThat(catalog.resolve("a")).isSameAs(first);
    }

    @Test
    void changingTheFileOrAKeyChangesTheRevision() throws Exception {
        ProfileCatalog catalog = catalog("Host a", "User u", "IdentityFile id");
        String first = catalog.resolve("a").revision();

        write("Host a", "User u", "IdentityFile id", "Port 23");
        assertThat(catalog.resolve("a").revision()).as("looked at once a second").isEqualTo(first);
        aSecondPasses();
        String second = catalog.resolve("a").revision();
        assertThat(second).isNotEqualTo(first);

        Files.writeString(folder.resolve("id"), "another key of another length");
        aSecondPasses();
        assertThat(catalog.resolve("a").revision()).isNotEqualTo(second).isNotEqualTo(first);

        write("Host a", "User u", "IdentityFile id");
        Files.writeString(folder.resolve("id"), "not parsed before it is needed");
        aSecondPasses();
        assertThat(catalog.resolve("a").revision()).as("at the old position").isEqualTo(first);
    }

    @Test
    void aFileThatBecomesInvalidIsAnError() throws Exception {
        ProfileCatalog catalog = catalog("Host a", "User u", "IdentityFile id");
        catalog.resolve("a");
        Files.delete(folder.resolve("profiles"));
        aSecondPasses();
        fails(catalog, "a", SshErrorCode.INVALID_PROFILES_FILE, "can't be read");
        write("Host a", "User u", "IdentityFile id");
        aSecondPasses();
        assertThat(catalog.resolve("a").name()).isEqualTo("a");
    }

    @Test
    void theDefinitionHasAProfileOfItsOwn() throws Exception {
        ProfileCatalog catalog = new ProfileCatalog(settings("host.example", "pw", null), new Revisions(), clock::get);
        Profile own = catalog.resolve(catalog.defaultProfile());
        assertThat(own.target().host()).isEqualTo("host.example");
        assertThat(own.target().credentials().password()).containsExactly('p', 'w');
        assertThat(own.privilegeLevel()).isEqualTo("operator");
        assertThat(own.toString()).doesNotContain("pw");
        fails(catalog, "other", SshErrorCode.UNKNOWN_PROFILE, "own profile is own", "no profilesFile");
    }

    @Test
    void theSettingsOfAProfileShowNoSecret() {
        ProfileSettings.KeyFile key = new ProfileSettings.KeyFile("id", "secret-phrase", "id-cert.pub");
        ProfileSettings.Login login = new ProfileSettings.Login("admin", "secret-word", key, "code=secret-answer");
        ProfileSettings own = ProfileSettings.named("own").with(login);
        DefinitionSettings definition = Definitions.of(new DefinitionSettings.Sources(own, Definitions.objects(objects), null),
                new DefinitionSettings.HostKeyDefaults(null, HostKeyRule.Policy.STRICT));
        for (Object settings : new Object[] {key, login, own, definition, definition.sources()}) {
            assertThat(settings.toString()).isNotEmpty().doesNotContain("secret");
        }
    }

    @Test
    void userAndPasswordAreOptionalBecauseTheContainerMayGiveThem() throws Exception {
        Profile own = new ProfileCatalog(settings("host.example", null, null), new Revisions(), clock::get).resolve("own");
        assertThat(own.target().credentials().isEmpty()).isTrue();
        Profile file = catalog("Host nobody").resolve("nobody");
        assertThat(file.target().username()).isEmpty();
    }

    @Test
    void aChangedAdministeredObjectChangesTheProfile() throws Exception {
        ProfileCatalog catalog = catalog("Host b", "User u", "Host a", "User file");
        objects.put("a", object("one"));
        Profile first = catalog.resolve("a");
        assertThat(first.target().username()).isEqualTo("one");
        assertThat(first.limits().maxChannels()).isEqualTo(3);
        assertThat(first.relayMode()).isTrue();
        assertThat(first.target().jump().username()).isEqualTo("u");
        assertThat(catalog.resolve("a")).isSameAs(first);
        objects.put("a", object("two"));
        assertThat(catalog.resolve("a").target().username()).isEqualTo("two");
        assertThat(catalog.resolve("a").revision()).isNotEqualTo(first.revision());
        objects.remove("a");
        assertThat(catalog.resolve("a").target().username()).isEqualTo("file");
    }

    private static ProfileSettings object(String username) {
        return pinned("a", new ProfileSettings.Route("h", 22, "b"), username, "pw").with(new ProfileSettings.Options("level", false, null,
                new ProfileSettings.Times(Duration.ofSeconds(1), null), new Profile.Limits(3, Duration.ofSeconds(9))));
    }

    @Test
    void everySettingOfATargetChangesItsRevision() throws SshException {
        ProfileCatalog catalog = new ProfileCatalog(settings(null, null, null), new Revisions(), clock::get);
        Set<String> revisions = new java.util.HashSet<>();
        SshTarget[] targets = {base().build(), base().host("i").build(), base().port(23).build(), base().username("v").build(),
            base().password("another".toCharArray()).build(), base().privateKey("k").build(),
            base().privateKey("k", "x".toCharArray()).build(), base().privateKey("k", "y".toCharArray()).build(),
            base().hostKeyFingerprint("SHA256:" + "B".repeat(43)).build(), base().privilegeLevel("root").build(),
            base().allowForwarding(true).build(), base().jump(base().build()).build(), base().jump(base().port(23).build()).build(),
            base().jump(base().jump(base().build()).build()).build()};
        for (SshTarget target : targets) {
            revisions.add(catalog.resolve("p", target).revision());
            assertThat(catalog.resolve("p", target).revision()).isIn(revisions);
        }
        assertThat(revisions).hasSize(targets.length);
        assertThat(new ProfileCatalog(settings(null, null, null), new Revisions(), clock::get).resolve("p", base().build()).revision())
                .as("is keyed: nobody can try passwords against it").isNotIn(revisions);
    }

    private static SshTarget.Builder base() {
        return SshTarget.builder().host("h").username("u").password("secret".toCharArray()).hostKeyFingerprint(FINGERPRINT);
    }
}
