package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.json.Json;

/** What the page of machines gets from the server, without a browser. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
@Tag("long")
class ProfilesTest {

    private final RunningConsole console;

    ProfilesTest(RunningConsole console) {
        this.console = console;
    }

    private static Map<String, Object> object(String json) {
        return new Json().toType(json, Json.MAP_TYPE);
    }

    /** Null if there is none. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> card(ConsoleClient user, String profile) throws IOException {
        return ((List<Map<String, Object>>) object(user.get("profiles")).get("cards")).stream().filter(card -> card.get("profile").equals(profile))
                .findFirst().orElse(null);
    }

    private static HttpResponse<String> post(ConsoleClient user, String path, Map<String, Object> body) throws IOException {
        return user.send("POST", path, new Json().toJson(body));
    }

    private static void test(ConsoleClient user, String profile) throws IOException {
        HttpResponse<String> tested = post(user, "profiles/test", Map.of("profile", profile));
        assertThat(tested.statusCode()).as(tested.body()).isEqualTo(200);
    }

    /** Waits until the connection has ended. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> ended(ConsoleClient user, String profile) {
        return await().until(() -> (Map<String, Object>) card(user, profile).get("ended"), found -> found != null);
    }

    @Test
    void aCardSaysWhereItLeadsAndWhoHasEndedItsConnection() throws Exception {
        long connected = console.first().authenticatedConnections();
        try (ConsoleClient alice = new ConsoleClient(console, console.alice()); ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            assertThat(card(alice, "web-1")).containsEntry("target", console.first().username() + "@127.0.0.1:" + console.first().port())
                    .containsEntry("state", "none").doesNotContainKeys("ended", "group", "own", "problem");
            assertThat(card(alice, "guarded")).containsEntry("group", "With approval");
            assertThat(console.first().authenticatedConnections()).as("nothing was connected to for that").isEqualTo(connected);

            test(alice, "web-1");
            assertThat(card(alice, "web-1")).containsEntry("state", "connected").doesNotContainKey("ended");
            assertThat(post(alice, "profiles/release", Map.of("profile", "web-1")).statusCode()).isEqualTo(200);
            assertThat(ended(alice, "web-1")).containsEntry("reason", "explicit_close").containsEntry("byYou", true);

            test(alice, "web-1");
            long number = await().until(() -> numberOf(alice, "web-1"), found -> found != null);
            assertThat(post(carol, "dashboard/end", Map.of("number", number)).statusCode()).isEqualTo(200);
            assertThat(ended(alice, "web-1")).containsEntry("by", "carol").containsEntry("byYou", false);

            test(alice, "web-1");
            console.first().killConnections();
            assertThat(ended(alice, "web-1")).containsEntry("reason", "connection_lost").doesNotContainKey("by");
        }
    }

    /** The number of alice's connection in her session; null if it is not listed. */
    @SuppressWarnings("unchecked")
    private static Long numberOf(ConsoleClient user, String profile) throws IOException {
        Map<String, Object> dashboard = object(user.get("dashboard"));
        return ((List<Map<String, Object>>) dashboard.get("connections")).stream().filter(row -> row.get("profile").equals(profile)
                && row.get("session").equals(dashboard.get("session"))).map(row -> (Long) row.get("number")).findFirst().orElse(null);
    }

    @Test
    void favouritesAndRecentMachinesAreThereAtTheNextLogInOfTheSameUser() throws Exception {
        try (ConsoleClient bob = new ConsoleClient(console, console.bob())) {
            test(bob, "web-2");
            assertThat(post(bob, "profiles/favourite", Map.of("profile", "web-2", "favourite", true)).statusCode()).isEqualTo(200);
            HttpResponse<String> unknown = post(bob, "profiles/favourite", Map.of("profile", "mine", "favourite", true));
            assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(400);
            await().untilAsserted(() -> assertThat(card(bob, "web-2")).containsEntry("recent", 1L));
        }
        try (ConsoleClient bob = new ConsoleClient(console, console.bob()); ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            assertThat(card(bob, "web-2")).containsEntry("favourite", true).containsEntry("recent", 1L).containsEntry("state", "none");
            assertThat(card(carol, "web-2")).containsEntry("favourite", false);
            assertThat(post(bob, "profiles/favourite", Map.of("profile", "web-2", "favourite", false)).statusCode()).isEqualTo(200);
            assertThat(card(bob, "web-2")).containsEntry("favourite", false);
        }
    }

    private static Map<String, Object> form(String profile, OpenSshServer server, Map<String, Object> more) {
        Map<String, Object> form = new HashMap<>(Map.of("profile", profile, "host", "127.0.0.1", "port", server.port(), "username", server.username(),
                "password", "", "privateKey", "", "passphrase", ""));
        form.putAll(more);
        return form;
    }

    private static void refuses(String field, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(object(answer.body())).as(answer.body()).containsEntry("field", field);
    }

    private static String hostKeyOf(HttpResponse<String> asked) {
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(502);
        return (String) ((Map<?, ?>) object(asked.body()).get("hostKey")).get("fingerprint");
    }

    /** Neither the credential nor the trust in the host's key goes to another host unasked. */
    @Test
    void anOwnProfileIsDuplicatedAndEdited() throws Exception {
        Map<String, Object> keyOfSecond = Map.of("privateKey", console.second().privateKey());
        try (ConsoleClient bob = new ConsoleClient(console, console.bob())) {
            refuses("password", post(bob, "profiles", form("mine", console.second(), Map.of())));
            assertThat(post(bob, "profiles", form("mine", console.second(), keyOfSecond)).statusCode()).isEqualTo(200);
            String fingerprint = hostKeyOf(post(bob, "profiles/test", Map.of("profile", "mine")));
            assertThat(post(bob, "profiles/trust", Map.of("profile", "mine", "fingerprint", fingerprint)).statusCode()).isEqualTo(200);
            test(bob, "mine");

            Map<String, Object> ofMine = Map.of("from", "mine");
            refuses("profile", post(bob, "profiles", form("mine", console.second(), ofMine)));
            refuses("profile", post(bob, "profiles", form("web-1", console.second(), ofMine)));
            refuses("password", post(bob, "profiles", form("copy", console.first(), ofMine)));
            assertThat(post(bob, "profiles", form("copy", console.second(), ofMine)).statusCode()).isEqualTo(200);
            test(bob, "copy");

            refuses("host", post(bob, "profiles/edit", form("mine", console.second(), Map.of("from", "mine", "host", "a b"))));
            refuses("port", post(bob, "profiles/edit", form("mine", console.second(), Map.of("from", "mine", "port", 0))));
            refuses("username", post(bob, "profiles/edit", form("mine", console.second(), Map.of("from", "mine", "username", ""))));
            refuses("privateKey", post(bob, "profiles/edit", form("mine", console.second(), Map.of("from", "mine", "privateKey", " "))));
            refuses("profile", post(bob, "profiles/edit", form("copy", console.second(), ofMine)));
            assertThat(card(bob, "mine")).as("nothing has changed").containsEntry("state", "connected");
            assertThat(post(bob, "profiles/edit", form("renamed", console.second(), ofMine)).statusCode()).isEqualTo(200);
            assertThat(card(bob, "mine")).isNull();
            test(bob, "renamed");

            assertThat(post(bob, "profiles/edit", form("renamed", console.first(), Map.of("from", "renamed", "privateKey", console.first().privateKey())))
                    .statusCode()).isEqualTo(200);
            assertThat(hostKeyOf(post(bob, "profiles/test", Map.of("profile", "renamed")))).isEqualTo(console.first().hostKeyFingerprint());
        }
    }
}
