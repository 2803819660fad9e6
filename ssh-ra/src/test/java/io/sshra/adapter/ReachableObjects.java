package io.sshra.adapter;

import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The objects that are reachable from an object through fields and the elements of the JDK's collections. */
final class ReachableObjects {

    private static final int MOST = 100_000;

    private ReachableObjects() {
    }

    /**
     * Prints the {@code toString()} of each object, except for plain characters and bytes.
     *
     * @return how many of them are of this project's classes
     */
    static int print(Object root, PrintStream out) throws IllegalAccessException {
        Set<Object> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> waiting = new ArrayDeque<>(java.util.List.of(root));
        int own = 0;
        while (!waiting.isEmpty() && seen.size() < MOST) {
            Object object = waiting.pop();
            if (object == null || !seen.add(object)) {
                continue;
            }
            if (!(object instanceof CharSequence || object instanceof Class || object instanceof Number)) {
                out.println(object.getClass().getName() + " " + say(object));
                own += object.getClass().getName().startsWith("io.sshra.") ? 1 : 0;
            }
            addContents(object, waiting);
        }
        return own;
    }

    private static String say(Object object) {
        try {
            return object.toString();
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private static void addContents(Object object, Deque<Object> waiting) throws IllegalAccessException {
        Class<?> type = object.getClass();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                push(key, waiting);
                push(value, waiting);
            });
        } else if (object instanceof Collection<?> all) {
            all.forEach(each -> push(each, waiting));
        } else if (object instanceof AtomicReference<?> reference) {
            push(reference.get(), waiting);
        } else if (type.isArray() && !type.getComponentType().isPrimitive()) {
            for (int i = 0; i < Array.getLength(object); i++) {
                push(Array.get(object, i), waiting);
            }
        } else if (!type.getName().startsWith("java.") && !type.getName().startsWith("sun.") && !type.getName().startsWith("jdk.")) {
            for (Class<?> declaring = type; declaring != null && !declaring.getName().startsWith("java."); declaring = declaring.getSuperclass()) {
                for (Field field : declaring.getDeclaredFields()) {
                    if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())
                            && field.trySetAccessible()) {
                        push(field.get(object), waiting);
                    }
                }
            }
        }
    }

    private static void push(Object object, Deque<Object> waiting) {
        if (object != null) {
            waiting.push(object);
        }
    }
}
