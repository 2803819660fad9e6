package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshSessions;
import io.sshra.sample.oversight.Agents;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ConversationsTest {

    private final List<String> closed = new ArrayList<>();
    private long now;
    private final Conversations conversations = new Conversations(() -> now);

    private static <T> T answering(Class<T> type, Function<Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(arguments)));
    }

    /** A new conversation, whose SSH sessions are noted when they end. */
    private Conversation open(String caller) {
        SshSessions sessions = answering(SshSessions.class, arguments -> {
            closed.add((String) arguments[0]);
            return 0;
        });
        SshConnectionFactory ssh = answering(SshConnectionFactory.class, arguments -> sessions);
        McpStreamableServerSession mcp = new McpStreamableServerSession(UUID.randomUUID().toString(), null, null, Duration.ofSeconds(1), Map.of(), Map.of());
        Conversation conversation = new Conversation(mcp, caller, false, begun -> new Agents().begin(caller, "test", null), () -> new AgentSession(ssh, Thread::new, caller), now);
        conversations.add(conversation);
        return conversation;
    }

    private boolean isOpen(Conversation conversation) {
        return conversations.of(conversation.mcp().getId(), conversation.caller()) == conversation;
    }

    private static Call call() {
        return new Call(() -> true, seconds -> { });
    }

    private void pass(Duration time) {
        now += time.toNanos();
        conversations.sweep();
    }

    @Test
    void aConversationThatIsUnusedForLongEndsWithItsSshSession() {
        Conversation unused = open("alice");
        Conversation used = open("bob");
        Conversation busy = open("carol");
        busy.begin(1, call(), now);
        pass(Conversations.LONGEST_SILENCE);
        assertThat(closed).isEmpty();
        used.begin(1, call(), now);
        used.finish(1, now);
        pass(Duration.ofNanos(1));
        assertThat(closed).containsExactly("alice");
        assertThat(isOpen(unused)).isFalse();
        assertThat(isOpen(used)).isTrue();
        assertThat(isOpen(busy)).isTrue();
        assertThatThrownBy(() -> unused.begin(1, call(), now)).isInstanceOf(Refusal.class);
    }

    /** Fault: a call that began while the unused ones were looked for was answered with nothing. */
    @Test
    void aConversationExpiresOnceAndTakesNoCallAfterwards() {
        Conversation unused = open("alice");
        Conversation begun = open("bob");
        now = 2;
        begun.begin(1, call(), now);
        assertThat(begun.expires(1, now)).isFalse();
        assertThat(begun.hasEnded()).isFalse();

        assertThat(unused.expires(1, now)).isTrue();
        assertThat(unused.expires(1, now)).isFalse();
        assertThat(unused.hasEnded()).isTrue();
        assertThatThrownBy(() -> unused.begin(1, call(), now)).isInstanceOf(Refusal.class);
    }

    /** A call that comes while it ends. */
    @Test
    void aStoppedConversationSaysSoToTheEnd() {
        Conversation stopped = open("alice");
        stopped.stop("carol has stopped it");
        conversations.end(stopped);
        assertThat(stopped.hasEnded()).isFalse();
        assertThatThrownBy(() -> stopped.begin(1, call(), now)).isInstanceOf(Refusal.class).hasMessage("carol has stopped it");
    }

    @Test
    void conversationsAreOfTheirCallersOnlyAndBounded() {
        Conversation alices = open("alice");
        assertThat(conversations.of(alices.mcp().getId(), "bob")).isNull();
        assertThat(conversations.of(alices.mcp().getId(), null)).isNull();
        for (int i = 1; i < Conversations.MOST_PER_CALLER; i++) {
            open("alice");
        }
        assertThatThrownBy(() -> open("alice")).isInstanceOf(Refusal.class);
        assertThat(isOpen(open("bob"))).isTrue();
        conversations.end(alices);
        assertThat(isOpen(open("alice"))).isTrue();
    }

    @Test
    void callsAreBoundedAndCancelledByTheirNumbers() {
        Conversation conversation = open("alice");
        Call first = call();
        conversation.begin("a", first, now);
        assertThatThrownBy(() -> conversation.begin("a", call(), now)).isInstanceOf(Refusal.class);
        for (int i = 1; i < Conversation.MOST_CALLS; i++) {
            conversation.begin(i, call(), now);
        }
        assertThatThrownBy(() -> conversation.begin("b", call(), now)).isInstanceOf(Refusal.class);
        conversation.cancel("none");
        assertThat(first.isAbandoned()).isFalse();
        conversation.cancel("a");
        assertThat(first.isAbandoned()).isTrue();
    }

    /** A call that is under way may ask for the session after the end. Nobody would end a new one. */
    @Test
    void aConversationThatHasEndedHasNoNewSshSession() {
        Conversation conversation = open("alice");
        AgentSession before = conversation.session();
        conversation.endSession();
        AgentSession next = conversation.session();
        assertThat(next).isNotSameAs(before);
        conversations.end(conversation);
        assertThat(conversation.session()).isSameAs(next);
        assertThatThrownBy(() -> next.connect("web-1")).isInstanceOf(SshConnectionClosedException.class);
    }

    @Test
    void theStopEndsAllAndTakesNoMore() {
        open("alice");
        Call call = call();
        open("bob").begin(1, call, now);
        conversations.close();
        assertThat(closed).containsExactlyInAnyOrder("alice", "bob");
        assertThat(call.isAbandoned()).isTrue();
        assertThatThrownBy(() -> open("carol")).isInstanceOf(Refusal.class);
    }
}
