package io.sshra.adapter.management;

import io.sshra.SshCluster;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.pool.Pool;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The MXBean of one connection definition of a started adapter. A getter of a {@code long} is the {@link Figure} of its name;
 * everything else is a method of {@link Operations}.
 */
final class DefinitionBean implements InvocationHandler {

    private static final Map<Method, Figure> FIGURES = new HashMap<>();
    private static final Map<Method, Method> OPERATIONS = new HashMap<>();

    static {
        for (Method method : SshConnectionFactoryMXBean.class.getMethods()) {
            if (method.getReturnType() == long.class && method.getName().startsWith("get")) {
                FIGURES.put(method, Figure.named(method.getName().substring("get".length())));
            } else {
                OPERATIONS.put(method, operation(method));
            }
        }
    }

    private final Operations operations;
    private final FigureReader figures;

    private DefinitionBean(Operations operations, FigureReader figures) {
        this.operations = operations;
        this.figures = figures;
    }

    static SshConnectionFactoryMXBean of(ManagedDefinition definition, Pool pool, SshCluster cluster, Supplier<String> driver) {
        DefinitionBean bean = new DefinitionBean(new Operations(definition, pool, cluster, driver),
                new FigureReader(List.of(definition.id()), pool));
        return (SshConnectionFactoryMXBean) Proxy.newProxyInstance(SshConnectionFactoryMXBean.class.getClassLoader(),
                new Class<?>[] {SshConnectionFactoryMXBean.class}, bean);
    }

    private static Method operation(Method method) {
        try {
            Method operation = Operations.class.getMethod(method.getName(), method.getParameterTypes());
            operation.setAccessible(true);
            return operation;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Neither a figure nor an operation: " + method, e);
        }
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Figure figure = FIGURES.get(method);
        if (figure != null) {
            return figures.value(figure);
        }
        Method operation = OPERATIONS.get(method);
        if (operation == null) {
            return method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : method.invoke(this, arguments);
        }
        try {
            return operation.invoke(operations, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
