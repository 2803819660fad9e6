package io.sshra.ssh.mina.io;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;

/** The attributes that MINA keeps with a connection. Thread-safe. */
abstract class AttributedSession extends AbstractCloseable implements IoSession {

    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();

    @Override
    public Object getAttribute(Object name) {
        return attributes.get(name);
    }

    @Override
    public Object setAttribute(Object name, Object value) {
        return attributes.put(name, value);
    }

    @Override
    public Object setAttributeIfAbsent(Object name, Object value) {
        return attributes.putIfAbsent(name, value);
    }

    @Override
    public Object removeAttribute(Object name) {
        return attributes.remove(name);
    }

    void forgetAttributes() {
        attributes.clear();
    }
}
