package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.adapter.config.Bounds;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.testing.LogLines;
import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JavaBeans that containers configure, and their documentation. */
class ConfigurationTest {

    private static final List<Class<?>> BEANS = List.of(SshResourceAdapter.class, SshManagedConnectionFactory.class,
            SshProfileObject.class);

    private static List<Field> properties(Class<?> bean) {
        return Stream.<Class<?>>iterate(bean, Objects::nonNull, Class::getSuperclass).flatMap(type -> Stream.of(type.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(ConfigProperty.class)).toList();
    }

    private static String accessor(String prefix, Field field) {
        return prefix + Character.toUpperCase(field.getName().charAt(0)) + field.getName().substring(1);
    }

    /** The row of the table in docs/configuration.md without its last column, the advice. */
    private static String row(Field field) {
        ConfigProperty property = field.getAnnotation(ConfigProperty.class);
        Bounds bounds = field.getAnnotation(Bounds.class);
        String type = field.getType() == Boolean.class ? "true or false" : field.getType() == Integer.class ? "number" : "text";
        return "| `" + field.getName() + "` | " + type + " | " + (field.getName().endsWith("Seconds") ? "s" : "") + " | "
                + property.defaultValue() + " | " + (bounds == null ? "" : bounds.min() + " to " + bounds.max()) + " | "
                + String.join("", property.description()) + " | ";
    }

    private static boolean isRowWithAdvice(String line, String row) {
        return line.startsWith(row) && line.substring(row.length()).matches("\\S[^|]{5,120} \\|");
    }

    private static Object another(Field field) {
        if (field.getType() == Boolean.class) {
            return true;
        }
        return field.getType() == Integer.class ? (Object) 77 : "seventy-seven";
    }

    @Test
    void everyPropertyIsAJavaBeanPropertyWithItsRowInTheDocumentation() throws Exception {
        List<String> documentation = Files.readAllLines(Path.of("../docs/configuration.md"));
        for (Class<?> bean : BEANS) {
            assertThat(properties(bean)).isNotEmpty();
            Object instance = bean.getDeclaredConstructor().newInstance();
            for (Field field : properties(bean)) {
                String row = row(field);
                assertThat(documentation).as(row).anyMatch(line -> isRowWithAdvice(line, row));
                Object value = another(field);
                String byDefault = field.getAnnotation(ConfigProperty.class).defaultValue();
                Object initial = bean.getMethod(accessor("get", field)).invoke(instance);
                assertThat(initial == null ? "" : initial.toString()).as(field.getName()).isEqualTo(byDefault);
                bean.getMethod(accessor("set", field), field.getType()).invoke(instance, value);
                assertThat(bean.getMethod(accessor("get", field)).invoke(instance)).isEqualTo(value);
            }
        }
        assertThat(documentation.stream().filter(line -> line.matches("\\| `\\w+` \\|.*"))).as("and no other")
                .hasSize(BEANS.stream().mapToInt(bean -> properties(bean).size()).sum());
    }

    @Test
    void equalityComparesTheProperties() throws Exception {
        for (Class<?> bean : BEANS) {
            Object one = bean.getDeclaredConstructor().newInstance();
            Object same = bean.getDeclaredConstructor().newInstance();
            assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
            for (Field field : properties(bean)) {
                Object other = bean.getDeclaredConstructor().newInstance();
                Object value = another(field);
                bean.getMethod(accessor("set", field), field.getType()).invoke(other, value);
                assertThat(other).as(field.getName()).isNotEqualTo(one);
            }
        }
    }

    /** A container's report about a bean: property, colon, problem. */
    private static ValidatorFactory validation;

    @BeforeAll
    static void startValidation() {
        validation = Validation.byDefaultProvider().configure().messageInterpolator(new ParameterMessageInterpolator()).buildValidatorFactory();
    }

    @AfterAll
    static void stopValidation() {
        validation.close();
    }

    private static List<String> violations(Object bean) {
        return validation.getValidator().validate(bean).stream()
                .map(violation -> violation.getPropertyPath() + ": " + violation.getMessage()).toList();
    }

    /** A valid bean with one property changed. */
    private static Object bean(Class<?> type, String property, Object value) throws Exception {
        Object bean = type.getDeclaredConstructor().newInstance();
        if (bean instanceof SshProfileObject object) {
            object.setHost("web-1");
        }
        Field field = properties(type).stream().filter(each -> each.getName().equals(property)).findFirst().orElseThrow();
        type.getMethod(accessor("set", field), field.getType()).invoke(bean, value);
        return bean;
    }

    @Test
    void aNumberOutOfBoundsIsNamedWithItsBounds() throws Exception {
        for (Class<?> type : BEANS) {
            for (Field field : properties(type)) {
                if (field.getType() == Integer.class) {
                    Bounds bounds = field.getAnnotation(Bounds.class);
                    for (Integer right : new Integer[] {bounds.min(), bounds.max()}) {
                        assertThat(violations(bean(type, field.getName(), right))).isEmpty();
                    }
                    for (Integer wrong : new Integer[] {bounds.min() - 1, bounds.max() + 1, null}) {
                        assertThat(violations(bean(type, field.getName(), wrong))).containsExactly(field.getName() + ": is " + wrong
                                + ": it must be from " + bounds.min() + " to " + bounds.max());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
        "SshResourceAdapter          | auditCommands         | LOUD              | is LOUD: it must be FULL, HASH or NONE",
        "SshManagedConnectionFactory | allowedTargetNetworks | 10.0.0.0/33       | is 10.0.0.0/33: invalid network \"10.0.0.0/33\", expected one such as 10.0.0.0/8 or fe80::/10",
        "SshManagedConnectionFactory | deniedTargetNetworks  | ::1, a.example    | is ::1, a.example: invalid network \"a.example\", expected one such as 10.0.0.0/8 or fe80::/10",
        "SshManagedConnectionFactory | deniedTargetNetworks  | ${1+1}{x}\\        | is ${1+1}{x}\\: invalid network \"${1+1}{x}\\\", expected one such as 10.0.0.0/8 or fe80::/10",
        "SshManagedConnectionFactory | hostKeyFingerprints   | MD5:aa            | is MD5:aa: invalid host key fingerprint MD5:aa, expected SHA256: and 43 characters",
        "SshManagedConnectionFactory | jump                  | gate, b:70000     | is gate, b:70000: Port: invalid value 70000, expected a number from 1 to 65535",
        "SshManagedConnectionFactory | proxy                 | ftp://a:hunter2@b:1 | unknown kind of proxy, expected socks5://[user@]host:port or http://[user@]host:port",
        "SshManagedConnectionFactory | proxy                 | http://a@b:1      | there is a user for the proxy, and no password",
        "SshManagedConnectionFactory | proxyPassword         | hunter2           | is given: proxy is empty, and the password is for it",
        "SshManagedConnectionFactory | promptAnswers         | hunter2           | each line must have a part of a question, = and the answer",
        "SshManagedConnectionFactory | privateKeyFile        | /nowhere/id       | is /nowhere/id: file /nowhere/id can't be read",
        "SshManagedConnectionFactory | certificateFile       | /nowhere/c        | is /nowhere/c: privateKeyFile is empty, and a certificate is for a key",
        "SshManagedConnectionFactory | knownHostsFile        | /nowhere/kh       | is /nowhere/kh: file /nowhere/kh can't be read",
        "SshManagedConnectionFactory | profilesFile          | /nowhere/profiles | is /nowhere/profiles: file /nowhere/profiles can't be read",
        "SshManagedConnectionFactory | policyFile            | /nowhere/policy   | is /nowhere/policy: file /nowhere/policy can't be read",
        "SshManagedConnectionFactory | ciphers               | rot13             | is rot13: unknown algorithm rot13, expected some of CIPHERS",
        "SshManagedConnectionFactory | macs                  | hmac-sha1         | is hmac-sha1: hmac-sha1 leaves no algorithm: it names legacy algorithms, which legacyAlgorithms switches on",
        "SshManagedConnectionFactory | ciphers               | +aes128-cbc       | is +aes128-cbc: aes128-cbc can't be offered without legacyAlgorithms",
        "SshProfileObject            | ciphers               | +arcfour          | is +arcfour: arcfour can't be offered, expected some of CIPHERS",
        "SshProfileObject            | host                  | ''                | is empty",
        "SshProfileObject            | host                  | web 1             | is web 1: a host can't have white space or control characters",
        "SshProfileObject            | hostKeyFingerprints   | MD5:aa            | is MD5:aa: invalid host key fingerprint MD5:aa, expected SHA256: and 43 characters",
        "SshProfileObject            | privateKeyFile        | /nowhere/id       | is /nowhere/id: file /nowhere/id can't be read",
        "SshProfileObject            | knownHostsFile        | FOLDER            | is FOLDER: file FOLDER can't be read"})
    void aWrongValueIsNamedWithTheReason(String type, String property, String value, String what, @TempDir Path folder) throws Exception {
        Class<?> bean = BEANS.stream().filter(candidate -> candidate.getSimpleName().equals(type)).findFirst().orElseThrow();
        assertThat(violations(bean(bean, property, value.replace("FOLDER", folder.toString()))))
                .containsExactly(property + ": " + what.replace("FOLDER", folder.toString())
                        .replace("CIPHERS", String.join(",", AlgorithmKind.CIPHERS.known())));
    }

    @Test
    void errorsInFilesAreFoundToo(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "Host web\n  Port 70000\n");
        try (LogLines log = new LogLines()) {
            // It is an error of one profile, and must not take the others away.
            assertThat(violations(bean(SshManagedConnectionFactory.class, "profilesFile", file.toString()))).isEmpty();
            assertThat(log.of("SSHRA000011")).singleElement().asString().contains(file + ":2", "70000");
        }
        assertThat(violations(bean(SshManagedConnectionFactory.class, "privateKeyFile", file.toString()))).singleElement().asString()
                .startsWith("privateKeyFile: is " + file + ": ");
    }

    @Test
    void aDefinitionWithAHostNeedsAKnownHostKeyOrAcceptsNewOnes(@TempDir Path folder) throws Exception {
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        definition.setHost("web-1");
        assertThat(violations(definition)).containsExactly(
                "hostKeyFingerprints: is empty, and so is knownHostsFile: no key of the host web-1 could be accepted");
        definition.setKnownHostsFile(folder.resolve("known_hosts").toString());
        assertThat(violations(definition)).singleElement().asString().startsWith("knownHostsFile: ");
        definition.setAcceptNewHostKeys(true);
        assertThat(violations(definition)).isEmpty();
    }

    @Test
    void aDefinitionIsSerializable() throws Exception {
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        definition.setHost("h");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(definition);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(definition);
        }
    }
}
