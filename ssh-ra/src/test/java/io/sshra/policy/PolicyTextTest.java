package io.sshra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshPty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lines of a policy file allow, and which lines are errors. */
class PolicyTextTest {

    private static Level level(String... lines) {
        return Policy.read("Level P\n" + String.join("\n", lines) + "\n", "policy").of("P");
    }

    private static boolean allows(Level level, String... words) {
        return level.decide(Use.of(SshCommand.of(words), false)).allowed();
    }

    @Test
    void aCommandIsAllowedByExactlyItsWords() {
        Level level = level("Allow exec /usr/bin/df -h");
        assertThat(allows(level, "/usr/bin/df", "-h")).isTrue();
        for (String[] other : new String[][] {{"/usr/bin/df"}, {"df", "-h"}, {"/usr/bin/df", "-h", "/"}, {"/usr/bin/df", "-H"}, {"/usr/bin/df -h"},
            {"/usr/bin/df", "-h", ""}, {"", "/usr/bin/df", "-h"}, {"/usr/bin/DF", "-h"}, {"/usr/bin/df", "-h\n"}, {"-h", "/usr/bin/df"}}) {
            assertThat(allows(level, other)).as(String.join("|", other)).isFalse();
        }
    }

    @Test
    void aStarIsOneWordThatIsNoOption() {
        Level level = level("Allow exec systemctl status *");
        for (String unit : new String[] {"nginx", "nginx.service", "a b", "; rm -rf /", "$(id)", "*", "x"}) {
            assertThat(allows(level, "systemctl", "status", unit)).as(unit).isTrue();
        }
        for (String option : new String[] {"", "-H", "--host=evil", "-", "--", "+x", "a\nb", "\u001b"}) {
            assertThat(allows(level, "systemctl", "status", option)).as(option).isFalse();
        }
        assertThat(allows(level, "systemctl", "status")).isFalse();
        assertThat(allows(level, "systemctl", "status", "a", "b")).isFalse();
    }

    @Test
    void aPathIsBelowItsFolderInOneReadingOnly() {
        Level level = level("Allow exec tail path:/var/log/**", "Allow exec head path:/srv/*/log/site-*.log");
        for (String path : new String[] {"/var/log/a", "/var/log/a/b c", "/var/log/..a", "/var/log/*", "/var/log/-n"}) {
            assertThat(allows(level, "tail", path)).as(path).isTrue();
        }
        for (String path : new String[] {"/var/log", "/var/log/", "/var/log/..", "/var/log/../../etc/shadow", "/var/log/./a", "/var/log//a", "//var/log/a",
            "var/log/a", "/var/log/a/", "/var/logs/a", "/VAR/log/a", "/var/log/..\\..\\x", "/var/log/a\n", "", "-n", "/", "~/x"}) {
            assertThat(allows(level, "tail", path)).as(path).isFalse();
        }
        assertThat(allows(level, "head", "/srv/a/log/site-1.log")).isTrue();
        assertThat(allows(level, "head", "/srv/a/b/log/site-1.log")).isFalse();
        assertThat(allows(level, "head", "/srv/a/log/site-1.log/x")).isFalse();
        assertThat(allows(level, "head", "/srv/a/log/x/site-1.log")).isFalse();
    }

    @Test
    void aWordWithAMeaningCanBeWrittenAsItself() {
        Level level = level("Allow exec echo word:* word:path:/x \"a b\" #c");
        assertThat(allows(level, "echo", "*", "path:/x", "a b")).isTrue();
        assertThat(allows(level, "echo", "x", "path:/x", "a b")).isFalse();
    }

    @Test
    void aTextForTheShellIsAllowedAsAWholeOrNot() {
        Level exec = level("Allow any-exec");
        assertThat(allows(exec, "anything", "-x")).isTrue();
        assertThat(exec.decide(Use.of(SshCommand.shell("anything"), false)).allowed()).isFalse();
        Level text = level("Allow command-line");
        assertThat(text.decide(Use.of(SshCommand.shell("anything; at all"), false)).allowed()).isTrue();
        assertThat(allows(text, "anything")).isFalse();
        assertThat(text.decide(Use.shell(SshPty.xterm(), Map.of())).allowed()).isFalse();
    }

