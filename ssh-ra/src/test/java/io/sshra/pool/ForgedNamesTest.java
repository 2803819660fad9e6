package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users, sessions, profiles and logins whose names look like other fields of a line. */
class ForgedNamesTest {

    private static final String FORGED = "bob session=s9 profile=root";

    private final PoolFixture fixture = new PoolFixture();
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
        fixture.close();
    }

    @Test
    void noNameOfAUserLooksLikeAnotherFieldOfTheLog() throws Exception {
        fixture.open(FORGED, "s-1", "web");
        fixture.pool.closeSession(FORGED, "s-1");

        assertThat(log.of("SSHRA000100")).singleElement().asString()
                .contains("opened: user=\"" + FORGED + "\" session=s-1 profile=web target=web@host:22 in ");
        assertThat(log.of("SSHRA000102")).singleElement().asString()
                .contains("closed: user=\"" + FORGED + "\" session=s-1 profile=web target=web@host:22, reason=session_end");
    }

    @Test
    void noSessionProfileOrLoginLooksLikeAnotherFieldEither() throws Exception {
        fixture.open("alice", "1 user=bob", PoolFixture.profile("p\" user=bob", "root profile=q", "host", "1"));

        assertThat(log.of("SSHRA000100")).singleElement().asString().contains(
                "opened: user=alice session=\"1 user=bob\" profile=\"p\\\" user=bob\" target=\"root profile=q@host:22\" in ");
    }

    @Test
    void theContainersLogShowsKeysWithQuotedNames() {
        assertThat(new ConnectionKey(SessionKey.of(FORGED, "-"), "d", "a b", "1", 1))
                .hasToString("user=\"" + FORGED + "\" session=\"-\" profile=\"a b\"");
    }

    @Test
    void messagesQuoteTheNameOfAProfile() throws Exception {
        fixture.connector.behaviour = FakeConnector.refusing("login");
        assertThatThrownBy(() -> fixture.open("alice", "s", PoolFixture.profile("p user=bob", "login", "host", "1")));

        assertThatThrownBy(() -> fixture.open("alice", "s", PoolFixture.profile("p user=bob", "login", "host", "1")))
                .hasMessageContaining("profile \"p user=bob\": the server refused its credential");
    }
}
