package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.adapter.config.Bounds;
import io.sshra.testing.TestNames;
import jakarta.validation.constraints.NotNull;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Wrong properties of definitions and profiles where the container has not checked them by Bean Validation. */
class UncheckedPropertiesTest {

    private static List<Field> fields(Class<?> bean) {
        return Stream.<Class<?>>iterate(bean, Objects::nonNull, Class::getSuperclass).flatMap(type -> Stream.of(type.getDeclaredFields()))
                .toList();
    }

    private static void set(Object bean, String property, Object value) {
        try {
            for (PropertyDescriptor each : Introspector.getBeanInfo(bean.getClass()).getPropertyDescriptors()) {
                if (each.getName().equals(property)) {
                    each.getWriteMethod().invoke(bean, value);
                }
            }
        } catch (ReflectiveOperationException | java.beans.IntrospectionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SshException refusal(Consumer<SshManagedConnectionFactory> settings) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost("127.0.0.1");
            definition.setHostKeyFingerprints("SHA256:" + "A".repeat(43));
            settings.accept(definition);
        })) {
            SshProfileException[] refusals = new SshProfileException[2];
            for (int i = 0; i < refusals.length; i++) {
                int each = i;
                assertThatThrownBy(() -> fixture.factory.getConnection().close())
                        .isInstanceOfSatisfying(SshProfileException.class, refusal -> refusals[each] = refusal);
            }
            assertThat(refusals[1].what()).as("the second use").isEqualTo(refusals[0].what());
            return refusals[0];
        }
    }

    @Test
    void aNumberOutOfBoundsFailsTheFirstUseOfTheDefinition() throws Exception {
        for (Field field : fields(SshManagedConnectionFactory.class)) {
            Bounds bounds = field.getAnnotation(Bounds.class);
            if (bounds != null) {
                for (Integer wrong : new Integer[] {bounds.min() - 1, bounds.max() + 1, null}) {
                    SshException refusal = refusal(definition -> set(definition, field.getName(), wrong));
                    assertThat(refusal.code()).isEqualTo(SshErrorCode.INVALID_DEFINITION);
                    assertThat(refusal.what()).isEqualTo(field.getName() + " is " + wrong + ": it must be from " + bounds.min() + " to "
                            + bounds.max());
                }
            }
        }
    }

    @Test
    void aMissingSwitchFailsTheFirstUseOfTheDefinition() throws Exception {
        List<String> switches = fields(SshManagedConnectionFactory.class).stream().filter(field -> field.isAnnotationPresent(NotNull.class))
                .map(Field::getName).toList();
        assertThat(switches).contains("acceptNewHostKeys", "insecureAcceptAnyHostKey", "allowForwarding", "legacyAlgorithms");
        for (String each : switches) {
            SshException refusal = refusal(definition -> set(definition, each, null));
            assertThat(refusal.code()).isEqualTo(SshErrorCode.INVALID_DEFINITION);
            assertThat(refusal.what()).isEqualTo(each + " is null");
        }
    }

    @Test
    void allWrongNumbersOfADefinitionAreNamed() throws Exception {
        assertThat(refusal(definition -> {
            definition.setPort(0);
            definition.setConnectTimeoutSeconds(-1);
        }).what()).isEqualTo("connectTimeoutSeconds is -1: it must be from 1 to 3600; port is 0: it must be from 1 to 65535");
    }

    @Test
    void aCertificateWithoutAKeyFailsTheFirstUseOfTheProfile() throws Exception {
        SshException refusal = refusal(definition -> definition.setCertificateFile("/nowhere/certificate"));
        assertThat(refusal.code()).isEqualTo(SshErrorCode.INVALID_PROFILE);
        assertThat(refusal.what()).contains("profile default has a certificateFile but no privateKeyFile");
    }

    @Test
    void aProfileObjectNamesItsWrongNumbersAndMissingSwitches() {
        for (Field field : fields(SshProfileObject.class)) {
            Bounds bounds = field.getAnnotation(Bounds.class);
            if (bounds != null || field.isAnnotationPresent(NotNull.class)) {
                SshProfileObject object = new SshProfileObject();
                set(object, field.getName(), null);
                assertThat(object.problems()).startsWith(field.getName() + " is null");
            }
            if (bounds != null) {
                SshProfileObject object = new SshProfileObject();
                set(object, field.getName(), bounds.max() + 1);
                assertThat(object.problems()).isEqualTo(field.getName() + " is " + (bounds.max() + 1) + ": it must be from " + bounds.min()
                        + " to " + bounds.max());
            }
        }
        assertThat(new SshProfileObject().problems()).isEmpty();
    }

    @Test
    void aWrongNumberOfAProfileObjectFailsItsUseAndNoOtherProfile() throws Exception {
        SshProfileObject object = new SshProfileObject();
        object.setHost("127.0.0.1");
        object.setKeepaliveIntervalSeconds(-2);
        TestNames.bind("java:/unchecked/object", object);
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> definition.setProfilesContext("java:/unchecked"))) {
            assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "object")).close())
                    .isInstanceOfSatisfying(SshProfileException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(SshErrorCode.INVALID_PROFILE);
                        assertThat(refusal.what()).isEqualTo(
                                "profile object is invalid: keepaliveIntervalSeconds is -2: it must be from -1 to 86400");
                    });
            assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of("alice", "s", "other")).close())
                    .isInstanceOfSatisfying(SshProfileException.class, refusal ->
                            assertThat(refusal.code()).isEqualTo(SshErrorCode.UNKNOWN_PROFILE));
        }
    }
}