    /** The rule's text and the server's bytes would be different words. */
    @Test
    void argumentsInAnotherCharsetCountAsATextForTheShell() {
        Level level = level("Allow exec echo *");
        assertThat(level.decide(Use.of(SshCommand.of("echo", "é"), false)).allowed()).isTrue();
        assertThat(level.decide(Use.of(SshCommand.of("echo", "é").withCharset(StandardCharsets.ISO_8859_1), false)).allowed()).isFalse();
        assertThat(level.decide(Use.of(SshCommand.of("echo", "e").withCharset(StandardCharsets.ISO_8859_1), false)).allowed()).isTrue();
    }

    @Test
    void terminalsAndVariablesNeedTheirOwnLines() {
        SshCommand command = SshCommand.of("date");
        SshCommand terminal = command.withPty(SshPty.xterm());
        SshCommand variable = command.withEnvironment("LANG", "C");
        Level plain = level("Allow exec date", "Allow shell");
        assertThat(plain.decide(Use.of(command, false)).allowed()).isTrue();
        assertThat(plain.decide(Use.of(terminal, false)).why()).contains("AllowTerminal");
        assertThat(plain.decide(Use.of(variable, false)).why()).contains("LANG", "AllowEnv");
        assertThat(plain.decide(Use.shell(SshPty.xterm(), Map.of("PAGER", "x"))).allowed()).isFalse();
        assertThat(plain.decide(Use.shell(SshPty.xterm(), Map.of())).allowed()).isTrue();
        Level more = level("Allow exec date", "AllowTerminal yes", "AllowEnv LANG TZ");
        assertThat(more.decide(Use.of(terminal, false)).allowed()).isTrue();
        assertThat(more.decide(Use.of(variable, false)).allowed()).isTrue();
        assertThat(more.decide(Use.of(command.withEnvironment("LD_PRELOAD", "/x"), false)).allowed()).isFalse();
        assertThat(level("Allow everything").decide(Use.of(terminal.withEnvironment("X", "1"), false)).allowed()).isTrue();
    }

    private static Use leadsTo(Use.Kind kind, String host, int port, String socket) {
        return Use.of(kind, new Use.Place(host, port, socket), "there");
    }

    @Test
    void streamsAndForwardingsAreAllowedByKindAndDestination() {
        Level level = level("Allow stream db:5432", "Allow stream /run/app/*.sock", "Allow forward-local [::1]:*", "Allow forward-remote any");
        assertThat(level.decide(leadsTo(Use.Kind.STREAM, "DB", 5432, null)).allowed()).isTrue();
        assertThat(level.decide(leadsTo(Use.Kind.STREAM, "db", 22, null)).allowed()).isFalse();
        assertThat(level.decide(leadsTo(Use.Kind.STREAM, "db.", 5432, null)).allowed()).isFalse();
        assertThat(level.decide(leadsTo(Use.Kind.STREAM, null, 0, "/run/app/a.sock")).allowed()).isTrue();
        assertThat(level.decide(leadsTo(Use.Kind.STREAM, null, 0, "/run/app/../docker.sock")).allowed()).isFalse();
        assertThat(level.decide(leadsTo(Use.Kind.FORWARD_LOCAL, "db", 5432, null)).allowed()).isFalse();
        assertThat(level.decide(leadsTo(Use.Kind.FORWARD_LOCAL, "::1", 1, null)).allowed()).isTrue();
        assertThat(level.decide(leadsTo(Use.Kind.FORWARD_REMOTE, "x", 1, null)).allowed()).isTrue();
        assertThat(level.decide(Use.of(Use.Kind.FORWARD_DYNAMIC, null, "there")).allowed()).isFalse();
        assertThat(level.decide(Use.of(Use.Kind.FILES, null, "there")).allowed()).isFalse();
    }

