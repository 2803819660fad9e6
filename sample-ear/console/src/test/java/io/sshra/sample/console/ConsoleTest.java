package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final String JSON = "application/json;charset=UTF-8";
    private static final String PASSWORD = "this one is secret";
    private static final String FINGERPRINT = "SHA256:CwihCwOjjXDi/RYpjmrTLcuwdykpKnW1Y7PXh1WdQtA";

    @Test
    void requestsThatOtherSitesMakeABrowserSendAreRefused() {
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8080", "same-origin", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", JSON, null, null, "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("GET", null, null, "cross-site", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", JSON, "http://evil.example", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8080", "cross-site", "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8081", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "null", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "not a uri", null, "127.0.0.1:8080")).isFalse();
    }

    @Test
    void postsWithoutJsonAreRefused() {
        for (String type : new String[] {null, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"}) {
            assertThat(PageGuard.isOwn("POST", type, null, null, "localhost")).as(type).isFalse();
        }
    }

    /** PUT takes bytes only, and other methods take no bytes. A form of another site can send neither. */
    @Test
    void onlyPutTakesBytes() {
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", null, "same-origin", "localhost")).isTrue();
        assertThat(PageGuard.isOwn("POST", "application/octet-stream", null, "same-origin", "localhost")).isFalse();
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", "http://evil.example", null, "localhost")).isFalse();
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", null, "cross-site", "localhost")).isFalse();
        for (String type : new String[] {null, "text/plain", "multipart/form-data", "application/octet-streams", JSON}) {
            assertThat(PageGuard.isOwn("PUT", type, null, null, "localhost")).as(type).isFalse();
        }
    }

    /** A site whose name resolves to this machine has the same origin as its requests; only the name reveals it. */
    @Test
    void theConsoleRefusesHostNamesThatOthersControl() {
        for (String own : List.of("127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080", "192.168.1.2")) {
            assertThat(PageGuard.isNameOfThis(own, "")).as(own).isTrue();
        }
        for (String other : new String[] {null, "", "evil.example:8080", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example"}) {
            assertThat(PageGuard.isNameOfThis(other, "")).as(other).isFalse();
        }
        assertThat(PageGuard.isNameOfThis("console.example:8080", "a, console.example")).isTrue();
    }

    @Test
    void everyVisitHasItsOwnSession() {
        assertThat(new Visit("alice", Set.of(), "").session()).isNotEqualTo(new Visit("alice", Set.of(), "").session());
    }

    private static SshTarget target(String password) {
        return SshTarget.builder().host("db.example.org").port(2222).username("deploy").password(password.toCharArray()).build();
    }

    private static KeptVisit copied(KeptVisit kept) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(kept);
        }
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain(PASSWORD).contains("db.example.org");
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (KeptVisit) in.readObject();
        }
    }

    /** As another server has written it. */
    private static KeptVisit elsewhere(KeptVisit kept, List<KeptVisit.Profile> profiles, List<KeptVisit.Command> commands) {
        return new KeptVisit("another server", kept.user(), kept.groups(), kept.session(), profiles, commands);
    }

    private static KeptVisit.Command command(String id, String state) {
        return new KeptVisit.Command(id, "web-1", "true", "2026-11-30T12:00:0" + id + "Z", state, 0, null, 7, null);
    }

    @Test
    void whatOtherServersKeepOfAVisitHasNoCredential() throws Exception {
        Visit visit = new Visit("alice", Set.of("user", "administrator"), "token");
        visit.ownProfiles().add("db", target(PASSWORD));
        visit.ownProfiles().trust("db", FINGERPRINT);

        KeptVisit kept = copied(visit.kept());

        assertThat(kept).isEqualTo(visit.kept());
        Visit other = Visit.of(kept, "token");
        other.takeOver(elsewhere(kept, kept.profiles(), kept.commands()));
        assertThat(other.session()).isEqualTo(visit.session());
        assertThat(other.isAdministrator()).isTrue();
        assertThat(other.ownProfiles().target("db")).isNull();
        assertThat(other.ownProfiles().isIncomplete("db")).isTrue();
        assertThatThrownBy(() -> other.connect(null, "db")).isInstanceOf(SshProfileException.class).hasMessageContaining("has to be entered again");

        assertThat(other.ownProfiles().add("db", target("the credential again"))).isTrue();
        assertThat(other.ownProfiles().target("db").hostKeyFingerprints()).as("confirmed at the other server").containsExactly(FINGERPRINT);
        assertThat(other.ownProfiles().isIncomplete("db")).isFalse();
        assertThat(other.ownProfiles().all()).isEqualTo(visit.ownProfiles().all());
    }

    @Test
    void aHostKeyIsNotTrustedForAnotherHostOfTheSameName() {
        Visit visit = new Visit("alice", Set.of(), "");
        visit.takeOver(elsewhere(visit.kept(), List.of(new KeptVisit.Profile("db", "other.example.org", 2222, "deploy", List.of(FINGERPRINT))), List.of()));

        visit.ownProfiles().add("db", target(PASSWORD));

        assertThat(visit.ownProfiles().target("db").hostKeyFingerprints()).isEmpty();
    }

    @Test
    void profilesThatWereRemovedAtAnotherServerGoAndTheOthersKeepTheirCredential() {
        Visit visit = new Visit("alice", Set.of(), "");
        SshTarget removed = target(PASSWORD);
        visit.ownProfiles().add("removed", removed);
        visit.ownProfiles().add("kept", target(PASSWORD));
        KeptVisit before = visit.kept();

        visit.takeOver(elsewhere(before, before.profiles().stream().filter(profile -> profile.name().equals("kept")).toList(), List.of()));

        assertThat(visit.ownProfiles().all()).extracting(KeptVisit.Profile::name).containsExactly("kept");
        assertThat(visit.ownProfiles().target("kept").password()).isEqualTo(PASSWORD.toCharArray());
        assertThat(removed.isDestroyed()).isTrue();
    }

    @Test
    void aCommandThatRanAtAServerThatIsGoneIsLostAndTheOthersKeepTheirResult() {
        Visit visit = new Visit("alice", Set.of(), "");
        visit.takeOver(elsewhere(visit.kept(), List.of(), List.of(command("2", Run.RUNNING), command("1", "exited"))));

        assertThat(visit.runs().views()).extracting(view -> view.id() + " " + view.state()).containsExactly("2 lost", "1 exited");
        assertThat(visit.runs().views().get(0).error().advice()).contains("It is not run again");
        assertThat(visit.runs().views()).allSatisfy(view -> assertThat(view.output()).isNull());
        assertThat(visit.runs().all()).as("nothing runs here").isEmpty();
        assertThat(visit.kept().commands()).extracting(KeptVisit.Command::state).as("also for the next server").containsExactly("lost", "exited");
    }

    @Test
    void whatThisServerHasKeptItselfChangesNothing() {
        Visit visit = new Visit("alice", Set.of(), "");
        KeptVisit before = visit.kept();
        visit.ownProfiles().add("db", target(PASSWORD));

        visit.takeOver(before);

        assertThat(visit.ownProfiles().target("db")).isNotNull();
    }

    @Test
    void aVisitThatHasEndedDoesNotComeBack() {
        Visits visits = new Visits();
        HttpSession http = httpSession();
        Visit visit = new Visit("alice", Set.of(), CsrfToken.of(http));
        visits.begin(visit, http);
        assertThat(visits.of(http)).isSameAs(visit);

        assertThat(visits.end(visit.session())).isSameAs(visit);

        assertThat(visits.of(http)).as("a request that has read the session just before").isNull();
        assertThat(visits.open()).isEmpty();
    }

    @Test
    void aVisitGoesOnAtAnotherServer() {
        HttpSession http = httpSession();
        Visit first = new Visit("alice", Set.of("user"), CsrfToken.of(http));
        new Visits().begin(first, http);

        Visits other = new Visits();
        Visit second = other.of(http);

        assertThat(second).isNotSameAs(first);
        assertThat(second.session()).isEqualTo(first.session());
        assertThat(other.open(first.token())).isSameAs(second);
        assertThat(other.of(http)).isSameAs(second);
    }

    @Test
    void aTicketIsGoodForOneSubscription() {
        Visits visits = new Visits();
        HttpSession http = httpSession();
        Visit visit = new Visit("alice", Set.of(), CsrfToken.of(http));
        visits.begin(visit, http);
        String ticket = visit.live().newTicket();

        assertThat(visits.taking(null)).isNull();
        assertThat(visits.taking("")).isNull();
        assertThat(visits.taking(ticket)).isSameAs(visit);
        assertThat(visits.taking(ticket)).isNull();
        String oldest = visit.live().newTicket();
        for (int i = 0; i < 10; i++) {
            visit.live().newTicket();
        }
        assertThat(visits.taking(oldest)).as("only the latest are valid").isNull();
    }

    /** Has attributes and nothing else. */
    private static HttpSession httpSession() {
        Map<String, Object> attributes = new HashMap<>();
        return (HttpSession) Proxy.newProxyInstance(ConsoleTest.class.getClassLoader(), new Class<?>[] {HttpSession.class}, (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "getMaxInactiveInterval" -> 1800;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Names of classes and properties, and what only programs do. */
    private static final Pattern FOR_DEVELOPERS = Pattern.compile("\\b[a-z]+[A-Z]\\w*|\\bSsh[A-Z]\\w*|\\b[A-Z][a-z]+[A-Z]\\w*|factory|stack trace|\\bbean\\b|the cause");

    @Test
    void whatToDoAboutAnErrorIsSaidToUsersAndNotToDevelopers() {
        for (SshErrorCode code : SshErrorCode.values()) {
            assertThat(FOR_DEVELOPERS.matcher(Advice.of(code).replaceAll("OpenSSH|PuTTY", "")).results().map(MatchResult::group)).as(code.name()).isEmpty();
        }
        assertThat(Advice.readable("invalid SshTarget: the port is 0")).isEqualTo("Invalid profile: the port is 0");
        assertThat(Advice.readable("user=carol session=2360d622-20dc-43a3 profile=\"a \\\"b\\\" c\" target=root@127.0.0.1:42075: level guarded does not allow: SFTP"))
                .isEqualTo("Level guarded does not allow: SFTP");
        assertThat(Advice.readable("user=carol session=2360d622: the adapter stops")).isEqualTo("The adapter stops");
    }

    /** What {@code ssh-keygen -lv} prints for this key. */
    @Test
    void aFingerprintIsDrawnAsSshDrawsIt() {
        assertThat(Randomart.of("ED25519 256", "SHA256:CwihCwOjjXDi/RYpjmrTLcuwdykpKnW1Y7PXh1WdQtA")).isEqualTo("""
                +--[ED25519 256]--+
                |= o        .o    |
                |=B..  .      E   |
                |*.oo o      .  ..|
                |.oo.o.o      ....|
                |.. ..+..S    ..  |
                |. o + =. .  .    |
                |.= +.o.+.. o     |
                |o.=+oo. . o .    |
                |+.ooo  .   .     |
                +----[SHA256]-----+
                """);
    }
}
