package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;

/** The JavaBeans that containers configure, and what the documentation says of them. */
class ConfigurationTest {

    private static final List<Class<?>> BEANS = List.of(SshResourceAdapter.class, SshManagedConnectionFactory.class,
            SshProfileObject.class);

    private static List<Field> properties(Class<?> bean) {
        return Stream.of(bean.getDeclaredFields()).filter(field -> field.isAnnotationPresent(ConfigProperty.class)).toList();
    }

    private static String accessor(String prefix, Field field) {
        return prefix + Character.toUpperCase(field.getName().charAt(0)) + field.getName().substring(1);
    }

    /** The row of the table in docs/configuration.md. */
    private static String row(Field field) {
        ConfigProperty property = field.getAnnotation(ConfigProperty.class);
        Min min = field.getAnnotation(Min.class);
        String bounds = min == null ? "" : min.value() + " to " + field.getAnnotation(Max.class).value();
        return "| `" + field.getName() + "` | " + property.defaultValue() + " | " + bounds + " | "
                + String.join("", property.description()) + " |";
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
                assertThat(documentation).contains(row(field));
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
    void equalityIsThatOfTheProperties() throws Exception {
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

    @Test
    void valuesOutOfBoundsAreFoundByBeanValidation() throws Exception {
        try (ValidatorFactory factory = Validation.byDefaultProvider().configure()
                .messageInterpolator(new ParameterMessageInterpolator()).buildValidatorFactory()) {
            Validator validator = factory.getValidator();
            for (Class<?> bean : BEANS) {
                Object instance = bean.getDeclaredConstructor().newInstance();
                assertThat(validator.validate(instance)).isEmpty();
                for (Field field : properties(bean)) {
                    if (field.getType() == Integer.class) {
                        Method setter = bean.getMethod(accessor("set", field), Integer.class);
                        Object before = bean.getMethod(accessor("get", field)).invoke(instance);
                        for (Integer wrong : new Integer[] {-1, Integer.MAX_VALUE, null}) {
                            setter.invoke(instance, wrong);
                            assertThat(validator.validate(instance)).as(field.getName() + " " + wrong)
                                    .anyMatch(violation -> violation.getPropertyPath().toString().equals(field.getName()));
                        }
                        setter.invoke(instance, before);
                    }
                }
            }
        }
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
