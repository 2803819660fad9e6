package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the API says {@code @Nullable}, null is possible, and nowhere else. */
class NullnessTest {

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /** Values in which nothing optional is set. */
    static Stream<Object> defaults() {
        return Stream.of(SshCommand.of("df"), SshTransferOptions.defaults(), SshAlgorithms.DEFAULTS, SshPty.xterm(), SshIdentity.of("text"), SshProxy.http("p", 1),
                new SshConnectionSpec(null, "s", "p", null), SshTarget.builder().host("h").username("u").build(),
                SshConnectionInfo.builder().build(), SshCommandResult.builder().build(), SshTransferResult.builder().build(), SshTransferProgress.builder().build(),
                SshProfileInfo.builder().build(),
                SshConnections.all(new FakeFactory(), List.of()), SshConnectionFactoryMXBean.Connection.of(SshConnectionInfo.builder().build()));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void whatMayBeMissingIsMarked(Object value) throws Exception {
        for (Method accessor : value.getClass().getDeclaredMethods()) {
            if (Modifier.isPublic(accessor.getModifiers()) && accessor.getParameterCount() == 0 && !Modifier.isStatic(accessor.getModifiers())
                    && !accessor.getReturnType().isPrimitive()) {
                boolean missing = accessor.invoke(value) == null;
                // A key of an identity is one of two; the rest of an identity is missing here.
                boolean given = value instanceof SshIdentity && accessor.getName().equals("privateKey");
                assertThat(isNullable(accessor.getAnnotatedReturnType())).as(accessor.toString()).isEqualTo(missing || given);
            }
        }
    }

    private static List<Executable> takers() {
        List<Executable> takers = new ArrayList<>();
        for (Class<?> type : List.of(SshCommand.class, SshTransferOptions.class, SshAlgorithms.class, SshPty.class, SshIdentity.class, SshProxy.class,
                SshConnectionSpec.class, SshConnectionSpec.Builder.class, SshTarget.Builder.class, LoginBuilder.class, SshConnectionInfo.Builder.class,
                SshCommandResult.class, SshCommandResult.Builder.class, SshTransferResult.Builder.class, SshTransferProgress.Builder.class, SshProfileInfo.Builder.class, SshConnections.class, SshNames.class, SshHostResult.class, SshText.class)) {
            Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods()).flatMap(Arrays::stream)
                    .filter(member -> Modifier.isPublic(member.getModifiers()) && member.getParameterCount() > 0 && !member.isSynthetic())
                    .filter(member -> !member.getName().matches("equals|exec")).forEach(takers::add);
        }
        return takers;
    }

    /** Each parameter in turn is null, and the others have values. */
    @Test
    void nullIsTakenWhereItIsMarkedAndRefusedElsewhere() throws Exception {
        int checked = 0;
        for (Executable taker : takers()) {
            Parameter[] parameters = taker.getParameters();
            for (int i = 0; i < parameters.length; i++) {
                if (!parameters[i].getType().isPrimitive()) {
                    int missing = i;
                    Throwable failure = catchThrowable(() -> call(taker, missing));
                    String where = "parameter " + i + " of " + taker;
                    if (isNullable(parameters[i].getAnnotatedType()) && !taker.getDeclaringClass().equals(SshNames.class)) {
                        assertThat(failure).as(where).isNull();
                    } else {
                        assertThat(failure).as(where).isExactlyInstanceOf(IllegalArgumentException.class);
                    }
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(60);
    }

    private static void call(Executable taker, int missing) throws Throwable {
        Object[] arguments = new Object[taker.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == missing ? null : example(taker.getParameterTypes()[i]);
        }
        try {
            if (taker instanceof java.lang.reflect.Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                Method method = (Method) taker;
                method.invoke(Modifier.isStatic(method.getModifiers()) ? null : receiver(method.getDeclaringClass()), arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object receiver(Class<?> type) throws Exception {
        if (type == LoginBuilder.class) {
            return SshTarget.builder();
        }
        if (type.getSimpleName().equals("Builder")) {
            return type.getEnclosingClass().getMethod("builder").invoke(null);
        }
        return defaults().filter(type::isInstance).findFirst().orElseThrow(() -> new AssertionError("no value of " + type));
    }

    private static Object example(Class<?> type) throws Exception {
        Map<Class<?>, Object> examples = Map.ofEntries(Map.entry(String.class, "xterm"), Map.entry(int.class, 1), Map.entry(long.class, 1L),
                Map.entry(boolean.class, true), Map.entry(char[].class, new char[] {'x'}), Map.entry(byte[].class, new byte[1]),
                Map.entry(Map.class, Map.of()), Map.entry(List.class, List.of()), Map.entry(java.util.Collection.class, List.of()),
                Map.entry(java.util.Set.class, java.util.Set.of()), Map.entry(java.nio.charset.Charset.class, java.nio.charset.StandardCharsets.UTF_8),
                Map.entry(SshConnectionFactory.class, new FakeFactory()), Map.entry(SshConnectionSpec.class, SshConnectionSpec.of("u", "s", "p")),
                Map.entry(SshCommandResult.class, SshCommandResult.exited(0, "")), Map.entry(SshRemoteShell.class, SshRemoteShell.SH));
        Object example = examples.get(type);
        return example != null ? example : type == KeyPair.class ? KeyPairGenerator.getInstance("Ed25519").generateKeyPair() : null;
    }

    // ---- without the annotations ----

    /** In an application server there is no jar of JSpecify: whoever reflects on the API, such as CDI and JMX, must not fail. */
    @Test
    void theApiCanBeReflectedWithoutTheAnnotations() throws Exception {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!place.contains("jspecify")) {
                places.add(Path.of(place).toUri().toURL());
            }
        }
        try (URLClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass(NullMarked.class.getName())).isInstanceOf(ClassNotFoundException.class);
            List<String> names;
            Path sources = Path.of("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                names = files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> sources.relativize(file).toString().replace(".java", "").replace('/', '.')).sorted().toList();
            }
            assertThat(names).hasSizeGreaterThan(40);
            for (String name : names) {
                Class<?> type = Class.forName(name, true, loader);
                assertThat(type.getClassLoader()).isSameAs(loader);
                reflect(type);
                for (Class<?> nested : type.getDeclaredClasses()) {
                    reflect(nested);
                }
            }
            assertThat(Class.forName("io.sshra.package-info", true, loader).getPackage().getAnnotations()).isEmpty();
        }
        assertThat(SshCommand.class.getPackage().isAnnotationPresent(NullMarked.class)).as("with them").isTrue();
    }

    private static void reflect(Class<?> type) {
        type.getAnnotations();
        for (Method method : type.getDeclaredMethods()) {
            method.getAnnotations();
            method.getParameterAnnotations();
            assertThat(method.getAnnotatedReturnType().getAnnotations()).as(method.toString()).isEmpty();
            for (AnnotatedType parameter : method.getAnnotatedParameterTypes()) {
                assertThat(parameter.getAnnotations()).isEmpty();
            }
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            Arrays.stream(constructor.getAnnotatedParameterTypes()).forEach(AnnotatedType::getAnnotations);
        }
        Arrays.stream(type.getDeclaredFields()).forEach(field -> field.getAnnotatedType().getAnnotations());
        if (type.isRecord()) {
            Arrays.stream(type.getRecordComponents()).forEach(component -> component.getAnnotatedType().getAnnotations());
        }
    }
}