    @Test
    void filesAreAllowedByPathAndOperation() {
        Level level = level("Allow read /var/log/**", "Allow write /srv/*/up");
        assertThat(level.decide(Use.of(Use.Kind.FILES, null, "there")).byPath()).isTrue();
        assertThat(level.decide(false, "/var/log/a").rule()).isEqualTo("policy:2");
        assertThat(level.decide(true, "/var/log/a").allowed()).isFalse();
        assertThat(level.decide(true, "/srv/x/up").rule()).isEqualTo("policy:3");
        assertThat(level.decide(false, "/srv/x/up").allowed()).isFalse();
        assertThat(level("Allow files", "Allow read /x").decide(Use.of(Use.Kind.FILES, null, "there")).byPath()).isFalse();
    }

    @Test
    void theRuleIsNamedByFileAndLine() {
        Level level = level("# a comment", "Allow exec date");
        assertThat(level.decide(Use.of(SshCommand.of("date"), false)).rule()).isEqualTo("policy:3");
        assertThat(level.decide(Use.of(SshCommand.of("date", "-u"), false)).rule()).isNull();
    }

    @Test
    void aLevelWithoutRulesIsFreeUnlessThereIsADefaultLevel() {
        Policy free = Policy.read("Level P0\nAllow exec date\n", "policy");
        assertThat(free.of("P1")).isNull();
        assertThat(free.of(null)).isNull();
        assertThat(free.of("p0")).isNull();
        Policy strict = Policy.read("DefaultLevel P0\nLevel P0\nAllow exec date\nLevel P1\n", "policy");
        assertThat(strict.of("p0").name()).isEqualTo("P0");
        assertThat(strict.of(null).name()).isEqualTo("P0");
        assertThat(strict.of("P1").name()).isEqualTo("P1");
        assertThat(allows(strict.of("P1"), "date")).isFalse();
    }

