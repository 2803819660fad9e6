package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.policy.Level;
import io.sshra.policy.Rules;
import io.sshra.policy.Use;
import io.sshra.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a policy file while it is in use. */
class PolicyFileTest {

    private static final Use DATE = Use.of(SshCommand.of("date"), false);

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong();
    private int edits;

    /** Gives each change a different time, and none the present time, at which two changes could look like one. */
    private void write(String text) throws IOException {
        Files.writeString(file(), text);
        Files.setLastModifiedTime(file(), FileTime.fromMillis(1_000_000L + ++edits));
    }

    private Path file() {
        return folder.resolve("policy");
    }

    private Rules rules() throws SshProfileException {
        return PolicyFile.of(file().toString(), clock::get);
    }

    private Level aSecondLater(Rules rules) {
        clock.addAndGet(1_000_000_000L);
        return rules.of("P");
    }

    @Test
    void aChangeCountsForTheNextUseAndNotForALevelThatIsHeld() throws Exception {
        write("Level P\n");
        Rules rules = rules();
        Level held = rules.of("P");
        write("Level P\nAllow exec date\n");
        try (LogLines log = new LogLines()) {
            assertThat(rules.of("P").decide(DATE).allowed()).as("within the same second").isFalse();
            assertThat(aSecondLater(rules).decide(DATE).allowed()).isTrue();
            assertThat(held.decide(DATE).allowed()).isFalse();
            aSecondLater(rules);
            assertThat(log.of("SSHRA000015")).hasSize(1);
        }
    }

    @Test
    void theRulesBeforeRemainWhileTheFileHasAnErrorAndItIsLoggedOnce() throws Exception {
        write("Level P\nAllow exec date\n");
        Rules rules = rules();
        try (LogLines log = new LogLines()) {
            write("Level P\nAllow exec date\nAllow nonsense\n");
            assertThat(aSecondLater(rules).decide(DATE).allowed()).isTrue();
            assertThat(aSecondLater(rules).decide(Use.shell(io.sshra.SshPty.xterm(), java.util.Map.of())).allowed()).isFalse();
            Files.delete(file());
            assertThat(aSecondLater(rules).decide(DATE).allowed()).isTrue();
            aSecondLater(rules);
            assertThat(log.of("SSHRA000016")).hasSize(2).first().asString().contains(file() + ":3: unknown kind nonsense");
            write("Level P\n");
            assertThat(aSecondLater(rules).decide(DATE).allowed()).isFalse();
            assertThat(log.of("SSHRA000015")).hasSize(1);
        }
    }

    /** It may be misspelt, and would be free without a word. */
    @Test
    void aLevelWithoutRulesIsLoggedOnce() throws Exception {
        write("Level P\n");
        Rules rules = rules();
        try (LogLines log = new LogLines()) {
            assertThat(rules.of("p\n")).isNull();
            assertThat(rules.of("p\n")).isNull();
            assertThat(rules.of(null)).isNull();
            assertThat(rules.of("P")).isNotNull();
            for (int i = 0; i < 200; i++) {
                rules.of("level-" + i);
            }
            assertThat(log.of("SSHRA000017")).hasSize(100).first().asString().contains("The level p\\u000a has no rules in " + file());
        }
    }

    /** Otherwise a definition whose rules can't be read would have none. */
    @Test
    void thereIsNoBeginningWithoutRules() throws Exception {
        assertThatThrownBy(this::rules).isInstanceOfSatisfying(SshProfileException.class,
                e -> assertThat(e.code()).isEqualTo(SshErrorCode.INVALID_POLICY_FILE));
        write("Level P\nAllow\n");
        assertThatThrownBy(this::rules).hasMessageContaining(file() + ":2: no value for Allow");
        assertThat(PolicyFile.of(" ", clock::get)).isSameAs(Rules.NONE);
    }
}
