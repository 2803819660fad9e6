package io.sshra.benchmarks.micro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The state machine of a physical connection, with one thread: a channel begins and ends. */
@State(Scope.Benchmark)
public class StateBenchmark {

    private static final MethodHandle BEGIN_USE;
    private static final MethodHandle END_USE;
    private static final Object OPEN;

    static {
        try {
            Class<?> type = Class.forName("io.sshra.pool.key.ConnectionState");
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            MethodType yesOrNo = MethodType.methodType(boolean.class);
            BEGIN_USE = asOfObject(inside.findVirtual(type, "beginUse", yesOrNo));
            END_USE = asOfObject(inside.findVirtual(type, "endUse", yesOrNo));
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            OPEN = constructor.newInstance();
            MethodHandle move = inside.findVirtual(type, "move", MethodType.methodType(boolean.class, int.class, int.class));
            for (int state = 0; state < 2; state++) {
                if (!(boolean) move.invoke(OPEN, state, state + 1)) {
                    throw new IllegalStateException("no move from state " + state);
                }
            }
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle asOfObject(MethodHandle handle) {
        return handle.asType(MethodType.methodType(boolean.class, Object.class));
    }

    @Benchmark
    public boolean beginAndEndUse() throws Throwable {
        boolean begun = (boolean) BEGIN_USE.invokeExact(OPEN);
        return begun & (boolean) END_USE.invokeExact(OPEN);
    }
}