    @Test
    void limitsAreReadWithTheirUnits() {
        assertThat(level("MaxDuration 90s", "MaxOutput 64K", "MaxPerMinute 5").limits()).isEqualTo(new Level.Limits(Duration.ofSeconds(90), 65_536, 5));
        assertThat(level("MaxDuration 1h", "MaxOutput 0").limits()).isEqualTo(new Level.Limits(Duration.ofHours(1), 0, 0));
        assertThat(level().limits()).isEqualTo(Level.Limits.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
        "Allow exec                 | line policy:3: no program after exec",
        "Allow                      | line policy:3: no value for Allow",
        "Allow exec *               | line policy:3: the program can't be *; write any-exec for any program",
        "Allow exec ls a*           | line policy:3: invalid word a*: * stands for a whole word; write word:a* for this very text, or path: and a path",
        "Allow exec ls path:log/**  | line policy:3: invalid path log/**, expected one that begins with / and has no empty name, no . and .. and no backslash",
        "Allow exec ls path:/a/../b | line policy:3: invalid path /a/../b, expected one that begins with / and has no empty name, no . and .. and no backslash",
        "Allow exec ls path:/**/b   | line policy:3: invalid path /**/b: ** is allowed as the last name only, and ? and [ have no meaning",
        "Allow exec ls path:/a?     | line policy:3: invalid path /a?: ** is allowed as the last name only, and ? and [ have no meaning",
        "Allow exec \"ls            | line policy:3: unterminated quote",
        "Allow shell bash           | line policy:3: nothing can follow shell: bash",
        "Allow sftp                 | line policy:3: unknown kind sftp, expected one of exec, any-exec, command-line, shell, files, read, write, stream, forward-local, forward-remote, forward-dynamic, everything",
        "Allow stream               | line policy:3: expected one destination after stream: host:port, host:*, the path of a socket, or any",
        "Allow stream db            | line policy:3: invalid destination db, expected host:port, host:*, the path of a socket, or any",
        "Allow stream *:22          | line policy:3: invalid destination *:22, expected host:port, host:*, the path of a socket, or any",
        "Allow read                 | line policy:3: expected one path after read",
        "Allow write /a /b          | line policy:3: expected one path after write",
        "Allow read log             | line policy:3: invalid path log, expected one that begins with / and has no empty name, no . and .. and no backslash",
        "Deny exec ls               | line policy:3: unknown keyword Deny",
        "AllowTerminal maybe        | line policy:3: invalid value maybe, expected yes or no",
        "AllowEnv A=b               | line policy:3: invalid name of a variable: A=b",
        "MaxDuration 0              | line policy:3: invalid time 0, expected 1 second to 7 days",
        "MaxDuration 1y             | line policy:3: invalid time 1y, expected one such as 30s, 5m or 1h",
        "MaxOutput much             | line policy:3: invalid value much, expected one such as 64K, 10M or 1G",
        "MaxPerMinute 0             | line policy:3: invalid value 0, expected a number from 1 to 10000",
        "Level P                    | line policy:3: a second Level P",
        "Level P Q                  | line policy:3: expected one value for Level: P Q",
        "DefaultLevel Q             | line policy:3: there is no level Q"})
    void anInvalidLineIsAnErrorOfTheFileWithItsPlace(String line, String message) {
        assertThatThrownBy(() -> Policy.read("Level P\nAllow exec date\n" + line + "\n", "policy")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aFileThatIsNotCompleteIsAnError() {
        for (String text : new String[] {"", "# nothing\n", "Allow exec ls\nLevel P\n", "Level P\nAllow exec ls",
            "Level P\nMaxOutput 1\nMaxOutput 2\n", "DefaultLevel P\nDefaultLevel P\nLevel P\n"}) {
            assertThatThrownBy(() -> Policy.read(text, "policy")).as(text).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("policy");
        }
    }

    private static Policy example() throws Exception {
        return Policy.read(Files.readString(Path.of("../docs/policy.example")), "policy.example");
    }

    @Test
    void theExampleAllowsWhatItsLevelsAreFor() throws Exception {
        Policy example = example();
        assertThat(allows(example.of("P0"), "/usr/bin/tail", "-n", "200", "/var/log/syslog")).isTrue();
        assertThat(allows(example.of("P0"), "/usr/bin/tail", "-n", "200", "/etc/shadow")).isFalse();
        assertThat(allows(example.of("P0"), "/usr/bin/sudo", "-n", "/usr/bin/systemctl", "restart", "site.service")).isFalse();
        assertThat(allows(example.of("P1"), "/usr/bin/sudo", "-n", "/usr/bin/systemctl", "restart", "site.service")).isTrue();
        assertThat(allows(example.of("P1"), "/usr/bin/sudo", "-n", "/usr/bin/systemctl", "restart", "other.service")).isFalse();
        assertThat(allows(example.of("P2"), "anything")).isTrue();
        assertThat(example.of("P2").decide(Use.of(SshCommand.shell("anything"), false)).allowed()).isFalse();
        assertThat(example.of("P3").decide(Use.shell(SshPty.xterm(), Map.of("X", "1"))).allowed()).isTrue();
        assertThat(example.of("P3").limits().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(example.of(null).name()).isEqualTo("P0");
    }

    /** Each of these starts other programs or writes files, whatever it is asked to read. */
    @Test
    void noListOfTheExampleForReadingHasAProgramThatRunsOthers() throws Exception {
        Level look = example().of("P0");
        for (String program : Stream.of("awk", "find", "sed", "tar", "git", "less", "more", "man", "vi", "vim", "ed", "env", "xargs", "sh", "ssh", "sudo")
                .toList()) {
            for (String named : new String[] {program, "/bin/" + program, "/usr/bin/" + program}) {
                assertThat(allows(look, named, "/var/log/a")).as(named).isFalse();
                assertThat(allows(look, named)).as(named).isFalse();
            }
        }
        assertThat(Files.readString(Path.of("../docs/policy.example")).lines().filter(line -> line.strip().startsWith("Allow exec")).map(line -> line.strip()
                .split(" ")[2]).filter(program -> program.matches(".*/(awk|find|sed|tar|git|less|more|man|vim?|ed|env|xargs|sh|ssh)"))).isEmpty();
    }
}
