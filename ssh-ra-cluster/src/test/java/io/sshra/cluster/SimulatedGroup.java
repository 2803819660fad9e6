package io.sshra.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * A group of nodes on one thread, with a time of its own. Messages take some time, and may overtake each other. Between two parts of a
 * network that is split they are lost, or come when it is whole again.
 */
final class SimulatedGroup {

    private record Event(long at, long order, SimulatedNode node, Runnable what) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** A message that waits until the network is whole again. */
    private record Held(SimulatedNode from, SimulatedNode to, Message message) {
    }

    final Random random;
    final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Held> held = new ArrayList<>();
    private final ToLongFunction<Random> delay;
    private long now;
    /** By session, when it was ended last. */
    final Map<String, Long> lastEnds = new HashMap<>();
    private long order;
    private long origins;
    /** Of 100 messages. */
    int lost;
    long messages;
    long bytes;
    /** Whether messages are measured, which takes a while. */
    boolean measured;

    /** @param delay how many nanoseconds a message takes */
    SimulatedGroup(long seed, ToLongFunction<Random> delay) {
        this.random = new Random(seed);
        this.delay = delay;
    }

    /** Up to this many milliseconds. */
    static ToLongFunction<Random> upTo(int millis) {
        return random -> 100_000 + (long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(millis));
    }

    long now() {
        return now;
    }

    // ---- time ----

    void at(SimulatedNode node, long nanos, Runnable what) {
        events.add(new Event(now + nanos, order++, node, what));
    }

    /** Lets so much time pass. */
    void run(long nanos) {
        long end = now + nanos;
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.poll();
            now = event.at();
            if (event.node() == null || event.node().takes(event.what())) {
                event.what().run();
            }
        }
        now = end;
    }

    void runMillis(long millis) {
        run(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    // ---- messages ----

    void send(SimulatedNode from, String to, Message message) {
        messages++;
        if (measured) {
            bytes += Codec.encode(message).length;
        }
        SimulatedNode target = nodes.get(to);
        if (target != null && random.nextInt(100) >= lost) {
            at(null, delay.applyAsLong(random), () -> arrive(new Held(from, target, message)));
        }
    }

    private void arrive(Held message) {
        if (message.from().part != message.to().part) {
            if (random.nextBoolean()) {
                held.add(message);
            }
            return;
        }
        // As a channel does: what a member sends that is not in the receiver's group any more does not come.
        at(message.to(), 0, () -> {
            if (message.to().view.contains(message.from().name)) {
                message.to().received(message.from(), message.message());
            }
        });
    }

    // ---- members ----

    /** A server starts, in the first part of the network, with the application. */
    SimulatedNode start(String name) {
        SimulatedNode node = startQuietly(name);
        views(100);
        return node;
    }

    /** A server starts, and nobody sees it yet. */
    SimulatedNode startQuietly(String name) {
        SimulatedNode node = new SimulatedNode(this, name, ++origins);
        nodes.put(name, node);
        return node;
    }

    long newOrigin() {
        return ++origins;
    }

    /** A server dies. The others see that after this time. */
    void kill(SimulatedNode node, long millis) {
        nodes.remove(node.name);
        node.dead = true;
        views(millis);
    }

    /** The network splits: these nodes are in a part of their own. */
    void split(Collection<SimulatedNode> apart, long millis) {
        nodes.values().forEach(node -> node.part = apart.contains(node) ? 1 : 0);
        views(millis);
    }

    /** The network is whole again. What was held comes now. */
    void heal(long millis) {
        nodes.values().forEach(node -> node.part = 0);
        List<Held> late = List.copyOf(held);
        held.clear();
        late.forEach(message -> at(null, delay.applyAsLong(random), () -> arrive(message)));
        views(millis);
    }

    /** After so much time at most, each node sees who is in its part now. */
    void views(long millis) {
        for (SimulatedNode node : List.copyOf(nodes.values())) {
            at(null, TimeUnit.MILLISECONDS.toNanos(millis) + delay.applyAsLong(random), () -> view(node));
        }
    }

    private void view(SimulatedNode node) {
        if (node.dead) {
            return;
        }
        Set<String> members = new TreeSet<>();
        for (SimulatedNode other : nodes.values()) {
            if (other.part == node.part && other.excluded == node.excluded && (!node.excluded || other == node)) {
                members.add(other.name);
            }
        }
        Set<String> appeared = new HashSet<>(members);
        appeared.removeIf(name -> node.view.contains(name) && nodes.get(name).view.contains(node.name));
        node.view = members;
        at(node, 0, () -> node.members(members, appeared));
    }
}
