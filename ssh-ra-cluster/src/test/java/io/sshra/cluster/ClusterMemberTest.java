package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCluster;
import io.sshra.SshConnectionFactory;
import io.sshra.SshSessionEnd;
import io.sshra.SshSessions;
import io.sshra.spi.ClusterNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wildfly.clustering.server.Group;
import org.wildfly.clustering.server.GroupMember;
import org.wildfly.clustering.server.GroupMembership;
import org.wildfly.clustering.server.GroupMembershipEvent;
import org.wildfly.clustering.server.GroupMembershipListener;
import org.wildfly.clustering.server.Registration;
import org.wildfly.clustering.server.dispatcher.Command;
import org.wildfly.clustering.server.dispatcher.CommandDispatcher;
import org.wildfly.clustering.server.dispatcher.CommandDispatcherFactory;

/** Joining and leaving, with a group in this JVM that keeps to the rules of WildFly's. */
class ClusterMemberTest {

    private record Member(String getName) implements GroupMember {
    }

    /** The servers of the group. */
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    private final List<ClusterMember> joined = new ArrayList<>();

    private GroupMembership<Member> membership() {
        List<Member> members = servers.keySet().stream().sorted().map(Member::new).toList();
        return new GroupMembership<>() {
            @Override
            public Member getCoordinator() {
                return members.get(0);
            }

            @Override
            public List<Member> getMembers() {
                return members;
            }
        };
    }

    /** One server: its dispatchers and its view of the group. */
    private final class Server implements CommandDispatcherFactory<Member>, Group<Member> {

        private final String name;
        private final Map<Object, Object> contexts = new ConcurrentHashMap<>();
        private final List<GroupMembershipListener<Member>> listeners = new CopyOnWriteArrayList<>();
        private final PlainNode adapter = new PlainNode();

        Server(String name) {
            this.name = name;
        }

        @Override
        public Group<Member> getGroup() {
            return this;
        }

        @Override
        public <C> CommandDispatcher<Member, C> createCommandDispatcher(Object id, C context, ClassLoader loader) {
            if (contexts.putIfAbsent(id, context) != null) {
                throw new IllegalArgumentException(id.toString());
            }
            return new CommandDispatcher<>() {
                @Override
                public C getContext() {
                    return context;
                }

                @Override
                @SuppressWarnings("unchecked")
                public <R, E extends Exception> CompletionStage<R> dispatchToMember(Command<R, ? super C, E> command, Member member) {
                    Server target = servers.get(member.getName());
                    C there = target == null ? null : (C) target.contexts.get(id);
                    if (there == null) {
                        return CompletableFuture.failedFuture(new CancellationException());
                    }
                    try {
                        return CompletableFuture.completedFuture(command.execute(there));
                    } catch (Exception e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }

                @Override
                public <R, E extends Exception> Map<Member, CompletionStage<R>> dispatchToGroup(Command<R, ? super C, E> command, Set<Member> excluding) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {
                    contexts.remove(id);
                }
            };
        }

        @Override
        public String getName() {
            return "ee";
        }

        @Override
        public Member getLocalMember() {
            return new Member(name);
        }

        @Override
        public GroupMembership<Member> getMembership() {
            return membership();
        }

        @Override
        public boolean isSingleton() {
            return false;
        }

        @Override
        public Registration register(GroupMembershipListener<Member> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        SshConnectionFactory factory() {
            Object cluster = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SshCluster.class, ClusterNode.class}, (proxy, method, arguments) -> {
                try {
                    return method.invoke(adapter, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
            Object sessions = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SshSessions.class}, (proxy, method, arguments) -> cluster);
            return (SshConnectionFactory) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SshConnectionFactory.class},
                    (proxy, method, arguments) -> sessions);
        }

        ClusterMember join() {
            ClusterMember member = ClusterMember.join(factory(), this, "");
            joined.add(member);
            return member;
        }

        List<String> nodes() {
            return adapter.link == null ? List.of() : adapter.link.nodes();
        }
    }

    private Server server(String name) {
        GroupMembership<Member> before = membership();
        Server server = new Server(name);
        servers.put(name, server);
        GroupMembership<Member> after = membership();
        servers.values().forEach(each -> each.listeners.forEach(listener -> listener.updated(new GroupMembershipEvent<>() {
            @Override
            public GroupMembership<Member> getPreviousMembership() {
                return before;
            }

            @Override
            public GroupMembership<Member> getCurrentMembership() {
                return after;
            }
        })));
        return server;
    }

    @AfterEach
    void leave() {
        joined.forEach(ClusterMember::close);
    }

    @Test
    void applicationsOfTwoServersFindEachOther() {
        Server a = server("a");
        a.join();
        Server b = server("b");
        assertThat(a.nodes()).containsExactly("a");
        ClusterMember second = b.join();
        await().untilAsserted(() -> assertThat(List.of(a.nodes(), b.nodes())).isEqualTo(List.of(List.of("a", "b"), List.of("a", "b"))));
        b.adapter.sessions.put("alice/s", System.nanoTime());
        SshSessionEnd end = a.adapter.link.sessionEnded("alice", "s", 1);
        await().until(b.adapter.sessions::isEmpty);
        assertThat(end.closedHere()).isEqualTo(1);
        second.close();
        await().untilAsserted(() -> assertThat(a.nodes()).containsExactly("a"));
        second.close();
    }

    @Test
    void nothingIsLeftOfAMemberThatHasLeft() {
        Server a = server("a");
        a.join().close();
        assertThat(a.adapter.link).isNull();
        assertThat(a.contexts).isEmpty();
        assertThat(a.listeners).isEmpty();
        a.join();
        assertThat(a.nodes()).containsExactly("a");
    }

    @Test
    void aSecondApplicationIsRefusedAndHarmsNothing() {
        Server a = server("a");
        a.join();
        assertThatThrownBy(a::join).isInstanceOf(IllegalStateException.class).hasMessageContaining("let one application do so");
        assertThat(a.nodes()).containsExactly("a");
        assertThatThrownBy(() -> ClusterMember.join(a.factory(), a, "other")).isInstanceOf(IllegalStateException.class).hasMessageContaining("connected already");
        assertThat(a.contexts).hasSize(1);
        assertThat(a.listeners).hasSize(1);
    }

    @Test
    void aServerWithoutAGroupSaysSo() {
        assertThatThrownBy(() -> ClusterMember.join(server("a").factory())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java:jboss/clustering/server/command-dispatcher-factory/default");
    }
}
