package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.ssh.Target;
import io.sshra.testing.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target behind a ProxyCommand is reached through the host that it names, or not at all. */
class ProxyCommandTest {

    private static final String HOSTS = """
            Host jump ::1
              HostName gate.example.org
              Port 2022
              User own
            Host inner
              ProxyJump jump
            Host gate-web
              HostName other.example.org
            Host web
              HostName WEB.example.org
              User alice
              Port 2222
            """;

    @TempDir
    private Path home;

    private Path file(String... lines) throws Exception {
        Path file = SshG.configFolder(home).resolve("config");
        Files.writeString(file, HOSTS + Stream.of(lines).map(line -> "  " + line + "\n").collect(Collectors.joining()));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Target target(String... lines) throws Exception {
        return new ProfileCatalog(Definitions.of(file(lines), home.resolve("known_hosts")), new Revisions(), System::nanoTime)
                .resolve("web").target();
    }

    /** ssh itself says where each command leads. */
    @ExtendWith(RequiresSshClient.class)
    @ParameterizedTest
    @ValueSource(strings = {
        "ssh -W %h:%p jump",
        "ssh jump -W %h:%p",
        "ssh -W [%h]:%p jump",
        "ssh -W '%h:%p' \"jump\"",
        "ssh -W%h:%p jump",
        "ssh -qW %h:%p jump",
        "ssh -W web.example.org:2222 jump",
        "/usr/bin/ssh -W %h:%p jump",
        "exec ssh -W %h:%p jump",
        "ssh -q -x -a -T -W %h:%p jump # through the gate",
        "ssh -W %h:%p bob@jump",
        "ssh -W %h:%p %r@jump",
        "ssh -l bob -W %h:%p jump",
        "ssh -l bob -W %h:%p carol@jump",
        "ssh -W %h:%p carol@jump -l bob",
        "ssh -lbob -p2200 -W %h:%p jump",
        "ssh -p 2200 -p 2201 -W %h:%p jump",
        "ssh -W %h:%p ssh://bob@jump:2200",
        "ssh -p 23 -W %h:%p ssh://bob@jump:2200",
        "ssh -o User=bob -o 'Port 2200' -W %h:%p jump",
        "ssh -oUser=bob -l carol -W %h:%p jump",
        "ssh -o BatchMode=yes -oConnectTimeout=5 -o \"LogLevel ERROR\" -W %h:%p jump",
        "ssh -S none -e none -W %h:%p -- jump",
        "ssh -W %h:%p gate-%n",
        "ssh -W %h:%p ju\\mp"})
    void theHostThatSshGoesThroughIsTheJumpHost(String command) throws Exception {
        Path file = file("ProxyCommand " + command);
        Map<String, List<String>> ofSsh = SshG.effectiveOf(command.replace("%h", "web.example.org").replace("%p", "2222")
                .replace("%r", "alice").replace("%n", "web").replaceFirst("(^|/usr/bin/|exec )ssh ", "ssh -G -F '" + file + "' "), file);
        String expected = ofSsh.get("user").get(0) + "@" + ofSsh.get("hostname").get(0) + ":" + ofSsh.get("port").get(0);
        String user = expected.startsWith(System.getProperty("user.name") + "@") ? expected.replaceFirst(".*@", "@") : expected;
        assertThat(target("ProxyCommand " + command).jump()).hasToString(user);
    }

    @Test
    void theJumpHostsOfTheJumpHostAreGoneThroughToo() throws Exception {
        assertThat(hosts(target("ProxyCommand ssh -W %h:%p inner"))).containsExactly("web.example.org", "inner", "gate.example.org");
        assertThat(hosts(target("ProxyCommand ssh -J bob@jump:2200 -W %h:%p inner"))).containsExactly("web.example.org", "inner",
                "gate.example.org");
        assertThat(target("ProxyCommand ssh -J bob@jump:2200 -W %h:%p inner").jump().jump()).hasToString("bob@gate.example.org:2200");
    }

    private static List<String> hosts(Target target) {
        List<String> hosts = new ArrayList<>();
        for (Target hop = target; hop != null; hop = hop.jump()) {
            hosts.add(hop.host());
        }
        return hosts;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "nc %h %p",
        "nc -X 4 -x proxy:1080 %h %p",
        "nc -X 5 -x proxy:1080 %h 22",
        "nc -X 5 -x proxy:1080 %n %p",
        "nc -X 5 -x proxy:1080 %h %p 23",
        "nc -X 5 -x proxy:0 %h %p",
        "nc -X 5 -x http://proxy:1080 %h %p",
        "nc -X connect -P user -x proxy:3128 %h %p",
        "nc -4 -x proxy:1080 %h %p",
        "nc -X 5 %h %p",
        "nc -X 5 -x",
        "ncat --proxy proxy:1080 %h %p",
        "corkscrew proxy 8080 %h %p",
        "cloudflared access ssh --hostname %h",
        "sh -c 'ssh -W %h:%p jump'",
        "ssh jump nc %h %p",
        "ssh jump -W %h:%p true",
        "ssh jump",
        "ssh -W %h:%p",
        "ssh -W",
        "ssh -W %h:%p -W %h:%p jump",
        "ssh -W %h:22 jump",
        "ssh -W %n:%p jump",
        "ssh -W localhost:22 jump",
        "ssh -W %h:%p jump:22",
        "ssh -W %h:%p %u@jump",
        "ssh -p 0 -W %h:%p jump",
        "ssh -i key -W %h:%p jump",
        "ssh -F none -W %h:%p jump",
        "ssh -4 -W %h:%p jump",
        "ssh -b 127.0.0.1 -W %h:%p jump",
        "ssh -Z -W %h:%p jump",
        "ssh -o StrictHostKeyChecking=yes -W %h:%p jump",
        "ssh -o ProxyCommand=nc -W %h:%p jump",
        "ssh -o 'User a b' -W %h:%p jump",
        "ssh -W %h:%p $GATE",
        "ssh -W %h:%p \"$GATE\"",
        "ssh -W %h:%p `gate`",
        "ssh -W %h:%p jump; nc %h %p",
        "ssh -W %h:%p jump 2>/dev/null",
        "ssh -W %h:%p jump | tee log",
        "ssh -W %h:%p ~jump",
        "~/bin/ssh -W %h:%p jump",
        "ssh -W %h:%p \"jump\"'",
        "ssh -W %h:%p jump \\"})
    void whatCannotBeHonouredIsRefusedWithTheReason(String command) throws Exception {
        assertThatThrownBy(() -> target("ProxyCommand " + command)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("config:13: ").hasMessageMatching("(?s).*(ProxyCommand|unterminated quote).*")
                .extracting("code").isEqualTo(SshErrorCode.INVALID_PROFILES_FILE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nc -X 5 -x proxy:1080 %h %p                     | socks5://proxy:1080",
        "/usr/bin/nc -x proxy %h %p                      | socks5://proxy:1080",
        "exec nc.openbsd -v -X connect -x 'proxy' %h %p  | http://proxy:3128",
        "nc -X connect -x [2001:db8::1]:8080 %h %p       | http://[2001:db8::1]:8080",
        "nc -X 5 -x PROXY.example.org:1080 web.example.org 2222 | socks5://proxy.example.org:1080"})
    void netcatThroughAProxyIsAProxyThatGetsTheName(String command, String proxy) throws Exception {
        Target target = target("ProxyCommand " + command, "ProxyJump jump");
        assertThat(target.proxy()).hasToString(proxy);
        assertThat(target.proxy().resolvesNames()).isTrue();
        assertThat(target.jump()).isNull();
    }

    /** Host {@code jump} has a proxy, and so has {@code web}, which is not connected to from here. */
    @Test
    void onlyTheFirstHostOnTheWayHasAProxy() throws Exception {
        Path file = Files.writeString(home.resolve("profiles"), """
                Host web
                  ProxyJump gate
                Host gate
                  ProxyJump jump,inner
                Host *
                  Proxy http://proxy:3128
                  ProxyResolvesNames yes
                  HostName %h.example.org
                Host jump inner
                """);
        Target target = new ProfileCatalog(Definitions.of(file, home.resolve("known_hosts")), new Revisions(), System::nanoTime)
                .resolve("web").target();
        assertThat(hosts(target)).containsExactly("web.example.org", "gate.example.org", "inner.example.org", "jump.example.org");
        assertThat(target.firstProxy()).hasToString("http://proxy:3128");
        assertThat(target.firstProxy().resolvesNames()).isTrue();
        for (Target hop = target; hop.jump() != null; hop = hop.jump()) {
            assertThat(hop.proxy()).isNull();
        }
    }

    @Test
    void theReasonSaysWhatToDoAndShowsNoSecret() throws Exception {
        String secret = Secrets.word("of the proxy");
        assertThatThrownBy(() -> target("ProxyCommand ncat --proxy-auth me:" + secret + " %h %p")).message().doesNotContain(secret)
                .contains("ProxyCommand: only ProxyCommand ssh -W %h:%p jump-host can be used here", "it runs another program than ssh");
        assertThatThrownBy(() -> target("ProxyCommand nc -P " + secret + " -x proxy:1 %h %p")).message().doesNotContain(secret)
                .contains("and nc -X 5 -x proxy:port %h %p, as it is a Proxy: the option -P of nc can't be honoured");
        assertThatThrownBy(() -> target("Proxy http://me@proxy:1")).message().contains("config:13: there is a user for the proxy, and no password");
        assertThatThrownBy(() -> target("Proxy socks5://me:" + secret + "@proxy:1080")).message().doesNotContain(secret)
                .contains("Proxy: the user of a proxy has a colon, and a password does not belong here, expected socks5://[user@]host:port");
        assertThatThrownBy(() -> target("ProxyCommand ssh -i " + secret + " -W %h:%p jump")).message().doesNotContain(secret)
                .contains("its option -i can't be honoured, say it in the profile of the jump host");
        assertThatThrownBy(() -> target("ProxyCommand ssh -W %h:%p nowhere")).message()
                .contains("profile web has an unknown jump host, nowhere (line ", "config:13)");
        assertThatThrownBy(() -> target("ProxyCommand ssh -W %n:%p jump")).message().contains("leads elsewhere than to web.example.org:2222");
    }

    @Test
    void ofProxyJumpProxyCommandAndProxyTheFirstCounts() throws Exception {
        assertThat(target("Proxy none", "ProxyJump jump").jump()).isNull();
        assertThat(target("ProxyJump none", "Proxy http://p:1").proxy()).isNull();
        assertThat(target("Proxy http://p:1", "ProxyCommand ssh -W %h:%p jump").jump()).isNull();
        assertThat(target("ProxyJump jump", "Proxy http://p:1").proxy()).isNull();
        assertThat(target("ProxyCommand none", "ProxyJump jump").jump()).isNull();
        assertThat(target("ProxyJump none", "ProxyCommand nc %h %p").jump()).isNull();
        assertThat(target("ProxyJump inner", "ProxyCommand ssh -W %h:%p jump").jump().host()).isEqualTo("inner");
        assertThat(target("ProxyCommand ssh -W %h:%p jump", "ProxyJump inner").jump().host()).isEqualTo("gate.example.org");
    }

    @Test
    void otherProfilesGoOn() throws Exception {
        Path file = file("ProxyCommand nc %h %p");
        ProfileCatalog catalog = new ProfileCatalog(Definitions.of(file, home.resolve("known_hosts")), new Revisions(), System::nanoTime);
        assertThatThrownBy(() -> catalog.resolve("web")).isInstanceOf(SshProfileException.class);
        assertThat(catalog.resolve("inner").relayMode()).isTrue();
    }
}
